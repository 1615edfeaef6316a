-- What changed since last night and why: flags, cases, shares, rates and crossings, split by cause.
--
-- Source  the relation that it shows
-- Reads   signals.change
-- Grain   one row per subject and cause

SELECT *
FROM signals.change
