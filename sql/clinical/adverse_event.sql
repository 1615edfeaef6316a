-- Adverse events, placed against the newest infusion that began at or before onset.
--
-- Source  ../../schemas/delivery.py
-- Reads   staging.adverse_event, staging.course, clinical.infusion
-- Grain   one row per event

WITH placed AS (
    SELECT event_id, max_by(infusion, infusion_number) AS infusion
    FROM staging.adverse_event AS event
    JOIN clinical.infusion AS infusion
        ON infusion.patient_id = event.patient_id
        AND coalesce(infusion.started_at <= event.started_at, infusion.started_on <= event.started_on)
    GROUP BY event_id
)
SELECT event_id,
    event.patient_id,
    event.site_id,
    event.preferred_term,
    event.verbatim_term,
    event.term,
    event.started_on,
    event.started_at,
    event.ended_on,
    event.ended_at,
    event.started_text,
    CAST(event.started_on - first_dose_on AS INTEGER) AS days_since_first_dose,
    placed.infusion.infusion_id AS infusion_id,
    placed.infusion.infusion_number AS infusion_number,
    minutes_between(placed.infusion.started_at, event.started_at) AS minutes_from_infusion_start,
    minutes_between(placed.infusion.ended_at, event.started_at) AS minutes_from_infusion_end,
    CAST(event.started_on - placed.infusion.started_on AS INTEGER) AS days_from_infusion,
    coalesce(
        lacks_offset(started_text) <> placed.infusion.is_without_offset
        AND length(started_text) > 10
        AND (placed.infusion.is_without_offset OR placed.infusion.started_at IS NOT NULL),
        false
    ) AS is_zone_open,
    event.severity_grade,
    event.is_serious,
    event.seriousness,
    event.outcome,
    event.action_taken,
    event.reported_causality,
    event.source_file,
    event.source_row
FROM staging.adverse_event AS event
LEFT JOIN staging.course USING (patient_id)
LEFT JOIN placed USING (event_id)
