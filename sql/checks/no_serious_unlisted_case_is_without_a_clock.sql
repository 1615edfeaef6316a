-- A case that is serious, or may be, and that the label does not clearly list, has a clock that runs.
--
-- Source  21 CFR 600.80(c)(1), 312.32(c)
-- Reads   signals.case, signals.clock
-- Grain   one row per violation; none is right

SELECT 'case ' || case_id || ' may be serious and unlisted and has no clock' AS problem
FROM signals.case
ANTI JOIN (FROM signals.clock WHERE ended_at IS NULL) AS running USING (case_id)
WHERE is_adverse_event AND NOT is_nullified AND is_serious IS NOT FALSE AND is_listed IS NOT TRUE
