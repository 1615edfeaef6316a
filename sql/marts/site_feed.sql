-- What of each site is in force in each feed, in the order of sites.
--
-- Source  the relation that it shows
-- Reads   signals.site_feed
-- Grain   one row per site and feed

SELECT *
FROM signals.site_feed
ORDER BY site_id, feed
