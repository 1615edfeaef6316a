-- People as the sites describe them, typed.
--
-- Source  ../../schemas/delivery.py
-- Reads   raw.patient, staging.set_aside
-- Grain   one row per description in force

SELECT filled(patient_id) AS patient_id,
    filled(site_id) AS site_id,
    CASE lower(filled(sex)) WHEN 'f' THEN 'F' WHEN 'female' THEN 'F' WHEN 'm' THEN 'M' WHEN 'male' THEN 'M' END AS sex,
    try_cast(filled(birth_year) AS INTEGER) AS birth_year,
    nullif(lower(filled(treatment_experience)), 'unknown') AS treatment_experience,
    yes_no(has_gilbert_syndrome) AS has_gilbert_syndrome,
    lower(filled(prior_opportunistic_disease)) AS prior_opportunistic_disease,
    local_date(died_on) AS died_on,
    filled(died_on) AS died_text,
    try_cast(filled(reported_at) AS TIMESTAMPTZ) AS reported_at,
    received_at,
    source_file,
    source_row
FROM raw.patient
ANTI JOIN (SELECT source_file, source_row FROM staging.set_aside WHERE feed = 'patient') AS aside
    USING (source_file, source_row)
