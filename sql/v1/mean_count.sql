-- Mean number of flags per person, of signals that recur. One row a rule and day.
--
-- Source  the relation that it shows
-- Reads   signals.mean_count
-- Grain   one row a rule that recurs and day: each with a flag, each seventh, and the last of anybody at risk

SELECT *
FROM signals.mean_count
