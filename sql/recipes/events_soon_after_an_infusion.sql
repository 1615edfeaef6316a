-- Reported events that began within a day after the start of an infusion, with its way of giving.
--
-- Grain   one row per event

SELECT event.patient_id, event.term, event.severity_grade, event.started_on, event.minutes_from_infusion_start,
    infusion.infusion_number, infusion.method, infusion.dose_mg
FROM v1.adverse_event AS event
JOIN v1.infusion AS infusion USING (infusion_id)
WHERE event.days_from_infusion <= 1
ORDER BY event.started_on DESC, event.patient_id
