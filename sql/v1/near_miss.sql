-- Who came near the number of a rule without being flagged. One row a patient and rule.
--
-- Source  the relation that it shows
-- Reads   signals.near_miss
-- Grain   one row a patient and rule

SELECT *
FROM signals.near_miss
