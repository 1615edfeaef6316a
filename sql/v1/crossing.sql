-- Every crossing that any night saw, with the night that saw it first. One row a path, design and tier.
--
-- Source  the relation that it shows
-- Reads   signals.crossing
-- Grain   one row a path, design and tier

SELECT *
FROM signals.crossing
