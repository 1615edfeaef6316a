-- The fire drill of the night: each alarm against its invented cases.
--
-- Source  the relation that it shows
-- Reads   raw.drill
-- Grain   one row an alarm and case

SELECT *
FROM raw.drill
