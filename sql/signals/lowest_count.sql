-- Each treated person's lowest result after the first dose of every analyte that the label watches for a fall, its
-- baseline, and when it had recovered.
--
-- Source  analytes: US prescribing information of ibalizumab, section 6.1; grades: DAIDS table, corrected version 2.1;
--         recovery: policy of this project
-- Reads   clinical.lab_result, clinical.patient, reference.grade_rule
-- Grain   one row per treated patient and analyte
--
-- A result reported only as a lower bound (>) is the lowest only where there is no other. Recovered: the first later day
-- whose results are all graded, none worse than at baseline; of a person without a graded baseline none worse than 0.

WITH asked AS (
    SELECT patient_id, sex, analyte
    FROM clinical.patient
    CROSS JOIN (
        SELECT DISTINCT analyte FROM reference.grade_rule WHERE "system" = 'us_label' AND direction = 'low'
    )
    WHERE is_treated
),

result AS (
    SELECT result.*
    FROM clinical.lab_result AS result
    SEMI JOIN asked USING (analyte)
    WHERE is_after_first_dose
),

seen AS (
    SELECT
        patient_id,
        analyte,
        count(*) AS n_results,
        count(*) - count(value) AS n_not_compared,
        max(collected_on) AS newest_on,
        max(baseline_value) AS baseline_value,
        max(baseline_daids_grade) AS baseline_grade,
        first(result ORDER BY value_operator IN ('>', '>='), value, collected_on, source_file, source_row)
            FILTER (WHERE value IS NOT NULL) AS lowest
    FROM result
    GROUP BY patient_id, analyte
),

later_day AS (
    SELECT
        patient_id,
        analyte,
        collected_on,
        bool_and(coalesce(daids_grade <= coalesce(seen.baseline_grade, 0), false)) AS is_recovered
    FROM result
    JOIN seen USING (patient_id, analyte)
    WHERE seen.lowest.daids_grade > coalesce(seen.baseline_grade, 0) AND collected_on > seen.lowest.collected_on
    GROUP BY patient_id, analyte, collected_on
),

recovery AS (
    SELECT patient_id, analyte, min(collected_on) AS recovered_on
    FROM later_day
    WHERE is_recovered
    GROUP BY patient_id, analyte
)

SELECT
    patient_id,
    analyte,
    asked.sex,
    coalesce(seen.n_results, 0) AS n_results,
    coalesce(seen.n_not_compared, 0) AS n_not_compared,
    seen.lowest.value AS value,
    seen.lowest.value_operator AS operator,
    seen.lowest.unit AS unit,
    seen.lowest.collected_on AS collected_on,
    seen.lowest.days_since_first_dose AS days_since_first_dose,
    seen.lowest.daids_grade AS grade,
    seen.lowest.daids_grade_is_minimum AS grade_is_minimum,
    seen.baseline_value,
    seen.baseline_grade,
    CASE WHEN seen.lowest.daids_grade > coalesce(seen.baseline_grade, 0) THEN true WHEN seen.lowest.daids_grade IS NOT NULL THEN false END
        AS is_worse_than_baseline,
    recovery.recovered_on,
    (recovery.recovered_on - seen.lowest.collected_on)::INTEGER AS days_to_recovery,
    seen.newest_on,
    CASE
        WHEN seen.lowest IS NOT NULL THEN NULL
        WHEN seen.n_results IS NULL THEN 'no result after the first dose'
        ELSE 'no result after the first dose in a known unit'
    END AS not_drawn_reason
FROM asked
LEFT JOIN seen USING (patient_id, analyte)
LEFT JOIN recovery USING (patient_id, analyte)
