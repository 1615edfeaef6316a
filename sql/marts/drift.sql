-- Each month against our own twelve months before it: never against the trial.
--
-- Source  the relation that it shows
-- Reads   signals.drift
-- Grain   one row a rule and month

SELECT *
FROM signals.drift
ORDER BY rule, month_on
