-- Mean number of flags per person by each day, of signals that recur.
--
-- Source  the relation that it shows
-- Reads   signals.mean_count
-- Grain   one row a rule that recurs and day with a flag, and the last day of anybody at risk

SELECT *
FROM signals.mean_count
ORDER BY rule, day
