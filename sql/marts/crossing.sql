-- Every crossing that any night saw, with the night that saw it first.
--
-- Source  the relation that it shows
-- Reads   signals.crossing
-- Grain   one row a path, design and tier

SELECT *
FROM signals.crossing
ORDER BY seen_as_of DESC, rule, baseline_id, statistic, boundary
