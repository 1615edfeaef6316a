-- Infusion-related reaction: named, acted on, treated, or seen within window_minutes, for review.
--
-- Source  CTCAE v5.0, infusion related reaction (grades) and cytokine release syndrome (look-alike);
--         US prescribing information of ibalizumab, hypersensitivity; windows and vital signs: our policy
-- Reads   clinical.infusion_response, clinical.patient, clinical.adverse_event, reference.threshold
-- Grain   one row per patient and infusion; else one row per patient who could not be judged in full
--
-- A report that names a reaction, an action or a treatment flags even when it cannot be placed in time; a
-- symptom, in the window; a vital sign, when the next reading or a symptom bears it out. Premedication is no
-- reaction. The look-alike of a cytokine release is said in criterion; it never removes a flag.

WITH limits AS (
    SELECT threshold('infusion_reaction', 'prolonged_minutes') AS prolonged_minutes
),

seen AS (
    SELECT
        response.*,
        is_named OR is_action_taken OR is_reaction_treated AS is_reported,
        has_repeated_change OR (has_change AND (has_symptom OR has_supporting_symptom))
            AS has_vital_sign_reaction,
        is_reported OR has_symptom OR has_vital_sign_reaction AS is_reaction,
        has_fever AND NOT has_allergic_sign AS is_cytokine_like,
        nullif(concat_ws('; ', 'onset: ' || onset_gap, 'vital signs: ' || change_gap), '') AS gap
    FROM clinical.infusion_response AS response
    SEMI JOIN (SELECT patient_id FROM clinical.patient WHERE is_treated) AS treated USING (patient_id)
),

graded AS (
    SELECT
        seen.*,
        CASE
            WHEN is_fatal THEN 5
            WHEN is_life_threatening THEN 4
            WHEN is_hospitalised OR is_recurrent OR is_epinephrine_given THEN 3
            WHEN NOT (is_action_taken OR is_reaction_treated) THEN 1
            WHEN minutes_to_resolution > limits.prolonged_minutes THEN 3
            ELSE 2
        END AS grade_by_course,
        greatest(grade_by_course, reported_grade) AS grade
    FROM seen
    CROSS JOIN limits
    WHERE is_reaction
),

not_judged AS (
    SELECT
        patient_id,
        (SELECT count(*) = 0 FROM clinical.adverse_event) AS is_feed_absent,
        count(*) FILTER (is_open) AS n_open,
        first(infused_on ORDER BY infused_on) FILTER (is_open) AS first_on,
        array_to_string(list_sort(list(DISTINCT gap) FILTER (is_open)), '; ') AS gaps,
        list_sort(list_distinct(flatten(list(evidence) FILTER (is_open)))) AS evidence
    FROM clinical.patient AS patient
    LEFT JOIN (SELECT *, is_reaction IS NULL AS is_open FROM seen) AS seen USING (patient_id)
    WHERE is_treated
    GROUP BY patient_id
    HAVING bool_or(is_reaction) IS NOT TRUE AND (is_feed_absent OR n_open > 0)
)

SELECT
    patient_id,
    'infusion_reaction' AS rule,
    'flagged' AS verdict,
    onset_on,
    onset_at,
    grade::TINYINT AS grade,
    CASE WHEN is_reported THEN 'reported' ELSE 'suspected' END AS certainty,
    concat_ws(
        '; ',
        CASE WHEN is_named THEN 'named' END,
        CASE WHEN is_action_taken THEN 'action_taken' END,
        CASE WHEN is_reaction_treated THEN 'treated' END,
        CASE WHEN has_symptom THEN 'symptom' END,
        CASE WHEN (is_reported OR has_symptom) IS NOT TRUE THEN 'vital_sign_only' END,
        replace(timing, ' ', '_'),
        CASE WHEN is_cytokine_like THEN 'cytokine_release_look_alike' END
    ) AS criterion,
    -- A number decided only where nobody reported anything.
    CASE WHEN (is_reported OR has_symptom) IS NOT TRUE THEN change_margin_share END AS margin_share,
    concat(
        coalesce(
            format('Infusion {} on ', infusion_number) || in_words(infused_on),
            'A report without a date'
        ),
        ': ', words,
        CASE timing
            WHEN 'during' THEN '; onset during the infusion'
            WHEN 'not timed' THEN '; time of onset not known'
            ELSE '; ' || timing || ' onset after the infusion'
        END,
        format('; CTCAE grade {}', grade),
        CASE WHEN reported_grade > grade_by_course THEN ' as reported' END,
        '.'
    ) AS why,
    nullif(concat_ws(
        '; ',
        gap,
        CASE
            WHEN grade = 2 AND NOT is_resolution_known
                THEN 'grade: time to resolution not known, it may be higher'
        END,
        CASE
            WHEN is_cytokine_like IS NULL
                THEN 'cytokine release look-alike: fever or allergic signs not placed in time'
        END
    ), '') AS unjudged,
    evidence
FROM graded

UNION ALL

SELECT
    patient_id,
    'infusion_reaction',
    CASE WHEN is_feed_absent THEN 'not_evaluable' ELSE 'incomplete' END,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    CASE
        WHEN is_feed_absent THEN 'No adverse event of anybody was delivered.'
        WHEN first_on IS NULL THEN 'A report without a date could not be placed against the infusions.'
        WHEN n_open = 1 THEN format('The infusion on {} could not be judged in full.', in_words(first_on))
        ELSE format('{} infusions from {} on could not be judged in full.', n_open, in_words(first_on))
    END,
    CASE WHEN is_feed_absent THEN 'no adverse events have ever been delivered' ELSE gaps END,
    CASE WHEN is_feed_absent THEN [] ELSE coalesce(evidence, []) END
FROM not_judged
