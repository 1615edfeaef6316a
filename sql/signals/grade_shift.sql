-- Each treated person's grade at baseline and worst grade after the first dose, for every analyte that a rule watches.
--
-- Source  DAIDS table, corrected version 2.1: clinical.lab_result and clinical.lab_baseline
-- Reads   clinical.lab_result, clinical.lab_baseline, clinical.patient, reference.rule
-- Grain   one row per treated patient and analyte
--
-- A grade that is not known stays empty; it is never grade 0.

WITH asked AS (
    SELECT patient_id, analyte
    FROM clinical.patient
    CROSS JOIN (SELECT DISTINCT analyte FROM reference.rule WHERE analyte IS NOT NULL)
    WHERE is_treated
),

by_grade AS (
    SELECT
        patient_id,
        analyte,
        daids_grade,
        count(*) AS n_results,
        min(collected_on) AS first_on,
        bool_or(daids_grade_is_minimum) AS is_minimum
    FROM clinical.lab_result
    WHERE is_after_first_dose AND analyte IN (SELECT analyte FROM reference.rule)
    GROUP BY patient_id, analyte, daids_grade
),

worst AS (
    SELECT
        patient_id,
        analyte,
        max(daids_grade) AS grade,
        max_by(first_on, daids_grade) AS first_on,
        sum(n_results) AS n_results,
        coalesce(sum(n_results) FILTER (WHERE daids_grade IS NULL), 0) AS n_ungraded,
        coalesce(bool_or(is_minimum), false) AS is_minimum
    FROM by_grade
    GROUP BY patient_id, analyte
),

baseline AS (
    SELECT
        patient_id,
        analyte,
        max(baseline_on) AS baseline_on,
        max_by(baseline_daids_grade, baseline_on) AS grade
    FROM clinical.lab_baseline
    WHERE baseline_daids_grade IS NOT NULL
    GROUP BY patient_id, analyte
)

SELECT
    patient_id,
    analyte,
    baseline.grade AS baseline_grade,
    baseline.baseline_on,
    worst.grade AS worst_grade,
    worst.first_on AS worst_on,
    coalesce(worst.n_results, 0)::BIGINT AS n_results,
    coalesce(worst.n_ungraded, 0)::BIGINT AS n_ungraded,
    coalesce(worst.is_minimum OR worst.n_ungraded > 0, false) AS may_be_higher
FROM asked
LEFT JOIN baseline USING (patient_id, analyte)
LEFT JOIN worst USING (patient_id, analyte)
