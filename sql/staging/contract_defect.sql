-- Every broken rule of the delivery contract, as found when the file was landed.
--
-- Source  ../../schemas/delivery.py, read by flows/validation.py
-- Reads   raw.patient, raw.infusion, raw.vital_sign, raw.adverse_event, raw.medication, raw.lab_result, raw.antibody_test
-- Grain   one row per delivered row and broken rule

SELECT 'patient' AS feed, source_file, source_row, defect.column_name, defect.rule
FROM raw.patient, unnest(defects) AS broken(defect)
WHERE len(defects) > 0
UNION ALL
SELECT 'infusion' AS feed, source_file, source_row, defect.column_name, defect.rule
FROM raw.infusion, unnest(defects) AS broken(defect)
WHERE len(defects) > 0
UNION ALL
SELECT 'vital_sign' AS feed, source_file, source_row, defect.column_name, defect.rule
FROM raw.vital_sign, unnest(defects) AS broken(defect)
WHERE len(defects) > 0
UNION ALL
SELECT 'adverse_event' AS feed, source_file, source_row, defect.column_name, defect.rule
FROM raw.adverse_event, unnest(defects) AS broken(defect)
WHERE len(defects) > 0
UNION ALL
SELECT 'medication' AS feed, source_file, source_row, defect.column_name, defect.rule
FROM raw.medication, unnest(defects) AS broken(defect)
WHERE len(defects) > 0
UNION ALL
SELECT 'lab_result' AS feed, source_file, source_row, defect.column_name, defect.rule
FROM raw.lab_result, unnest(defects) AS broken(defect)
WHERE len(defects) > 0
UNION ALL
SELECT 'antibody_test' AS feed, source_file, source_row, defect.column_name, defect.rule
FROM raw.antibody_test, unnest(defects) AS broken(defect)
WHERE len(defects) > 0
