-- Whose dose is due next, and how late it is at the data cut-off: those whose site has reported so far first, then the
-- latest. Of the others a dose may only not be reported yet.
--
-- Source  US prescribing information of ibalizumab, section 2
-- Reads   clinical.dose_due
-- Grain   one row per treated, living person

SELECT
    patient_id,
    site_id,
    last_dose_on,
    last_dose_mg,
    scheduled_on,
    as_of,
    days_late,
    state,
    expected_dose_mg,
    site_reported_until_on,
    is_reported_by_site
FROM clinical.dose_due
WHERE NOT is_dead
ORDER BY is_reported_by_site DESC, days_late DESC, patient_id
