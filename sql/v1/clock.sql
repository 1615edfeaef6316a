-- Every clock of the night with its days left.
--
-- Source  marts.clock
-- Reads   marts.clock
-- Grain   one row per clock

FROM marts.clock
