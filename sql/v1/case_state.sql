-- Where each case stands: state, owner, last decision, and what changed since. One row a case.
--
-- Source  the relation that it shows
-- Reads   signals.case_state
-- Grain   one row per case

SELECT *
FROM signals.case_state
