-- Infections reported near a low neutrophil count, nearest first, those whose nearness is not known last.
--
-- Source  signals.infection_near_low_count
-- Reads   signals.infection_near_low_count
-- Grain   one row per report

FROM signals.infection_near_low_count
ORDER BY patient_id, abs(days_from_low_count) NULLS LAST, event_id
