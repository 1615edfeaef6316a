-- A flag id names one flag.
--
-- Source  ../../README.md, what a night promises
-- Reads   signals.flag
-- Grain   one row per violation; none is right

SELECT 'flag id ' || flag_id || ' names ' || count(*) || ' flags' AS problem
FROM signals.flag
GROUP BY flag_id
HAVING count(*) > 1
