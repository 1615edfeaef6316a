-- The course of each signal beside each trial baseline that has person-time, counted since its design has been in force.
--
-- Source  signals.risk_course
-- Reads   signals.risk_course, signals.rate_input, raw.monitoring_design
-- Grain   one row per rule, baseline with person-time, and day

WITH watched AS (
    SELECT rule, baseline_id, trial_n_with_event, trial_patient_years, trial_patient_years_ceiling,
        baseline_verification, design_id, counted_from_on
    FROM signals.rate_input
    JOIN raw.monitoring_design AS design USING (rule, baseline_id)
    WHERE population = 'everyone' AND window_name = 'trial_comparison' AND trial_patient_years IS NOT NULL
),
course AS (
    FROM signals.risk_course WHERE window_name = 'trial_comparison'
),
before AS (
    SELECT rule, baseline_id, n_events, patient_years
    FROM watched
    JOIN course USING (rule)
    WHERE until_on = counted_from_on - 1
)
SELECT watched.rule, watched.baseline_id, design_id, until_on,
    course.n_events - coalesce(before.n_events, 0) AS n_events,
    course.patient_years - coalesce(before.patient_years, 0) AS patient_years,
    trial_n_with_event, trial_patient_years, trial_patient_years_ceiling, baseline_verification
FROM watched
JOIN course USING (rule)
LEFT JOIN before USING (rule, baseline_id)
WHERE counted_from_on IS NULL OR until_on >= counted_from_on
