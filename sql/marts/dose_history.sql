-- Every administration of the people who may be given another, as a mark in time with the interval that it covers.
--
-- Source  US prescribing information of ibalizumab, section 2, by way of clinical.dose_course
-- Reads   clinical.dose_course, clinical.dose_due
-- Grain   one row per administration of a treated, living person
--
-- mark: loading, reload (a loading dose after a gap), maintenance, late (so late that a loading dose was due, and none was
-- given) or not_known (the amount is not).

SELECT
    course.patient_id,
    course.infusion_id,
    course.infusion_number,
    course.started_on,
    course.dose_mg,
    course.method,
    CASE
        WHEN course.given_dose_kind IS NULL THEN 'not_known'
        WHEN course.given_dose_kind = 'maintenance' AND course.previous_on IS NOT NULL
            AND course.expected_dose_kind = 'loading' THEN 'late'
        WHEN course.given_dose_kind = 'maintenance' THEN 'maintenance'
        WHEN course.previous_on IS NOT NULL AND course.expected_dose_kind = 'loading' THEN 'reload'
        ELSE 'loading'
    END AS mark,
    course.days_late,
    course.is_stopped_early,
    coalesce(lead(course.scheduled_on) OVER numbered, due.scheduled_on) AS covered_until_on,
    lead(course.started_on) OVER numbered AS next_on
FROM clinical.dose_course AS course
JOIN clinical.dose_due AS due USING (patient_id)
WHERE NOT due.is_dead
WINDOW numbered AS (PARTITION BY course.patient_id ORDER BY course.infusion_number)
ORDER BY course.patient_id, course.infusion_number
