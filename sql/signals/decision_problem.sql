-- What was wrong with the record of decisions when the night read it. No row says that all of it verified.
--
-- Source  the verification of the store's record
-- Reads   raw.decision_problem
-- Grain   one row per problem

SELECT *
FROM raw.decision_problem
