-- Every administration of the people who may be given another, as a mark in time with the interval that it covers.
--
-- Source  US prescribing information of ibalizumab, section 2, by way of clinical.dose_course
-- Reads   clinical.dose_course, clinical.dose_due
-- Grain   one row per administration of a treated, living person

SELECT
    course.patient_id,
    course.infusion_id,
    course.infusion_number,
    course.started_on,
    course.dose_mg,
    course.method,
    dose_mark(course.previous_on, course.expected_dose_kind, course.given_dose_kind) AS mark,
    course.days_late,
    coalesce(lead(course.scheduled_on) OVER numbered, due.scheduled_on) AS covered_until_on,
    lead(course.started_on) OVER numbered AS next_on
FROM clinical.dose_course AS course
JOIN clinical.dose_due AS due USING (patient_id)
WHERE NOT due.is_dead
WINDOW numbered AS (PARTITION BY course.patient_id ORDER BY course.infusion_number)
ORDER BY course.patient_id, course.infusion_number
