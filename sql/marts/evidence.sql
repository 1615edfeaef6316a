-- The rows behind each answer: the delivery, the row in it, and the fact that it became.
--
-- Source  evidence of signals.flag and signals.unassessable
-- Reads   signals.flag, signals.unassessable, raw.delivery, clinical.patient, clinical.infusion, clinical.lab_result, clinical.adverse_event, clinical.vital_sign, clinical.medication, clinical.antibody_test
-- Grain   one row per answer, delivered row and fact

WITH answer AS (
    SELECT flag_id, patient_id, rule, unnest(evidence) AS piece FROM signals.flag
    UNION ALL
    SELECT NULL AS flag_id, patient_id, rule, unnest(evidence) AS piece FROM signals.unassessable
),
delivered AS (
    SELECT
        flag_id,
        patient_id,
        rule,
        piece.feed AS feed,
        piece.source_file AS source_file,
        piece.source_row AS source_row
    FROM answer
),
wanted AS (
    SELECT DISTINCT source_file, source_row FROM delivered
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
    delivered.flag_id,
    delivered.patient_id,
    delivered.rule,
    delivered.feed,
    delivery.file_name,
    delivered.source_file,
    delivered.source_row,
    fact.relation,
    CAST(fact.content AS VARCHAR) AS fact
FROM delivered
LEFT JOIN raw.delivery AS delivery ON delivery.source_file = delivered.source_file
LEFT JOIN fact ON fact.source_file = delivered.source_file AND fact.source_row = delivered.source_row
ORDER BY delivered.rule, delivered.patient_id, delivered.flag_id, delivered.feed, delivery.file_name,
    delivered.source_row, fact.relation
