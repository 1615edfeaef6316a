-- The work of the morning on one line: cases that nobody has decided, those new and serious, and clocks that run.
--
-- Source  marts.case, marts.clock; what was decided: signals.case_state, signals.case_clock, signals.row_decision
-- Reads   marts.case, marts.clock, raw.night, signals.case_clock, signals.case_state, signals.row_decision
-- Grain   one row per warehouse
--
-- A clock is met as for its reminders (signals.reminder): a report was sent since its day 0. It counts whatever the state of its case.

WITH cases AS (
    SELECT
        count(*)::INTEGER AS n_cases,
        count(*) FILTER (WHERE state IN ('new', 'open', 'reopened'))::INTEGER AS n_undecided,
        count(*) FILTER (WHERE state = 'new' AND is_serious AND NOT is_nullified)::INTEGER AS n_new_serious,
        count(*) FILTER (WHERE state = 'reopened')::INTEGER AS n_reopened
    FROM marts.case
    JOIN (SELECT case_id, state FROM signals.case_state) AS placed USING (case_id)
),

running AS (
    SELECT clock.subject, clock.days_left
    FROM marts.clock AS clock
    LEFT JOIN signals.case_clock AS case_clock USING (clock_id)
    LEFT JOIN signals.row_decision AS row_decision
        ON row_decision.source_file = clock.source_file AND row_decision.source_row = clock.source_row
    WHERE
        clock.ended_at IS NULL
        AND NOT coalesce(row_decision.is_answered, false)
        AND coalesce(case_clock.is_running, true)
        AND coalesce(row_decision.submitted_on < clock.day0_on, true)
),

clocks AS (
    SELECT
        count(*)::INTEGER AS n_clocks,
        count(*) FILTER (WHERE subject = 'quarantined row')::INTEGER AS n_serious_rows,
        count(*) FILTER (WHERE days_left < 0)::INTEGER AS n_overdue,
        min(days_left) FILTER (WHERE days_left >= 0) AS next_days_left
    FROM running
)

SELECT
    cases.*,
    clocks.* EXCLUDE (next_days_left),
    as_of + next_days_left AS next_due_on
FROM cases
CROSS JOIN clocks
CROSS JOIN (SELECT as_of FROM raw.night)
