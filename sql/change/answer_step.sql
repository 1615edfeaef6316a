-- Each flag and case that differs from last night, at each step at which it changes, with its cause.
--
-- Source  the order of attribution: data under last night's rules, then rules, then labels and terms
-- Reads   answer, transition, row_cause, changed_source, night_difference, asks_the_day
-- Grain   one row per flag or case and step
--
-- Among the rows behind an answer, a withdrawn one decides before a corrected one, and that before a new one. Where none
-- of them changed, another row of the same person decides; where no row of the person changed, time went on (if the rule
-- asks what day it is) or the program changed.

WITH changed AS (
    SELECT kind, subject_id
    FROM answer
    CROSS JOIN night_difference
    WHERE state IN (0, last_state)
    GROUP BY kind, subject_id
    HAVING max(content) FILTER (WHERE state = 0) IS DISTINCT FROM max(content) FILTER (WHERE state <> 0)
        OR coalesce(max(n_counted) FILTER (WHERE state = 0), 0) <> coalesce(max(n_counted) FILTER (WHERE state <> 0), 0)
),

compared AS (
    SELECT
        step,
        kind,
        subject_id,
        any_value(rule) AS rule,
        any_value(patient_id) AS patient_id,
        any_value(content) FILTER (WHERE state = from_state) AS content_before,
        any_value(content) FILTER (WHERE state = to_state) AS content_after,
        coalesce(any_value(n_counted) FILTER (WHERE state = from_state), 0) AS n_before,
        coalesce(any_value(n_counted) FILTER (WHERE state = to_state), 0) AS n_after,
        flatten(list(evidence)) AS evidence
    FROM answer
    SEMI JOIN changed USING (kind, subject_id)
    JOIN transition ON state IN (from_state, to_state)
    GROUP BY step, kind, subject_id
    HAVING content_before IS DISTINCT FROM content_after OR n_before <> n_after
),

behind AS (
    SELECT kind, subject_id, row_cause.cause, row_cause.place, row_cause.because, piece
    FROM (SELECT kind, subject_id, unnest(list_distinct(evidence)) AS piece FROM compared WHERE step = 'data') AS cited
    JOIN row_cause
        ON row_cause.feed = piece.feed AND row_cause.source_file = piece.source_file
        AND row_cause.source_row = piece.source_row
),

decided AS (
    SELECT
        kind,
        subject_id,
        arg_min(cause, {'place': place, 'because': because}) AS cause,
        arg_min(because, {'place': place, 'because': because}) AS because,
        min(place) AS first_place
    FROM behind
    GROUP BY kind, subject_id
),

deciding AS (
    SELECT kind, subject_id, list(DISTINCT piece) AS evidence
    FROM behind
    JOIN decided USING (kind, subject_id)
    WHERE place = first_place
    GROUP BY kind, subject_id
),

of_the_person AS (
    SELECT
        patient_id,
        arg_min(cause, {'place': place, 'because': because}) AS cause,
        arg_min(because, {'place': place, 'because': because}) AS because
    FROM row_cause
    SEMI JOIN compared USING (patient_id)
    GROUP BY patient_id
),

by_source AS (
    SELECT step, subject, arg_min(cause, place) AS cause, string_agg(in_words, '; ' ORDER BY place, in_words) AS because
    FROM changed_source
    GROUP BY step, subject
)

SELECT
    compared.step,
    compared.kind,
    compared.subject_id,
    compared.rule,
    compared.patient_id,
    n_after - n_before AS part_count,
    CASE
        WHEN compared.step <> 'data' THEN coalesce(by_source.cause, if(compared.step = 'labels', 'label', 'rule'))
        WHEN decided.cause IS NOT NULL THEN decided.cause
        WHEN of_the_person.cause IS NOT NULL THEN of_the_person.cause
        WHEN is_undivided THEN 'rule'
        WHEN is_later_day AND (asks_the_day.subject IS NOT NULL OR NOT is_other_program) THEN 'exposure'
        ELSE 'program'
    END AS cause,
    CASE
        WHEN compared.step <> 'data' THEN coalesce(by_source.because, 'the rules in sql/ differ from last night')
        WHEN decided.cause IS NOT NULL THEN decided.because
        WHEN of_the_person.cause IS NOT NULL THEN 'another row of this person: ' || of_the_person.because
        WHEN is_undivided THEN 'the rules in sql/ differ from last night, and no row of this person does'
        WHEN is_later_day AND (asks_the_day.subject IS NOT NULL OR NOT is_other_program)
            THEN 'time went on to ' || in_words(as_of) || '; no row of this person changed'
        ELSE coalesce(program_in_words, 'no row of this person and no rule changed; the program reads them otherwise')
    END AS because,
    coalesce(deciding.evidence, []) AS evidence
FROM compared
CROSS JOIN night_difference
LEFT JOIN decided ON compared.step = 'data' AND decided.kind = compared.kind AND decided.subject_id = compared.subject_id
LEFT JOIN deciding ON compared.step = 'data' AND deciding.kind = compared.kind AND deciding.subject_id = compared.subject_id
LEFT JOIN of_the_person ON of_the_person.patient_id = compared.patient_id
LEFT JOIN by_source ON by_source.step = compared.step AND by_source.subject = coalesce(compared.rule, 'case')
LEFT JOIN asks_the_day ON asks_the_day.subject = coalesce(compared.rule, 'case')
