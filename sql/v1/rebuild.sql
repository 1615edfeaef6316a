-- The past night that this night built again from the archive, and what differed.
--
-- Source  the relation that it shows
-- Reads   raw.rebuild
-- Grain   one row a night at most

SELECT *
FROM raw.rebuild
