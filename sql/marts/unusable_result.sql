-- Laboratory results in force that no rule can read as a number, by analyte and reason: suspect until somebody looks.
--
-- Source  clinical.lab_result
-- Reads   clinical.lab_result
-- Grain   one row per analyte and reason

SELECT
    analyte,
    coalesce(ungraded_reason, 'no number in a known unit') AS reason,
    count(*) AS n_results,
    count(DISTINCT patient_id) AS n_patients,
    max(collected_on) AS newest_on
FROM clinical.lab_result
WHERE value IS NULL
GROUP BY analyte, reason
ORDER BY n_results DESC, analyte, reason
