-- Every delivered row of every feed with what decides which version of a record is in force.
--
-- Texts are as sent: whoever chooses a few of the many rows reads them afterwards, by records_as_read of ../macros.sql.
--
-- Source  ../../schemas/delivery.py (columns that every record carries)
-- Reads   raw.patient, raw.infusion, raw.vital_sign, raw.adverse_event, raw.medication, raw.lab_result, raw.antibody_test
-- Grain   one row per delivered row

SELECT 'patient' AS feed, hash(trim(sender_id), trim(record_id)) AS digest, sender_id, record_id, patient_id,
    record_version, record_status, reported_at, received_at, source_file, source_row, len(defects) > 0 AS breaks_contract
FROM raw.patient
UNION ALL
SELECT 'infusion' AS feed, hash(trim(sender_id), trim(record_id)) AS digest, sender_id, record_id, patient_id,
    record_version, record_status, reported_at, received_at, source_file, source_row, len(defects) > 0 AS breaks_contract
FROM raw.infusion
UNION ALL
SELECT 'vital_sign' AS feed, hash(trim(sender_id), trim(record_id)) AS digest, sender_id, record_id, patient_id,
    record_version, record_status, reported_at, received_at, source_file, source_row, len(defects) > 0 AS breaks_contract
FROM raw.vital_sign
UNION ALL
SELECT 'adverse_event' AS feed, hash(trim(sender_id), trim(record_id)) AS digest, sender_id, record_id, patient_id,
    record_version, record_status, reported_at, received_at, source_file, source_row, len(defects) > 0 AS breaks_contract
FROM raw.adverse_event
UNION ALL
SELECT 'medication' AS feed, hash(trim(sender_id), trim(record_id)) AS digest, sender_id, record_id, patient_id,
    record_version, record_status, reported_at, received_at, source_file, source_row, len(defects) > 0 AS breaks_contract
FROM raw.medication
UNION ALL
SELECT 'lab_result' AS feed, hash(trim(sender_id), trim(record_id)) AS digest, sender_id, record_id, patient_id,
    record_version, record_status, reported_at, received_at, source_file, source_row, len(defects) > 0 AS breaks_contract
FROM raw.lab_result
UNION ALL
SELECT 'antibody_test' AS feed, hash(trim(sender_id), trim(record_id)) AS digest, sender_id, record_id, patient_id,
    record_version, record_status, reported_at, received_at, source_file, source_row, len(defects) > 0 AS breaks_contract
FROM raw.antibody_test
