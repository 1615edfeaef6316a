-- Adverse events in force, typed. Partial onset dates stay as text beside empty dates.
--
-- Source  ../../schemas/delivery.py
-- Reads   raw.adverse_event, staging.local_offset, staging.set_aside
-- Grain   one row per event in force

SELECT filled(sender_id) || '/' || filled(record_id) AS event_id,
    filled(raw.adverse_event.patient_id) AS patient_id,
    filled(site_id) AS site_id,
    lower(filled(preferred_term)) AS preferred_term,
    filled(verbatim_term) AS verbatim_term,
    coalesce(lower(filled(preferred_term)), lower(filled(verbatim_term))) AS term,
    local_date(started_at) AS started_on,
    event_instant(started_at, clock) AS started_at,
    local_date(ended_at) AS ended_on,
    instant_at(
        ended_at,
        coalesce(
            offset_minutes(started_at),
            CASE WHEN event_instant(started_at, clock) IS NOT NULL THEN clock.offset_minutes END
        )
    ) AS ended_at,
    filled(started_at) AS started_text,
    try_cast(filled(severity_grade) AS TINYINT) AS severity_grade,
    yes_no(is_serious) AS is_serious,
    seriousness_words(seriousness) AS seriousness,
    nullif(lower(filled(outcome)), 'unknown') AS outcome,
    nullif(lower(filled(action_taken)), 'unknown') AS action_taken,
    nullif(lower(filled(reported_causality)), 'unknown') AS reported_causality,
    source_file,
    source_row
FROM raw.adverse_event
LEFT JOIN staging.local_offset AS clock
    ON clock.patient_id = filled(raw.adverse_event.patient_id) AND clock.written_on = local_date(started_at)
ANTI JOIN (SELECT source_file, source_row FROM staging.set_aside WHERE feed = 'adverse_event') AS aside
    USING (source_file, source_row)
