-- One reported adverse event in force, placed against the infusions. One row an event.
--
-- Source  the relation that it shows
-- Reads   clinical.adverse_event
-- Grain   one row an event

SELECT *
FROM clinical.adverse_event
