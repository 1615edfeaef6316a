-- Every delivered row of every feed with what decides which version of a record is in force.
--
-- Source  ../../schemas/delivery.py (columns that every record carries)
-- Reads   raw.patient, raw.infusion, raw.vital_sign, raw.adverse_event, raw.medication, raw.lab_result, raw.antibody_test
-- Grain   one row per delivered row

SELECT 'patient' AS feed, hash(trim(sender_id), trim(record_id)) AS digest, filled(sender_id) AS sender_id, filled(record_id) AS record_id, filled(patient_id) AS patient_id, filled(record_version) AS record_version,
    lower(filled(record_status)) AS record_status, filled(reported_at) AS reported_at, received_at, source_file, source_row,
    len(defects) > 0 AS breaks_contract
FROM raw.patient
UNION ALL
SELECT 'infusion' AS feed, hash(trim(sender_id), trim(record_id)) AS digest, filled(sender_id) AS sender_id, filled(record_id) AS record_id, filled(patient_id) AS patient_id, filled(record_version) AS record_version,
    lower(filled(record_status)) AS record_status, filled(reported_at) AS reported_at, received_at, source_file, source_row,
    len(defects) > 0 AS breaks_contract
FROM raw.infusion
UNION ALL
SELECT 'vital_sign' AS feed, hash(trim(sender_id), trim(record_id)) AS digest, filled(sender_id) AS sender_id, filled(record_id) AS record_id, filled(patient_id) AS patient_id, filled(record_version) AS record_version,
    lower(filled(record_status)) AS record_status, filled(reported_at) AS reported_at, received_at, source_file, source_row,
    len(defects) > 0 AS breaks_contract
FROM raw.vital_sign
UNION ALL
SELECT 'adverse_event' AS feed, hash(trim(sender_id), trim(record_id)) AS digest, filled(sender_id) AS sender_id, filled(record_id) AS record_id, filled(patient_id) AS patient_id, filled(record_version) AS record_version,
    lower(filled(record_status)) AS record_status, filled(reported_at) AS reported_at, received_at, source_file, source_row,
    len(defects) > 0 AS breaks_contract
FROM raw.adverse_event
UNION ALL
SELECT 'medication' AS feed, hash(trim(sender_id), trim(record_id)) AS digest, filled(sender_id) AS sender_id, filled(record_id) AS record_id, filled(patient_id) AS patient_id, filled(record_version) AS record_version,
    lower(filled(record_status)) AS record_status, filled(reported_at) AS reported_at, received_at, source_file, source_row,
    len(defects) > 0 AS breaks_contract
FROM raw.medication
UNION ALL
SELECT 'lab_result' AS feed, hash(trim(sender_id), trim(record_id)) AS digest, filled(sender_id) AS sender_id, filled(record_id) AS record_id, filled(patient_id) AS patient_id, filled(record_version) AS record_version,
    lower(filled(record_status)) AS record_status, filled(reported_at) AS reported_at, received_at, source_file, source_row,
    len(defects) > 0 AS breaks_contract
FROM raw.lab_result
UNION ALL
SELECT 'antibody_test' AS feed, hash(trim(sender_id), trim(record_id)) AS digest, filled(sender_id) AS sender_id, filled(record_id) AS record_id, filled(patient_id) AS patient_id, filled(record_version) AS record_version,
    lower(filled(record_status)) AS record_status, filled(reported_at) AS reported_at, received_at, source_file, source_row,
    len(defects) > 0 AS breaks_contract
FROM raw.antibody_test
