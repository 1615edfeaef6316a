-- The rows behind each answer: the delivery, the row in it, and the fact that it became.
--
-- Source  evidence of signals.flag and signals.unassessable
-- Reads   marts.cited_row, clinical.patient, clinical.infusion, clinical.lab_result, clinical.adverse_event, clinical.vital_sign, clinical.medication, clinical.antibody_test
-- Grain   one row per answer, delivered row and fact

WITH wanted AS (
    SELECT DISTINCT source_file, source_row FROM marts.cited_row
),
fact AS (
    SELECT 'clinical.patient' AS relation, described_in_file AS source_file, described_in_row AS source_row, to_json(patient) AS content
    FROM clinical.patient AS patient
    SEMI JOIN wanted ON wanted.source_file = described_in_file AND wanted.source_row = described_in_row
    UNION ALL
    SELECT 'clinical.infusion' AS relation, source_file, source_row, to_json(infusion) AS content
    FROM clinical.infusion AS infusion SEMI JOIN wanted USING (source_file, source_row)
    UNION ALL
    SELECT 'clinical.lab_result' AS relation, source_file, source_row, to_json(lab_result) AS content
    FROM clinical.lab_result AS lab_result SEMI JOIN wanted USING (source_file, source_row)
    UNION ALL
    SELECT 'clinical.adverse_event' AS relation, source_file, source_row, to_json(adverse_event) AS content
    FROM clinical.adverse_event AS adverse_event SEMI JOIN wanted USING (source_file, source_row)
    UNION ALL
    SELECT 'clinical.vital_sign' AS relation, source_file, source_row, to_json(vital_sign) AS content
    FROM clinical.vital_sign AS vital_sign SEMI JOIN wanted USING (source_file, source_row)
    UNION ALL
    SELECT 'clinical.medication' AS relation, source_file, source_row, to_json(medication) AS content
    FROM clinical.medication AS medication SEMI JOIN wanted USING (source_file, source_row)
    UNION ALL
    SELECT 'clinical.antibody_test' AS relation, source_file, source_row, to_json(antibody_test) AS content
    FROM clinical.antibody_test AS antibody_test SEMI JOIN wanted USING (source_file, source_row)
)
SELECT
    cited.flag_id,
    cited.patient_id,
    cited.rule,
    cited.feed,
    cited.file_name,
    cited.source_file,
    cited.source_row,
    fact.relation,
    CAST(fact.content AS VARCHAR) AS fact
FROM marts.cited_row AS cited
LEFT JOIN fact ON fact.source_file = cited.source_file AND fact.source_row = cited.source_row
ORDER BY cited.rule, cited.patient_id, cited.flag_id, cited.feed, cited.file_name, cited.source_row, fact.relation
