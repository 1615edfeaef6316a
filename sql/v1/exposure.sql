-- Time under treatment: until death, stop and washout, or the end of observation. One row a treated person.
--
-- Source  the relation that it shows
-- Reads   signals.exposure
-- Grain   one row a treated person

SELECT *
FROM signals.exposure
