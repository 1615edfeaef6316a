-- The parts of every change sum to it, and what it says of tonight is what tonight says.
--
-- Source  ../../README.md, what a night promises
-- Reads   signals.change, signals.flag, signals.case, signals.rate, signals.compared_night
-- Grain   one row per violation; none is right

WITH summed AS (
    SELECT
        kind,
        subject_id,
        sum(part_count) AS part_count,
        sum(part_size) AS part_size,
        min(count_after - count_before) AS change_of_count,
        min(size_after - size_before) AS change_of_size
    FROM signals.change
    GROUP BY kind, subject_id
),

rate AS (
    SELECT DISTINCT rule, n_with_event, n_in_window, n_first_events, CAST(round(patient_years * 365.25) AS BIGINT) AS days_at_risk
    FROM signals.rate
    WHERE population = 'everyone' AND window_name = 'trial_comparison'
)

SELECT format('the parts of {} {} sum to {} and {}, its change is {} and {}',
    kind, subject_id, part_count, part_size, change_of_count, change_of_size) AS problem
FROM summed
WHERE part_count <> change_of_count OR part_size <> change_of_size
UNION ALL
SELECT format('{} {} is said to count {} tonight, and it does not', kind, subject_id, count_after)
FROM signals.change AS change
LEFT JOIN signals.flag ON kind = 'flag' AND flag_id = subject_id
LEFT JOIN signals.case AS known ON kind = 'case' AND case_id = subject_id
LEFT JOIN rate ON kind IN ('share', 'rate') AND rate.rule = change.rule
WHERE CASE kind
    WHEN 'flag' THEN count_after <> (flag_id IS NOT NULL)::BIGINT
    WHEN 'case' THEN count_after <> coalesce(NOT is_nullified, false)::BIGINT
    WHEN 'share' THEN count_after <> coalesce(n_with_event, 0) OR size_after <> coalesce(n_in_window, 0)
    WHEN 'rate' THEN count_after <> coalesce(n_first_events, 0) OR size_after <> coalesce(days_at_risk, 0)
    ELSE false
END
UNION ALL
SELECT format('there are {} rows on the night compared with, not one', count(*))
FROM signals.compared_night
HAVING count(*) <> 1
