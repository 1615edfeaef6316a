-- What else could explain a flag. One row a flag and thing.
--
-- Source  the relation that it shows
-- Reads   signals.explanation
-- Grain   one row a flag and thing

SELECT *
FROM signals.explanation
