-- The watched share and rate of each rule, last night and tonight, in whole people and whole days at risk.
--
-- Source  signals.rate
-- Reads   signals.rate, last_night.signals.rate
-- Grain   one row per rule and measure

WITH counted AS (
    SELECT DISTINCT rule, false AS is_tonight, n_with_event, n_in_window, n_first_events,
        CAST(round(patient_years * 365.25) AS BIGINT) AS days_at_risk
    FROM last_night.signals.rate
    WHERE population = 'everyone' AND window_name = 'trial_comparison'
    UNION
    SELECT DISTINCT rule, true AS is_tonight, n_with_event, n_in_window, n_first_events,
        CAST(round(patient_years * 365.25) AS BIGINT) AS days_at_risk
    FROM signals.rate
    WHERE population = 'everyone' AND window_name = 'trial_comparison'
)

SELECT
    'share' AS kind,
    rule,
    coalesce(any_value(n_with_event) FILTER (WHERE NOT is_tonight), 0) AS count_before,
    coalesce(any_value(n_with_event) FILTER (WHERE is_tonight), 0) AS count_after,
    coalesce(any_value(n_in_window) FILTER (WHERE NOT is_tonight), 0) AS size_before,
    coalesce(any_value(n_in_window) FILTER (WHERE is_tonight), 0) AS size_after
FROM counted
GROUP BY rule
UNION ALL
SELECT
    'rate' AS kind,
    rule,
    coalesce(any_value(n_first_events) FILTER (WHERE NOT is_tonight), 0),
    coalesce(any_value(n_first_events) FILTER (WHERE is_tonight), 0),
    coalesce(any_value(days_at_risk) FILTER (WHERE NOT is_tonight), 0),
    coalesce(any_value(days_at_risk) FILTER (WHERE is_tonight), 0)
FROM counted
GROUP BY rule
