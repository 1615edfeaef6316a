-- No threshold of an active rule is unverified.
--
-- Source  ../../README.md, what a night promises
-- Reads   reference.threshold, reference.rule
-- Grain   one row per violation; none is right

SELECT 'threshold ' || rule || '.' || name || ' is not verified (NV) and its rule is active' AS problem
FROM reference.threshold
JOIN reference.rule USING (rule)
WHERE is_active AND threshold.verification = 'NV'
