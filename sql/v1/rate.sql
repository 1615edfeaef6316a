-- Patients with a signal in the first 24 weeks against one trial baseline. One row a rule and baseline.
--
-- Source  the relation that it shows
-- Reads   signals.rate
-- Grain   one row a rule and baseline

SELECT *
FROM signals.rate
