-- Patient-weeks between an event and the one before it, for what is rare: the g-chart. One row a rule and day.
--
-- Source  the relation that it shows
-- Reads   signals.event_gap
-- Grain   one row a rule and day

SELECT *
FROM signals.event_gap
