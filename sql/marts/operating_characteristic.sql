-- What the nightly watch did in simulated programmes: false alarms, rises found and how late.
--
-- Source  vigil simulate-monitoring, by way of the relation that it shows
-- Reads   reference.operating_characteristic
-- Grain   one row per alarm, true ratio and expected number of trial events

SELECT *
FROM reference.operating_characteristic
ORDER BY is_alarm DESC, promised_share NULLS LAST, alarm, true_ratio, expected_trial_events
