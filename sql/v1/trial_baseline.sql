-- What the trial or the label reported, to compare with. One row a statement; the three kinds are never mixed.
--
-- Source  the relation that it shows
-- Reads   reference.trial_baseline
-- Grain   one row a statement; the three kinds are never mixed

SELECT *
FROM reference.trial_baseline
