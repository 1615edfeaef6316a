-- How each treated person stands beside the day of the next dose.
--
-- Source  US prescribing information of ibalizumab, section 2; what is late, silent or stopped: clinical.dose_due
-- Reads   clinical.dose_due
-- Grain   one row per treated person
--
-- This week is the day of the cut-off and the six days after it. Somebody so late that a loading dose is due, of whom
-- the site's own records do not reach so far, is not late: the site has not reported.

SELECT
    patient_id,
    site_id,
    CASE
        WHEN state = 'due' AND days_late < -6 THEN 'on_time'
        WHEN state = 'due' THEN 'due_this_week'
        WHEN state = 'overdue' THEN 'late'
        WHEN state = 'reload_due' AND NOT is_reported_by_site THEN 'site_has_not_reported'
        ELSE state
    END AS standing,
    last_dose_on,
    scheduled_on,
    days_late,
    is_reported_by_site
FROM clinical.dose_due
ORDER BY days_late DESC, patient_id
