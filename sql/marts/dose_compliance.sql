-- How everyone treated stands beside the day of the next dose, counted; each standing has its row, also with nobody in it.
--
-- Source  US prescribing information of ibalizumab, section 2; what is late, silent or stopped: clinical.dose_due
-- Reads   clinical.dose_due
-- Grain   one row per standing
--
-- This week is the day of the cut-off and the six days after it. Somebody so late that a loading dose is due, of whom
-- the site's own records do not reach so far, is not late: the site has not reported.

WITH standing AS (
    SELECT unnest([
        'on_time', 'due_this_week', 'late', 'reload_due', 'site_has_not_reported', 'presumed_stopped', 'died'
    ]) AS standing, generate_subscripts([1, 2, 3, 4, 5, 6, 7], 1) AS display_order
),

placed AS (
    SELECT
        days_late,
        is_reported_by_site,
        CASE
            WHEN state = 'due' AND days_late < -6 THEN 'on_time'
            WHEN state = 'due' THEN 'due_this_week'
            WHEN state = 'overdue' THEN 'late'
            WHEN state = 'reload_due' AND NOT is_reported_by_site THEN 'site_has_not_reported'
            ELSE state
        END AS standing
    FROM clinical.dose_due
)

SELECT
    CAST(display_order AS INTEGER) AS display_order,
    standing,
    count(placed.standing) AS n_patients,
    count(*) FILTER (placed.standing IS NOT NULL AND NOT is_reported_by_site) AS n_not_reported,
    min(days_late) AS days_late_least,
    max(days_late) AS days_late_most
FROM standing
LEFT JOIN placed USING (standing)
GROUP BY display_order, standing
ORDER BY display_order
