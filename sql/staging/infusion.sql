-- Administrations in force, typed.
--
-- Source  ../../schemas/delivery.py
-- Reads   raw.infusion, staging.local_offset, staging.set_aside
-- Grain   one row per administration in force

SELECT filled(sender_id) || '/' || filled(record_id) AS infusion_id,
    filled(raw.infusion.patient_id) AS patient_id,
    filled(site_id) AS site_id,
    local_date(started_at) AS started_on,
    infusion_instant(raw.infusion.started_at, clock) AS started_at,
    instant_at(
        ended_at,
        coalesce(
            offset_minutes(raw.infusion.started_at),
            CASE WHEN infusion_instant(raw.infusion.started_at, clock) IS NOT NULL THEN clock.offset_minutes END
        )
    ) AS ended_at,
    lacks_offset(raw.infusion.started_at) AS is_without_offset,
    try_cast(filled(dose_mg) AS DECIMAL(18, 6)) AS dose_mg,
    lower(filled(method)) AS method,
    nullif(lower(filled(action_taken)), 'unknown') AS action_taken,
    try_cast(filled(observed_minutes) AS DECIMAL(18, 6)) AS observed_minutes,
    source_file,
    source_row
FROM raw.infusion
LEFT JOIN staging.local_offset AS clock
    ON clock.patient_id = filled(raw.infusion.patient_id) AND clock.written_on = local_date(started_at)
ANTI JOIN (SELECT source_file, source_row FROM staging.set_aside WHERE feed = 'infusion') AS aside
    USING (source_file, source_row)
