-- Every medicine with what is known of its days, and the delivered row behind it, newest first.
--
-- Source  clinical.medication
-- Reads   clinical.medication, raw.delivery
-- Grain   one row per reported medicine

SELECT
    medicine.patient_id,
    medicine.medicine,
    medicine.role,
    medicine.started_on,
    medicine.began_from_on,
    medicine.began_by_on,
    medicine.ended_on,
    medicine.ended_from_on,
    medicine.ended_by_on,
    coalesce(delivery.file_name, 'file not in the archive') AS file_name,
    medicine.source_row
FROM clinical.medication AS medicine
LEFT JOIN raw.delivery AS delivery ON delivery.source_file = medicine.source_file
ORDER BY medicine.patient_id, medicine.began_from_on DESC NULLS FIRST, medicine.medicine, medicine.source_row
