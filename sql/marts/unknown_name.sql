-- Names that arrived and that no list knows, counted, so that none of them waits unseen for a mapping.
--
-- Source  names: reference.analyte_code; codes: preferred terms of the senders
-- Reads   clinical.lab_result, clinical.adverse_event, reference.analyte_code
-- Grain   one row per kind and name as delivered
--
-- analyte  neither the LOINC code nor the name has a row in reference.analyte_code: no rule reads the result.
-- code     the name is known and the LOINC code beside it is not: the result counts as not measured.
-- term     a report that its sender did not code: rules search its own words.

WITH named AS (
    SELECT
        CASE WHEN analyte IS NULL THEN 'analyte' ELSE 'code' END AS kind,
        concat_ws(', ', reported_analyte, 'LOINC ' || loinc) AS name,
        patient_id,
        collected_on AS happened_on
    FROM clinical.lab_result
    WHERE analyte IS NULL OR (loinc IS NOT NULL AND loinc NOT IN (SELECT code FROM reference.analyte_code))
    UNION ALL
    SELECT 'term', coalesce(verbatim_term, 'no words'), patient_id, started_on
    FROM clinical.adverse_event
    WHERE preferred_term IS NULL
)
SELECT kind, name, count(*) AS n_rows, count(DISTINCT patient_id) AS n_patients, max(happened_on) AS newest_on
FROM named
GROUP BY kind, name
ORDER BY kind, n_rows DESC, name
