-- Every clock is that of a case or of a quarantined row, and every row that may be serious has one.
--
-- Source  ../../README.md, what a night promises
-- Reads   signals.clock, signals.case, signals.quarantine
-- Grain   one row per violation; none is right

SELECT 'clock ' || clock_id || ' points at case ' || coalesce(case_id, '?') || ', which is none' AS problem
FROM signals.clock
ANTI JOIN signals.case USING (case_id)
WHERE subject = 'case'
UNION ALL
SELECT 'clock ' || clock_id || ' points at a row that is not in quarantine' AS problem
FROM signals.clock
ANTI JOIN signals.quarantine USING (source_file, source_row)
WHERE subject = 'quarantined row'
UNION ALL
SELECT 'clock id ' || clock_id || ' names ' || count(*) || ' clocks' AS problem
FROM signals.clock
GROUP BY clock_id
HAVING count(*) > 1
UNION ALL
SELECT 'row ' || source_row || ' of ' || source_file || ' may be serious and has no clock' AS problem
FROM signals.quarantine
ANTI JOIN (FROM signals.clock WHERE subject = 'quarantined row') AS clock USING (source_file, source_row)
WHERE may_be_serious
