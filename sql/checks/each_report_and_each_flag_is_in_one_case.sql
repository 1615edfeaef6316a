-- Every report and every flag belongs to just one case, and each case is there.
--
-- Source  ../../README.md, what a night promises
-- Reads   signals.case_episode, signals.case, clinical.report_version, signals.flag
-- Grain   one row per violation; none is right

WITH part AS (
    SELECT DISTINCT 'report' AS kind, event_id AS part_id FROM clinical.report_version
    UNION ALL
    SELECT 'flag' AS kind, flag_id AS part_id FROM signals.flag
)
SELECT part.kind || ' ' || part_id || ' is in ' || count(DISTINCT case_id) || ' cases' AS problem
FROM part
LEFT JOIN signals.case_episode AS episode USING (kind, part_id)
GROUP BY part.kind, part_id
HAVING count(case_id) <> 1
UNION ALL
SELECT 'case ' || case_id || ' has members and is no case' AS problem
FROM signals.case_episode
ANTI JOIN signals.case USING (case_id)
UNION ALL
SELECT 'case id ' || case_id || ' names ' || count(*) || ' cases' AS problem
FROM signals.case
GROUP BY case_id
HAVING count(*) > 1
