-- What was wrong with the record of decisions when the night read it. One row a problem.
--
-- Source  the relation that it shows
-- Reads   signals.decision_problem
-- Grain   one row per problem

SELECT *
FROM signals.decision_problem
