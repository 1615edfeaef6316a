-- How many treated people reached which level of creatinine or of the estimated glomerular filtration rate.
--
-- Source  levels: reference.kidney_level, each row with its own
-- Reads   clinical.lab_result, clinical.patient, reference.kidney_level
-- Grain   one row per level
--
-- Of all results after the first dose, whatever time lies between them: a level is no stage and no grade. A person for whom
-- no result reaches it, and one may (a bound, a missing unit or baseline), cannot be judged.

WITH judged AS (
    SELECT
        level,
        patient_id,
        CASE
            WHEN asked.analyte = 'creatinine' THEN is_at_least(value_operator, x_baseline, cut)
            WHEN measure = 'value' THEN is_below(value_operator, value, cut)
            ELSE is_at_most(value_operator, x_baseline, cut)
        END AS is_reached
    FROM reference.kidney_level AS asked
    JOIN clinical.lab_result AS result ON result.analyte = asked.analyte
    WHERE is_after_first_dose
),

answer AS (
    SELECT
        level,
        patient_id,
        CASE WHEN bool_or(is_reached) THEN 'reached' WHEN bool_or(is_reached IS NULL) THEN 'open' ELSE 'not reached' END AS answer
    FROM judged
    GROUP BY level, patient_id
)
SELECT
    asked.level,
    asked.analyte,
    asked.words,
    asked.display_order,
    count(*) FILTER (WHERE answer = 'reached') AS n_reached,
    count(*) FILTER (WHERE answer = 'not reached') AS n_not_reached,
    count(*) FILTER (WHERE answer = 'open') AS n_open,
    count(*) FILTER (WHERE answer IS NULL AND patient.patient_id IS NOT NULL) AS n_without_result,
    asked.source,
    asked.verification
FROM reference.kidney_level AS asked
LEFT JOIN clinical.patient AS patient ON patient.is_treated
LEFT JOIN answer ON answer.level = asked.level AND answer.patient_id = patient.patient_id
GROUP BY ALL
ORDER BY asked.display_order
