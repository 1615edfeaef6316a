-- Administrations in force, typed.
--
-- Source  ../../schemas/delivery.py
-- Reads   raw.infusion, staging.set_aside
-- Grain   one row per administration in force

SELECT filled(sender_id) || '/' || filled(record_id) AS infusion_id,
    filled(patient_id) AS patient_id,
    filled(site_id) AS site_id,
    local_date(started_at) AS started_on,
    instant(started_at) AS started_at,
    instant(ended_at) AS ended_at,
    try_cast(filled(dose_mg) AS DECIMAL(18, 6)) AS dose_mg,
    lower(filled(method)) AS method,
    nullif(lower(filled(action_taken)), 'unknown') AS action_taken,
    try_cast(filled(observed_minutes) AS DECIMAL(18, 6)) AS observed_minutes,
    source_file,
    source_row
FROM raw.infusion
ANTI JOIN (SELECT source_file, source_row FROM staging.set_aside WHERE feed = 'infusion') AS aside
    USING (source_file, source_row)
