-- Who came within a stated margin of a number without being flagged, the closest first. For looking, never a signal.
--
-- Grain   one row per person and rule

SELECT rule, patient_id, seen_on, value, limit_value, unit, sentence
FROM v1.near_miss
ORDER BY rule, short_share, patient_id
