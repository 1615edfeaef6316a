-- Medicines in force, typed.
--
-- Source  ../../schemas/delivery.py
-- Reads   raw.medication, staging.local_offset, staging.set_aside
-- Grain   one row per medicine in force

SELECT filled(sender_id) || '/' || filled(record_id) AS medication_id,
    filled(raw.medication.patient_id) AS patient_id,
    lower(filled(medicine)) AS medicine,
    lower(filled(role)) AS role,
    lower(filled(route)) AS route,
    local_date(started_at) AS started_on,
    event_instant(started_at, clock) AS started_at,
    earliest_day(started_at) AS began_from_on,
    latest_day(started_at) AS began_by_on,
    local_date(ended_at) AS ended_on,
    earliest_day(ended_at) AS ended_from_on,
    latest_day(ended_at) AS ended_by_on,
    filled(indication) AS indication,
    source_file,
    source_row
FROM raw.medication
LEFT JOIN staging.local_offset AS clock
    ON clock.patient_id = filled(raw.medication.patient_id) AND clock.written_on = local_date(started_at)
ANTI JOIN (SELECT source_file, source_row FROM staging.set_aside WHERE feed = 'medication') AS aside
    USING (source_file, source_row)
