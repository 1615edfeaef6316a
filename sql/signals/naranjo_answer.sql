-- Naranjo's ten questions about each flag, answered only where the data answer them.
--
-- Source  Naranjo scale as reprinted in J Med Case Rep 2019, doi 10.1186/s13256-019-2244-z, table 2
-- Reads   signals.flag, signals.flag_in_time, signals.flag_label, signals.explanation, reference.rule, reference.naranjo_item, clinical.infusion, clinical.patient
-- Grain   one row per flag and question
--
-- An open answer keeps the points of every answer possible. That nothing else was found is never taken for
-- "no other cause": that takes a review.

WITH course AS (
    SELECT
        flag.*,
        rule.kind = 'laboratory' AS is_laboratory,
        rule IN ('infusion_reaction', 'anaphylaxis', 'hypersensitivity') AS is_infusion_linked,
        in_time.* EXCLUDE (flag_id, evidence),
        label.is_listed,
        label.reason AS label_why,
        patient.first_dose_on,
        patient.first_dose_at,
        infusion.dose_mg
    FROM signals.flag AS flag
    JOIN reference.rule AS rule USING (rule)
    JOIN signals.flag_in_time AS in_time USING (flag_id)
    JOIN signals.flag_label AS label USING (flag_id)
    LEFT JOIN clinical.patient AS patient USING (patient_id)
    LEFT JOIN clinical.infusion AS infusion USING (infusion_id)
),

alternative AS (
    SELECT flag_id, string_agg(words, '; ' ORDER BY kind, words) AS words
    FROM signals.explanation
    WHERE is_listed_alternative
    GROUP BY flag_id
),

-- The same reaction after another infusion: an earlier one (question 9), another dose (question 8).
companion AS (
    SELECT
        course.flag_id,
        min(other.onset_on) FILTER (WHERE other.onset_on < course.onset_on) AS earlier_on,
        bool_or(sign(course.dose_mg - other.dose_mg) * sign(course.grade - other.grade) > 0) AS is_worse_with_more,
        bool_or(
            course.dose_mg <> other.dose_mg AND course.grade IS NOT NULL AND other.grade IS NOT NULL
        ) AS has_two_doses
    FROM course
    JOIN course AS other
        ON other.patient_id = course.patient_id
        AND other.rule = course.rule
        AND other.flag_id <> course.flag_id
        AND other.infusion_id <> course.infusion_id
    WHERE course.is_infusion_linked
    GROUP BY course.flag_id
),

answered AS (
    SELECT
        flag_id,
        unnest([
            {
                'item': 1,
                'answer': CASE is_listed WHEN true THEN 'yes' WHEN false THEN 'no' ELSE 'unknown' END,
                'why': label_why
            },
            {
                'item': 2,
                'answer': CASE
                    WHEN onset_on > first_dose_on OR onset_at >= first_dose_at THEN 'yes'
                    WHEN onset_on < first_dose_on OR onset_at < first_dose_at THEN 'no'
                    ELSE 'unknown'
                END,
                'why': CASE
                    WHEN onset_on IS NULL THEN 'The date of onset is not known.'
                    WHEN first_dose_on IS NULL THEN 'The date of the first dose is not known.'
                    WHEN onset_on = first_dose_on AND (onset_at >= first_dose_at) IS NULL
                        THEN 'Onset on the day of the first dose; the times do not tell the order.'
                    ELSE format('Onset {} d after the first dose.', onset_on - first_dose_on)
                END
            },
            {
                'item': 3,
                'answer': CASE dechallenge WHEN 'positive' THEN 'yes' WHEN 'negative' THEN 'no' ELSE 'unknown' END,
                'why': dechallenge_why
            },
            {
                'item': 4,
                'answer': CASE rechallenge WHEN 'positive' THEN 'yes' WHEN 'negative' THEN 'no' ELSE 'unknown' END,
                'why': rechallenge_why
            },
            {
                'item': 5,
                'answer': CASE WHEN alternative.flag_id IS NOT NULL THEN 'yes' ELSE 'unknown' END,
                'why': coalesce(alternative.words || '.', 'Nothing listed was found; only a review can answer no.')
            },
            {'item': 6, 'answer': 'unknown', 'why': 'No placebo was given on record.'},
            {'item': 7, 'answer': 'unknown', 'why': 'No level of ibalizumab is delivered.'},
            {
                'item': 8,
                'answer': CASE
                    WHEN companion.has_two_doses AND is_worse_with_more THEN 'yes'
                    WHEN companion.has_two_doses THEN 'no'
                    ELSE 'unknown'
                END,
                'why': CASE
                    WHEN companion.has_two_doses
                        THEN 'The same reaction was graded after two different doses.'
                    ELSE 'The same reaction was not graded after two different doses.'
                END
            },
            {
                'item': 9,
                'answer': CASE WHEN companion.earlier_on IS NOT NULL THEN 'yes' ELSE 'unknown' END,
                'why': coalesce(
                    'The same reaction was flagged after an earlier infusion, onset '
                        || in_words(companion.earlier_on) || '.',
                    'No earlier reaction to an infusion was flagged; other medicines are not on record.'
                )
            },
            {
                'item': 10,
                'answer': CASE
                    WHEN is_laboratory
                        OR (is_infusion_linked AND list_has_any(feeds, ['vital_sign', 'lab_result']))
                        OR list_contains(feeds, 'antibody_test')
                        THEN 'yes'
                    ELSE 'unknown'
                END,
                'why': CASE
                    WHEN is_laboratory THEN 'It rests on a laboratory result.'
                    WHEN is_infusion_linked AND list_has_any(feeds, ['vital_sign', 'lab_result'])
                        THEN 'A vital sign or a laboratory result is among its evidence.'
                    WHEN list_contains(feeds, 'antibody_test') THEN 'It rests on a test for antibodies.'
                    ELSE 'It rests on reports; no measurement of it is among its evidence.'
                END
            }
        ], recursive := true)
    FROM (SELECT *, list_transform(evidence, lambda piece: piece.feed) AS feeds FROM course) AS course
    LEFT JOIN alternative USING (flag_id)
    LEFT JOIN companion USING (flag_id)
)

SELECT
    flag_id,
    CAST(answered.item AS TINYINT) AS item,
    answered.answer,
    CASE answered.answer
        WHEN 'yes' THEN points_yes
        WHEN 'no' THEN points_no
        ELSE least(points_yes, points_no, points_unknown)
    END AS points_min,
    CASE answered.answer
        WHEN 'yes' THEN points_yes
        WHEN 'no' THEN points_no
        ELSE greatest(points_yes, points_no, points_unknown)
    END AS points_max,
    answered.why
FROM answered
JOIN reference.naranjo_item AS question ON question.item = answered.item
