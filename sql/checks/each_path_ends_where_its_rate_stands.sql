-- The last point of a path that counts from the beginning has the events and the time at risk of its rate.
--
-- Source  signals.risk_course and signals.denominator count the same people in two ways
-- Reads   signals.monitor_input, signals.rate, raw.monitoring_design
-- Grain   one row per violation; none is right

WITH ended AS (
    SELECT rule, baseline_id, arg_max(n_events, until_on) AS n_events, arg_max(patient_years, until_on) AS patient_years
    FROM signals.monitor_input
    GROUP BY rule, baseline_id
)
SELECT format('{} beside {}: the path ends with {} events in {:.3f} patient-years, the rate has {} in {:.3f}',
    rule, baseline_id, ended.n_events, ended.patient_years, rate.n_first_events, rate.patient_years) AS problem
FROM ended
JOIN signals.rate AS rate USING (rule, baseline_id)
JOIN raw.monitoring_design AS design USING (rule, baseline_id)
WHERE rate.population = 'everyone' AND rate.window_name = 'trial_comparison' AND design.counted_from_on IS NULL
    AND (ended.n_events <> rate.n_first_events OR abs(ended.patient_years - rate.patient_years) > 1e-6)
