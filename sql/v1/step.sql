-- Every step of every night so far. One row a step and attempt.
--
-- Source  the relation that it shows
-- Reads   raw.step
-- Grain   one row a step and attempt

SELECT *
FROM raw.step
