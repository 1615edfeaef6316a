-- How everyone treated stands beside the day of the next dose, counted; each standing has its row, also with nobody in it.
--
-- Source  US prescribing information of ibalizumab, section 2; who stands where: marts.dose_standing
-- Reads   marts.dose_standing
-- Grain   one row per standing

WITH standing AS (
    SELECT unnest([
        'on_time', 'due_this_week', 'late', 'reload_due', 'site_has_not_reported', 'presumed_stopped', 'died'
    ]) AS standing, generate_subscripts([1, 2, 3, 4, 5, 6, 7], 1) AS display_order
)

SELECT
    CAST(display_order AS INTEGER) AS display_order,
    standing,
    count(placed.standing) AS n_patients,
    count(*) FILTER (placed.standing IS NOT NULL AND NOT is_reported_by_site) AS n_not_reported
FROM standing
LEFT JOIN marts.dose_standing AS placed USING (standing)
GROUP BY display_order, standing
ORDER BY display_order
