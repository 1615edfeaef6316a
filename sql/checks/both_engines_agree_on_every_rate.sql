-- Shares, Wilson intervals, rates and ratios that Python computed are what SQL computes from the counts alone.
--
-- Source  Wilson 1927, Journal of the American Statistical Association 22:209; rates: events divided by time
-- Reads   signals.rate
-- Grain   one row per violation; none is right

WITH counted AS (
    SELECT *,
        1.959963984540054 AS z,
        n_with_event / n_in_window AS p,
        n_in_window + z * z AS total,
        (n_with_event + z * z / 2) / total AS centre,
        z * sqrt(n_with_event * (1 - p) + z * z / 4) / total AS spread,
        -- A share stands beside the trial's in its window alone, once somebody without the event was followed to its end.
        CASE WHEN window_name = 'trial_comparison' AND (n_full_window > n_with_event OR n_with_event = n_in_window)
            THEN p / nullif(trial_n_with_event / trial_n_patients, 0)
        END AS ratio_of_shares,
        100 * n_first_events / nullif(patient_years, 0) AS own_rate,
        100 * trial_n_with_event / trial_patient_years AS trial_rate,
        own_rate / nullif(trial_rate, 0) AS ratio
    FROM signals.rate
),
pair AS (
    SELECT rule, population, window_name, baseline_id, 'share' AS figure, share AS python, p AS sql FROM counted
    UNION ALL
    SELECT rule, population, window_name, baseline_id, 'share_wilson_low', share_wilson_low,
        CASE WHEN n_with_event = 0 THEN 0 ELSE centre - spread END FROM counted WHERE n_in_window > 0
    UNION ALL
    SELECT rule, population, window_name, baseline_id, 'share_wilson_high', share_wilson_high,
        CASE WHEN n_with_event = n_in_window THEN 1 ELSE centre + spread END FROM counted WHERE n_in_window > 0
    UNION ALL
    SELECT rule, population, window_name, baseline_id, 'trial_share', trial_share,
        trial_n_with_event / trial_n_patients FROM counted
    UNION ALL
    SELECT rule, population, window_name, baseline_id, 'rate_per_100_patient_years', rate_per_100_patient_years,
        own_rate FROM counted
    UNION ALL
    SELECT rule, population, window_name, baseline_id, 'trial_rate_per_100_patient_years',
        trial_rate_per_100_patient_years, trial_rate FROM counted
    UNION ALL
    SELECT rule, population, window_name, baseline_id, 'share_ratio', share_ratio, ratio_of_shares FROM counted
    UNION ALL
    SELECT rule, population, window_name, baseline_id, 'rate_ratio', rate_ratio, ratio FROM counted
)
SELECT format('{} of {} ({}, {}, {}): Python says {}, SQL {}', figure, rule, population, window_name, baseline_id,
    coalesce(CAST(python AS VARCHAR), 'nothing'), coalesce(CAST(sql AS VARCHAR), 'nothing')) AS problem
FROM pair
WHERE (CASE WHEN isfinite(python) THEN python END IS NULL) <> (CASE WHEN isfinite(sql) THEN sql END IS NULL)
    OR abs(python - sql) > 1e-9 * greatest(1, abs(sql))
