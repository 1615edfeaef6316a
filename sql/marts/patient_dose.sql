-- Every administration with the dose that was due then and the delivered row behind it, newest first.
--
-- Source  clinical.infusion, clinical.dose_course
-- Reads   clinical.infusion, clinical.dose_course, raw.delivery
-- Grain   one row per administration

SELECT
    dose.patient_id,
    dose.infusion_id,
    dose.infusion_number,
    dose.started_on,
    dose.started_at,
    dose.dose_mg,
    dose.method,
    minutes_between(dose.started_at, dose.ended_at) AS minutes,
    dose.observed_minutes,
    dose.action_taken,
    course.expected_dose_kind,
    dose_mark(course.previous_on, course.expected_dose_kind, course.given_dose_kind) AS mark,
    course.days_late,
    coalesce(delivery.file_name, 'file not in the archive') AS file_name,
    dose.source_row
FROM clinical.infusion AS dose
LEFT JOIN clinical.dose_course AS course USING (infusion_id)
LEFT JOIN raw.delivery AS delivery ON delivery.source_file = dose.source_file
ORDER BY dose.patient_id, dose.infusion_number DESC
