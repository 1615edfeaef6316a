-- Administrations of ibalizumab, numbered within the person. A dose of nothing is no administration.
--
-- Source  ../../schemas/delivery.py
-- Reads   staging.infusion, staging.course
-- Grain   one row per administration

SELECT infusion_id,
    patient_id,
    site_id,
    CAST(row_number() OVER course_of_person AS INTEGER) AS infusion_number,
    started_on,
    started_at,
    ended_at,
    infusion.is_without_offset,
    CAST(started_on - first_dose_on AS INTEGER) AS days_since_first_dose,
    dose_mg,
    method,
    action_taken,
    observed_minutes,
    lead(started_on) OVER course_of_person AS next_started_on,
    source_file,
    source_row
FROM staging.infusion
JOIN staging.course USING (patient_id)
WHERE dose_mg > 0
WINDOW course_of_person AS (
    PARTITION BY patient_id ORDER BY infusion.started_on, infusion.started_at NULLS LAST, infusion_id
)
