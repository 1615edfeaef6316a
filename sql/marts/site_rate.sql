-- Each site inside or outside the funnel around the whole programme: a reason to look.
--
-- Source  the relation that it shows
-- Reads   signals.site_rate
-- Grain   one row a rule and site

SELECT *
FROM signals.site_rate
ORDER BY rule, site_id
