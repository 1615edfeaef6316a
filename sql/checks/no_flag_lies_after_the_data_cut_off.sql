-- No flag begins after the data cut-off (a day of tolerance for time zones).
--
-- Source  ../../README.md, what a night promises
-- Reads   signals.flag, raw.night
-- Grain   one row per violation; none is right

SELECT 'flag ' || flag_id || ' of rule ' || rule || ' begins after the data cut-off' AS problem
FROM signals.flag, raw.night
WHERE onset_on > as_of + 1
