-- Every reported event as it was placed and judged against the label, with the delivered row behind it, newest first.
--
-- Source  clinical.adverse_event, clinical.event_listedness
-- Reads   clinical.adverse_event, clinical.event_listedness, raw.delivery
-- Grain   one row per event

SELECT
    event.patient_id,
    event.event_id,
    coalesce(event.preferred_term, event.verbatim_term, event.term) AS term,
    event.verbatim_term,
    event.started_on,
    event.started_at,
    event.started_text,
    event.ended_on,
    event.severity_grade,
    event.is_serious,
    event.seriousness,
    event.outcome,
    event.action_taken,
    event.reported_causality,
    event.infusion_number,
    event.days_from_infusion,
    listedness.is_listed,
    listedness.reason AS listedness_reason,
    coalesce(delivery.file_name, 'file not in the archive') AS file_name,
    event.source_row
FROM clinical.adverse_event AS event
LEFT JOIN clinical.event_listedness AS listedness ON listedness.event_id = event.event_id
LEFT JOIN raw.delivery AS delivery ON delivery.source_file = event.source_file
ORDER BY event.patient_id, event.started_on DESC NULLS FIRST, event.event_id
