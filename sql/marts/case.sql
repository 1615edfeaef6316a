-- Every case with the clock that is due first and the days left on the night's own day.
--
-- Source  signals.case, marts.clock
-- Reads   signals.case, marts.clock
-- Grain   one row per case

WITH running AS (
    SELECT
        case_id,
        count(*)::INTEGER AS n_clocks,
        arg_min(clock, {'due_on': due_on, 'is_sure': coalesce(NOT is_due, true), 'clock_id': clock_id}) AS first_due
    FROM marts.clock AS clock
    WHERE subject = 'case' AND state IN ('due', 'possible')
    GROUP BY case_id
),

settled AS (
    SELECT case_id, arg_min(assessed_as, clock_id) AS settled_as
    FROM marts.clock
    WHERE state = 'settled'
    GROUP BY case_id
)

SELECT
    episode.*,
    coalesce(n_clocks, 0) AS n_clocks,
    first_due.kind AS clock_kind,
    first_due.title AS clock_title,
    first_due.state AS clock_state,
    first_due.day0_at,
    first_due.day0_on,
    first_due.due_on,
    first_due.zone,
    first_due.days_left,
    first_due.days_left_in_words,
    first_due.why AS clock_why,
    settled_as
FROM signals.case AS episode
LEFT JOIN running USING (case_id)
LEFT JOIN settled USING (case_id)
