-- The change of each watched share and rate in parts, one for each cause; what no person accounts for is a part too.
--
-- Source  person_step; the rest of the change is a changed rule of counting, or a changed program
-- Reads   rate, person_step, night_difference
-- Grain   one row per rule, measure and cause

WITH part AS (
    SELECT
        'share' AS kind,
        rule,
        cause,
        sum(n_with_event)::BIGINT AS part_count,
        sum(n_in_window)::BIGINT AS part_size,
        count(*) FILTER (WHERE n_with_event <> 0 OR n_in_window <> 0) AS n_people
    FROM person_step
    GROUP BY rule, cause
    UNION ALL
    SELECT
        'rate' AS kind,
        rule,
        cause,
        sum(n_first_events)::BIGINT,
        sum(days_at_risk)::BIGINT,
        count(*) FILTER (WHERE n_first_events <> 0 OR days_at_risk <> 0)
    FROM person_step
    GROUP BY rule, cause
),

remaining AS (
    SELECT
        kind,
        rule,
        if(is_other_sql, 'rule', 'program') AS cause,
        count_after - count_before - coalesce(sum(part_count), 0) AS part_count,
        size_after - size_before - coalesce(sum(part_size), 0) AS part_size,
        0 AS n_people
    FROM rate
    CROSS JOIN night_difference
    LEFT JOIN part USING (kind, rule)
    GROUP BY kind, rule, is_other_sql, count_before, count_after, size_before, size_after
)

SELECT kind, rule, cause, sum(part_count)::BIGINT AS part_count, sum(part_size)::BIGINT AS part_size, sum(n_people)::BIGINT AS n_people
FROM (FROM part UNION ALL FROM remaining)
SEMI JOIN rate USING (kind, rule)
GROUP BY kind, rule, cause
HAVING part_count <> 0 OR part_size <> 0 OR n_people > 0
