-- The course of treatment of each person with an infusion, a description or a medicine.
--
-- Source  TMB-301: the optimised background regimen began after the first dose (Emu 2018, NEJM 379:645)
-- Reads   staging.patient, staging.person, staging.infusion, staging.medication
-- Grain   one row per patient

WITH person AS (
    SELECT patient_id FROM staging.patient
    UNION
    SELECT patient_id FROM staging.infusion
    UNION
    SELECT patient_id FROM staging.medication
),
first_dose AS (
    SELECT patient_id,
        min(started_on) AS first_dose_on,
        -- Missing where the time of a dose of that day is: arg_min would take the time of a later dose.
        first(started_at ORDER BY started_on, started_at NULLS FIRST) AS first_dose_at
    FROM staging.infusion
    WHERE dose_mg > 0
    GROUP BY patient_id
),
background AS (
    SELECT patient_id, min(started_on) AS background_started_on
    FROM staging.medication
    JOIN first_dose USING (patient_id)
    WHERE role = 'antiretroviral' AND started_on >= first_dose_on
        AND NOT contains(medicine, 'ibalizumab') AND NOT contains(medicine, 'trogarzo')
    GROUP BY patient_id
)
SELECT patient_id, description.sex, description.birth_year, first_dose_on, first_dose_at, background_started_on
FROM person
LEFT JOIN staging.person AS description USING (patient_id)
LEFT JOIN first_dose USING (patient_id)
LEFT JOIN background USING (patient_id)
