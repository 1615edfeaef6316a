-- Whether the data of each site are there: silent sites first, then those with thin laboratory data.
--
-- Source  the relation that it shows
-- Reads   signals.site_availability
-- Grain   one row per site

SELECT *
FROM signals.site_availability
ORDER BY is_silent DESC, is_thin DESC, recent_share NULLS LAST, site_id
