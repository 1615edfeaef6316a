-- Every flag of the night, for review. One row a patient, rule and episode.
--
-- Source  the relation that it shows
-- Reads   signals.flag
-- Grain   one row a patient, rule and episode

SELECT *
FROM signals.flag
