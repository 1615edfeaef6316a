-- People under each active rule, step by step from treated to counted, up to window_days after the first dose.
--
-- Source  US prescribing information of ibalizumab, section 6.1: patients over the weeks of TMB-301
-- Reads   reference.rule, reference.analysis_window, signals.considered_patient
-- Grain   one row per active rule

SELECT rule, analysis_window.window_days,
    count(patient_id) AS n_treated,
    count(*) FILTER (WHERE is_evaluable) AS n_evaluable,
    count(*) FILTER (WHERE is_in_window) AS n_in_window,
    count(*) FILTER (WHERE has_full_window) AS n_full_window,
    count(*) FILTER (WHERE has_event) AS n_with_event,
    CAST(coalesce(sum(n_flag_undated), 0) AS BIGINT) AS n_flag_undated
FROM reference.rule
JOIN reference.analysis_window AS analysis_window ON analysis_window.name = 'trial_comparison'
LEFT JOIN signals.considered_patient USING (rule)
WHERE is_active
GROUP BY rule, analysis_window.window_days
