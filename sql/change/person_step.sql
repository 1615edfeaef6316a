-- What each person adds to or takes from the watched share and rate of a rule at each step, with its cause.
--
-- Source  the order of attribution: data under last night's rules, then rules, then labels and terms
-- Reads   person, transition, answer_step, row_cause, changed_source, night_difference, reference.rule
-- Grain   one row per person, rule and step
--
-- An event that came or went has the cause of its flag. Otherwise a withdrawn or corrected row of the person decides that
-- places time (of the feeds patient and infusion, of laboratory results for laboratory rules), then whether the person is
-- new in the window; all other time is more exposure.

WITH moved AS (
    SELECT
        step,
        rule,
        patient_id,
        sum(if(state = to_state, n_with_event, -n_with_event)) AS n_with_event,
        sum(if(state = to_state, 1, -1)) AS n_in_window,
        sum(if(state = to_state, n_first_events, -n_first_events)) AS n_first_events,
        sum(if(state = to_state, days_at_risk, -days_at_risk)) AS days_at_risk
    FROM person
    JOIN transition ON state IN (from_state, to_state)
    GROUP BY step, rule, patient_id
    HAVING n_with_event <> 0 OR n_in_window <> 0 OR n_first_events <> 0 OR days_at_risk <> 0
),

of_a_flag AS (
    SELECT step, rule, patient_id, arg_min(cause, {'in_part': -abs(part_count), 'subject_id': subject_id}) AS cause
    FROM answer_step
    WHERE kind = 'flag'
    GROUP BY step, rule, patient_id
),

of_a_row AS (
    SELECT
        patient_id,
        arg_min(cause, place) FILTER (WHERE feed IN ('patient', 'infusion') AND place < 3) AS of_course,
        arg_min(cause, place) FILTER (WHERE feed = 'lab_result' AND place < 3) AS of_results,
        arg_min(cause, place) AS of_any
    FROM row_cause
    SEMI JOIN moved USING (patient_id)
    GROUP BY patient_id
),

by_source AS (
    SELECT step, subject, arg_min(cause, place) AS cause FROM changed_source GROUP BY step, subject
)

SELECT
    moved.step,
    moved.rule,
    moved.patient_id,
    n_with_event,
    n_in_window,
    n_first_events,
    days_at_risk,
    CASE
        WHEN (n_with_event <> 0 OR n_first_events <> 0) AND of_a_flag.cause IS NOT NULL THEN of_a_flag.cause
        WHEN moved.step <> 'data' THEN coalesce(by_source.cause, if(moved.step = 'labels', 'label', 'rule'))
        WHEN of_a_row.of_course IS NOT NULL THEN of_a_row.of_course
        WHEN kind = 'laboratory' AND of_a_row.of_results IS NOT NULL THEN of_a_row.of_results
        WHEN n_with_event <> 0 OR n_first_events <> 0 OR n_in_window <> 0
            THEN coalesce(of_a_row.of_any, if(is_undivided, 'rule', if(is_other_program, 'program', 'exposure')))
        WHEN of_a_row.of_any IS NULL AND is_undivided THEN 'rule'
        WHEN of_a_row.of_any IS NULL AND is_other_program THEN 'program'
        ELSE 'exposure'
    END AS cause
FROM moved
CROSS JOIN night_difference
LEFT JOIN reference.rule AS rule ON rule.rule = moved.rule
LEFT JOIN of_a_flag ON of_a_flag.step = moved.step AND of_a_flag.rule = moved.rule AND of_a_flag.patient_id = moved.patient_id
LEFT JOIN of_a_row ON of_a_row.patient_id = moved.patient_id
LEFT JOIN by_source ON by_source.step = moved.step AND by_source.subject = moved.rule
