-- Each treated person's highest creatinine after the first dose as a multiple of the own baseline, and the newest one.
--
-- Source  baseline and multiple: clinical.lab_result
-- Reads   clinical.lab_result, clinical.lab_baseline, clinical.patient, reference.analyte
-- Grain   one row per treated patient
--
-- Of all results after the first dose, whatever time lies between them: no definition of an injury is read here. A result
-- reported only as an upper bound is the highest only where there is no other.

WITH result AS (
    SELECT *
    FROM clinical.lab_result
    WHERE analyte = 'creatinine' AND is_after_first_dose
),

seen AS (
    SELECT
        patient_id,
        count(*) AS n_results,
        count(*) - count(x_baseline) AS n_not_compared,
        first(
            result ORDER BY value_operator IN ('<', '<='), x_baseline DESC, collected_on, source_file, source_row
        ) FILTER (WHERE x_baseline IS NOT NULL) AS highest,
        first(result ORDER BY collected_on DESC, collected_at DESC, source_file, source_row)
            FILTER (WHERE x_baseline IS NOT NULL) AS newest
    FROM result
    GROUP BY patient_id
),

known_baseline AS (
    SELECT DISTINCT patient_id
    FROM clinical.lab_baseline
    WHERE analyte = 'creatinine' AND baseline_value > 0
)

SELECT
    patient.patient_id,
    coalesce(seen.n_results, 0) AS n_results,
    coalesce(seen.n_not_compared, 0) AS n_not_compared,
    seen.highest.x_baseline AS x_baseline,
    seen.highest.value_operator AS operator,
    seen.highest.value AS value,
    seen.highest.unit AS unit,
    seen.highest.collected_on AS collected_on,
    seen.highest.days_since_first_dose AS days_since_first_dose,
    seen.highest.x_uln AS x_uln,
    seen.highest.baseline_value AS baseline_value,
    seen.highest.baseline_on AS baseline_on,
    seen.newest.x_baseline AS newest_x_baseline,
    seen.newest.collected_on AS newest_on,
    CASE
        WHEN seen.highest IS NOT NULL THEN NULL
        WHEN seen.n_results IS NULL THEN 'no creatinine after the first dose'
        WHEN known_baseline.patient_id IS NULL
            THEN format('no exact creatinine in the {} days before the first dose', analyte.baseline_days)
        ELSE 'no creatinine after the first dose that can be compared with the baseline'
    END AS not_drawn_reason
FROM clinical.patient AS patient
LEFT JOIN reference.analyte AS analyte ON analyte.analyte = 'creatinine'
LEFT JOIN seen USING (patient_id)
LEFT JOIN known_baseline USING (patient_id)
WHERE patient.is_treated
