-- Every number that a rule compares with, with its source.
--
-- Source  reference.threshold, each row with its source
-- Reads   reference.threshold
-- Grain   one row per number

SELECT rule, name, value, unit, meaning, source, verification
FROM reference.threshold
ORDER BY rule, name
