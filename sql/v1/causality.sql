-- A suggestion for the review of cause. One row a flag of a laboratory or event rule.
--
-- Source  the relation that it shows
-- Reads   signals.causality
-- Grain   one row a flag of a laboratory or event rule

SELECT *
FROM signals.causality
