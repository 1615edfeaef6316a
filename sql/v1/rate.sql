-- A signal in one group and window against one trial baseline. One row a rule, population, window and baseline.
--
-- Source  the relation that it shows
-- Reads   signals.rate
-- Grain   one row a rule, population, window and baseline

SELECT *
FROM signals.rate
