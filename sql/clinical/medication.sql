-- Medicines, placed against the first dose and, when begun within a day of one, against an infusion.
--
-- Source  ../../schemas/delivery.py
-- Reads   staging.medication, staging.course, clinical.infusion
-- Grain   one row per medicine

WITH placed AS (
    SELECT medication_id, max_by(infusion_id, infusion_number) AS infusion_id
    FROM staging.medication AS medicine
    JOIN clinical.infusion AS infusion
        ON infusion.patient_id = medicine.patient_id
        AND medicine.started_on BETWEEN infusion.started_on AND infusion.started_on + 1
        AND coalesce(medicine.started_at BETWEEN infusion.started_at AND infusion.started_at + INTERVAL 24 HOUR, true)
    GROUP BY medication_id
)
SELECT medication_id,
    medicine.patient_id,
    medicine.medicine,
    medicine.role,
    medicine.route,
    medicine.started_on,
    medicine.started_at,
    medicine.ended_on,
    medicine.indication,
    CAST(medicine.started_on - first_dose_on AS INTEGER) AS days_since_first_dose,
    placed.infusion_id,
    medicine.source_file,
    medicine.source_row
FROM staging.medication AS medicine
LEFT JOIN staging.course USING (patient_id)
LEFT JOIN placed USING (medication_id)
