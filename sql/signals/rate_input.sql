-- Each denominator beside each verified trial baseline that counts the same thing, or beside none and why.
--
-- Source  US prescribing information of ibalizumab, sections 5 and 6.1; kinds of baselines are kept apart
-- Reads   reference.rule, reference.trial_baseline, reference.trial_person_time, signals.denominator
-- Grain   one row per denominator and usable baseline; one row without a trial's figures where there is none
--
-- What a laboratory measured is only compared with what a laboratory measured, effect only with the trial's efficacy.

WITH candidate AS (
    SELECT rule, baseline_id, baseline.kind AS baseline_kind, trial, n_with_event, n_patients, source, verification,
        (baseline.kind = 'us_label_laboratory') = (rule.kind = 'laboratory')
            AND (baseline.kind = 'trial_efficacy') = (rule.kind = 'effect') AS is_same_kind,
        n_with_event IS NOT NULL AND n_patients > 0 AS has_count,
        is_same_kind AND has_count AND verification <> 'NV' AS is_usable
    FROM reference.rule AS rule
    JOIN reference.trial_baseline AS baseline USING (rule)
),
gap AS (
    SELECT rule,
        CASE
            WHEN bool_or(is_same_kind AND has_count)
                THEN 'The published count is not verified'
            WHEN bool_or(is_same_kind)
                THEN 'The label gives no count and no denominator for it'
            ELSE 'No published count of the same thing is on file, so there is no denominator'
        END AS why_no_baseline
    FROM reference.rule
    LEFT JOIN candidate USING (rule)
    GROUP BY rule
    HAVING bool_or(is_usable) IS NOT TRUE
)
SELECT rule,
    population,
    window_name,
    coalesce(baseline_id, 'none') AS baseline_id,
    baseline_kind,
    title,
    display_order,
    denominator.window_days,
    n_treated,
    n_evaluable,
    n_in_window,
    n_full_window,
    denominator.n_with_event,
    n_flag_undated,
    n_first_events,
    denominator.patient_years,
    usable.trial,
    CAST(usable.n_with_event AS BIGINT) AS trial_n_with_event,
    CAST(n_patients AS BIGINT) AS trial_n_patients,
    CASE WHEN baseline_kind <> 'trial_efficacy' THEN main.patient_years END AS trial_patient_years,
    CASE WHEN baseline_kind <> 'trial_efficacy' THEN ceiling.patient_years END AS trial_patient_years_ceiling,
    why_no_baseline,
    usable.verification AS baseline_verification,
    usable.source AS baseline_source
FROM signals.denominator AS denominator
JOIN reference.rule USING (rule)
LEFT JOIN (SELECT * FROM candidate WHERE is_usable) AS usable USING (rule)
LEFT JOIN reference.trial_person_time AS main ON main.trial = usable.trial AND main.name = 'primary'
LEFT JOIN reference.trial_person_time AS ceiling ON ceiling.trial = usable.trial AND ceiling.name = 'ceiling'
LEFT JOIN gap USING (rule)
