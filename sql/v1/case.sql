-- Every case of the night with its days left.
--
-- Source  marts.case
-- Reads   marts.case
-- Grain   one row per case

FROM marts.case
