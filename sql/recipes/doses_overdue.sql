-- Who is overdue or needs a loading dose again, and whether the site's own records reach that day.
--
-- Grain   one row per person

SELECT patient_id, site_id, last_dose_on, scheduled_on, days_late, state, expected_dose_mg, is_reported_by_site
FROM v1.next_dose
WHERE days_late > 0
ORDER BY days_late DESC, patient_id
