-- Medicines, placed against the first dose and, when begun within a day of its end, against an infusion.
--
-- Source  ../../schemas/delivery.py
-- Reads   staging.medication, staging.course, clinical.infusion
-- Grain   one row per medicine
--
-- Where a time of day is missing, the day of the infusion and the next one count.

WITH placed AS (
    SELECT medication_id, max_by(infusion_id, infusion_number) AS infusion_id
    FROM staging.medication AS medicine
    JOIN clinical.infusion AS infusion
        ON infusion.patient_id = medicine.patient_id
        AND CASE
            WHEN medicine.started_at IS NOT NULL AND infusion.started_at IS NOT NULL THEN
                medicine.started_at BETWEEN infusion.started_at
                AND greatest(infusion.started_at, infusion.ended_at) + INTERVAL 24 HOUR
            ELSE medicine.started_on BETWEEN infusion.started_on AND infusion.started_on + 1
        END
    GROUP BY medication_id
)
SELECT medication_id,
    medicine.patient_id,
    medicine.medicine,
    medicine.role,
    medicine.route,
    medicine.started_on,
    medicine.started_at,
    medicine.began_from_on,
    medicine.began_by_on,
    medicine.ended_on,
    medicine.ended_from_on,
    medicine.ended_by_on,
    medicine.indication,
    CAST(medicine.started_on - first_dose_on AS INTEGER) AS days_since_first_dose,
    placed.infusion_id,
    medicine.source_file,
    medicine.source_row
FROM staging.medication AS medicine
LEFT JOIN staging.course USING (patient_id)
LEFT JOIN placed USING (medication_id)
