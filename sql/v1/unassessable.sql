-- What could not be judged, and why. One row a patient and rule.
--
-- Source  the relation that it shows
-- Reads   signals.unassessable
-- Grain   one row a patient and rule

SELECT *
FROM signals.unassessable
