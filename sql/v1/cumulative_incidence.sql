-- Share of people with the signal by each day, other ends competing. One row a rule and day.
--
-- Source  the relation that it shows
-- Reads   signals.cumulative_incidence
-- Grain   one row a rule and day: each with an end, each seventh, and the last of anybody at risk

SELECT *
FROM signals.cumulative_incidence
