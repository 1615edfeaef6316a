-- Every rule: what it asks and how its patients are counted. One row a rule.
--
-- Source  the relation that it shows
-- Reads   reference.rule
-- Grain   one row a rule

SELECT *
FROM reference.rule
