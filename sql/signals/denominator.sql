-- People under each active rule, step by step from treated to counted, and their time at risk until the first event.
--
-- Source  US prescribing information of ibalizumab, section 6.1: patients over the weeks of TMB-301
-- Reads   reference.rule, reference.analysis_window, reference.population, signals.considered_patient, signals.exposure
-- Grain   one row per active rule, population and window

WITH person AS (
    SELECT rule, was_ever_pushed, name AS window_name, is_evaluable, n_flag_undated, first_event_day, risk_from_day,
        coalesce(analysis_window.window_days, at_risk_days) AS last_day,
        is_evaluable AND coalesce(judged_from_day <= last_day, false) AS is_in_window,
        is_in_window AND coalesce(first_event_day <= last_day, false) AS has_event,
        CASE WHEN analysis_window.window_days IS NULL THEN ended_by <> 'observed' OR has_event
            ELSE has_full_window
        END AS is_complete,
        least(risk_until_day, last_day) AS risk_days,
        is_in_window AND coalesce(risk_from_day <= risk_days, false) AS has_risk,
        has_risk AND coalesce(first_event_day <= risk_days, false) AS has_first_event,
        if(has_first_event, first_event_day, risk_days) - risk_from_day + 1 AS days_at_risk
    FROM signals.considered_patient
    JOIN signals.exposure USING (patient_id)
    CROSS JOIN reference.analysis_window AS analysis_window
),
half AS (
    SELECT rule, was_ever_pushed, window_name,
        count(*) AS n_treated,
        count(*) FILTER (WHERE is_evaluable) AS n_evaluable,
        count(*) FILTER (WHERE is_in_window) AS n_in_window,
        count(*) FILTER (WHERE is_in_window AND is_complete) AS n_full_window,
        count(*) FILTER (WHERE has_event) AS n_with_event,
        sum(n_flag_undated) AS n_flag_undated,
        count(*) FILTER (WHERE has_first_event) AS n_first_events,
        sum(days_at_risk) FILTER (WHERE has_risk) AS days_at_risk
    FROM person
    GROUP BY rule, was_ever_pushed, window_name
),
counted AS (
    SELECT rule, population, window_name,
        CAST(sum(n_treated) AS BIGINT) AS n_treated,
        CAST(sum(n_evaluable) AS BIGINT) AS n_evaluable,
        CAST(sum(n_in_window) AS BIGINT) AS n_in_window,
        CAST(sum(n_full_window) AS BIGINT) AS n_full_window,
        CAST(sum(n_with_event) AS BIGINT) AS n_with_event,
        CAST(sum(n_flag_undated) AS BIGINT) AS n_flag_undated,
        CAST(sum(n_first_events) AS BIGINT) AS n_first_events,
        sum(days_at_risk) / 365.25 AS patient_years
    FROM half
    JOIN reference.population AS population ON CASE population
        WHEN 'everyone' THEN true
        WHEN 'ever_pushed' THEN was_ever_pushed
        WHEN 'no_push' THEN NOT was_ever_pushed
        ELSE error('reference.population has a group that signals.denominator does not know')
    END
    GROUP BY rule, population, window_name
)
SELECT rule.rule, population.population, analysis_window.name AS window_name, analysis_window.window_days,
    coalesce(n_treated, 0) AS n_treated,
    coalesce(n_evaluable, 0) AS n_evaluable,
    coalesce(n_in_window, 0) AS n_in_window,
    coalesce(n_full_window, 0) AS n_full_window,
    coalesce(n_with_event, 0) AS n_with_event,
    coalesce(n_flag_undated, 0) AS n_flag_undated,
    coalesce(n_first_events, 0) AS n_first_events,
    coalesce(patient_years, 0) AS patient_years
FROM reference.rule
CROSS JOIN reference.population
CROSS JOIN reference.analysis_window AS analysis_window
LEFT JOIN counted ON counted.rule = rule.rule
    AND counted.population = population.population
    AND counted.window_name = analysis_window.name
WHERE is_active
