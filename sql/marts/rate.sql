-- Each watched rate (everyone, window of the trial) with the words of the baseline that it is read against.
--
-- Source  signals.rate
-- Reads   marts.rate_by_window
-- Grain   one row per rule and baseline

SELECT *
FROM marts.rate_by_window
WHERE population = 'everyone' AND window_name = 'trial_comparison'
ORDER BY baseline_kind NULLS LAST, display_order, rule, baseline_id
