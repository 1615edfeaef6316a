-- Share of people with the signal by each day, other ends competing.
--
-- Source  the relation that it shows
-- Reads   signals.cumulative_incidence
-- Grain   one row a rule and day with an end, and the last day of anybody at risk

SELECT *
FROM signals.cumulative_incidence
ORDER BY rule, day
