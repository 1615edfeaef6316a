-- The work of the morning on one line: cases that nobody has decided, those new and serious, and clocks that run.
--
-- Source  marts.case, marts.clock; what was decided: signals.case_state
-- Reads   marts.case, marts.clock, raw.night, signals.case_state
-- Grain   one row per warehouse
--
-- A clock that runs counts whatever the state of its case.

WITH cases AS (
    SELECT
        count(*)::INTEGER AS n_cases,
        count(*) FILTER (WHERE state IN ('new', 'open', 'reopened'))::INTEGER AS n_undecided,
        count(*) FILTER (WHERE state = 'new' AND is_serious AND NOT is_nullified)::INTEGER AS n_new_serious,
        count(*) FILTER (WHERE state = 'reopened')::INTEGER AS n_reopened
    FROM marts.case
    JOIN (SELECT case_id, state FROM signals.case_state) AS placed USING (case_id)
),

clocks AS (
    SELECT
        count(*)::INTEGER AS n_clocks,
        count(*) FILTER (WHERE subject = 'quarantined row')::INTEGER AS n_serious_rows,
        count(*) FILTER (WHERE days_left < 0)::INTEGER AS n_overdue,
        min(days_left) FILTER (WHERE days_left >= 0) AS next_days_left
    FROM marts.clock
    WHERE is_running
)

SELECT
    cases.*,
    clocks.* EXCLUDE (next_days_left),
    as_of + next_days_left AS next_due_on
FROM cases
CROSS JOIN clocks
CROSS JOIN (SELECT as_of FROM raw.night)
