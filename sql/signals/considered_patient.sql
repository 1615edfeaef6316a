-- How far each treated person is counted under each active rule, up to window_days after the first dose.
--
-- Source  US prescribing information of ibalizumab, section 6.1: patients over the weeks of TMB-301
-- Reads   clinical.patient, clinical.lab_result, reference.rule, reference.analysis_window, reference.monitoring_number, signals.exposure, signals.flag, signals.unassessable
-- Grain   one row per treated patient and active rule
--
-- A laboratory rule judges a person by results of its analyte, and a result speaks for result_speaks_days around it: time
-- that no result speaks for before the first or after the last one is no time at risk. Every other rule watches from the
-- first dose on.

WITH treated AS (
    SELECT patient_id, patient.first_dose_on, at_risk_days, window_days,
        observed_until_on >= patient.first_dose_on + window_days AS is_followed,
        coalesce(died_on BETWEEN patient.first_dose_on AND patient.first_dose_on + window_days, false) AS has_died,
        (SELECT CAST(value AS INTEGER) FROM reference.monitoring_number WHERE name = 'result_speaks_days') AS speaks_days
    FROM clinical.patient AS patient
    JOIN signals.exposure USING (patient_id)
    JOIN reference.analysis_window AS analysis_window ON analysis_window.name = 'trial_comparison'
),
active AS (
    SELECT rule, kind, if(kind = 'laboratory', analyte, NULL) AS analyte FROM reference.rule WHERE is_active
),
flagged AS (
    SELECT patient_id, rule,
        min(days_since_first_dose) FILTER (WHERE days_since_first_dose >= 0) AS first_event_day,
        count(*) FILTER (WHERE days_since_first_dose IS NULL) AS n_flag_undated
    FROM signals.flag
    GROUP BY ALL
),
result AS (
    SELECT patient_id, analyte, days_since_first_dose, label_hit, source_file, source_row
    FROM clinical.lab_result
    WHERE is_after_first_dose AND days_since_first_dose >= 0
),
tested AS (
    SELECT patient_id, analyte,
        count(*) FILTER (WHERE days_since_first_dose <= window_days) AS n_results,
        min(days_since_first_dose) FILTER (WHERE label_hit IS NOT NULL) AS first_judged_day,
        max(days_since_first_dose) FILTER (WHERE label_hit IS NOT NULL) AS last_judged_day
    FROM result
    JOIN treated USING (patient_id)
    GROUP BY ALL
),
-- A flag that rests on a result has judged it.
proof AS (
    SELECT patient_id, rule, unnest(evidence) AS fact FROM signals.flag
),
proven AS (
    SELECT patient_id, rule,
        min(days_since_first_dose) AS first_judged_day,
        max(days_since_first_dose) AS last_judged_day
    FROM proof
    JOIN active USING (rule)
    JOIN result USING (patient_id, analyte)
    WHERE fact.feed = 'lab_result' AND fact.source_file = source_file AND fact.source_row = source_row
    GROUP BY ALL
),
asked AS (
    SELECT patient_id, rule, kind, analyte, window_days, first_dose_on, is_followed, has_died, at_risk_days, speaks_days,
        first_event_day,
        coalesce(n_flag_undated, 0) AS n_flag_undated,
        n_results,
        least(tested.first_judged_day, proven.first_judged_day) AS first_judged_day,
        greatest(tested.last_judged_day, proven.last_judged_day) AS last_judged_day
    FROM treated
    CROSS JOIN active
    LEFT JOIN flagged USING (patient_id, rule)
    LEFT JOIN tested USING (patient_id, analyte)
    LEFT JOIN proven USING (patient_id, rule)
),
placed AS (
    SELECT patient_id, rule, kind, analyte, window_days, first_dose_on, n_results, reason,
        n_flag_undated, first_event_day,
        CASE WHEN kind = 'laboratory' THEN first_judged_day WHEN first_dose_on IS NOT NULL THEN 0 END AS judged_from_day,
        coalesce(first_event_day <= window_days, false) AS is_flagged,
        kind <> 'laboratory' OR last_judged_day + speaks_days >= window_days AS is_judged_throughout,
        is_flagged OR has_died OR coalesce(is_followed AND is_judged_throughout, false) AS is_complete,
        if(kind = 'laboratory', greatest(first_judged_day - speaks_days, 0), 0) AS from_day,
        if(kind = 'laboratory', least(last_judged_day + speaks_days, at_risk_days), at_risk_days) AS until_day,
        not_evaluable.rule IS NULL AS is_evaluable,
        is_evaluable AND coalesce(judged_from_day <= window_days, false) AS is_in_window
    FROM asked
    LEFT JOIN (
        SELECT patient_id, rule, reason FROM signals.unassessable WHERE verdict = 'not_evaluable'
    ) AS not_evaluable USING (patient_id, rule)
)
SELECT patient_id, rule, window_days, is_evaluable, first_event_day,
    CASE WHEN is_evaluable THEN judged_from_day END AS judged_from_day,
    CASE WHEN is_evaluable AND judged_from_day IS NOT NULL AND from_day <= until_day THEN from_day END AS risk_from_day,
    CASE WHEN risk_from_day IS NOT NULL THEN until_day END AS risk_until_day,
    is_in_window,
    is_in_window AND is_complete AS has_full_window,
    is_in_window AND is_flagged AS has_event,
    n_flag_undated,
    CASE WHEN NOT is_in_window THEN
        CASE
            WHEN NOT is_evaluable THEN 'Cannot be judged at all: ' || rtrim(reason, '.') || '.'
            WHEN first_dose_on IS NULL THEN 'The date of the first dose is not known, so nothing can be placed after it.'
            WHEN coalesce(n_results, 0) = 0
                THEN format('No result of {} was collected up to day {} after the first dose.', analyte, window_days)
            ELSE format('None of the results of {} up to day {} after the first dose ({}) could be judged.',
                analyte, window_days, n_results)
        END
        || CASE WHEN is_flagged
            THEN ' A flag lies in these days all the same: it is for review, but in no count.' ELSE ''
        END
    END AS uncounted_reason
FROM placed
