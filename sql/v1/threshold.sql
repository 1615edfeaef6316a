-- Every number that a rule compares with. One row a number.
--
-- Source  the relation that it shows
-- Reads   reference.threshold
-- Grain   one row a number

SELECT *
FROM reference.threshold
