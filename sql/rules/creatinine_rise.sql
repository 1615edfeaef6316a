-- Creatinine rise: creatinine above x_uln times its upper limit, or at or above x_baseline times the
-- baseline, after the first dose, for review.
--
-- Source  US prescribing information of ibalizumab, section 6.1, laboratory abnormalities;
--         blocked secretion: Lepist et al., Kidney Int 2014;86:350, and Chu et al., DMD 2016;44:1498
-- Reads   clinical.lab_result, clinical.medication, clinical.patient, reference.confounding_medicine, reference.threshold
-- Grain   one row per patient and episode; else one row per patient who could not be judged in full
--
-- A result counts when either arm fires; when neither fires and one cannot be judged (no upper limit, no
-- baseline), the result cannot be judged. The label does not print whether the baseline arm includes the
-- multiple itself; it does here. An episode begins with the first such result and lasts until a later day
-- that has a result which is not high and no high one. Medicines that block the secretion of creatinine are
-- named, and a rise inside the normal range is said so; neither removes a flag.

WITH limits AS (
    SELECT
        threshold('creatinine_rise', 'x_uln') AS x_uln,
        threshold('creatinine_rise', 'x_baseline') AS x_baseline,
        threshold('creatinine_rise', 'normal_x_uln') AS normal_x_uln,
        threshold('creatinine_rise', 'medicine_days')::INTEGER AS medicine_days
),

treated AS (
    SELECT patient_id FROM clinical.patient WHERE is_treated
),

judged AS (
    SELECT
        result.*,
        is_above(value_operator, result.x_uln, limits.x_uln) AS is_above_uln,
        is_at_least(value_operator, result.x_baseline, limits.x_baseline) AS is_above_baseline,
        is_above_uln OR is_above_baseline AS is_beyond,
        greatest(
            share_above(result.x_uln, limits.x_uln), share_above(result.x_baseline, limits.x_baseline)
        ) AS margin_share,
        is_at_most(value_operator, result.x_uln, limits.normal_x_uln) IS TRUE AS is_within_normal_range,
        CASE
            WHEN is_beyond IS NOT NULL THEN NULL
            WHEN value IS NULL THEN coalesce(ungraded_reason, 'no result in the standard unit')
            ELSE concat_ws(
                ', ',
                CASE WHEN result.x_uln IS NULL THEN 'no upper limit' END,
                CASE WHEN result.x_baseline IS NULL THEN 'no baseline' END,
                CASE
                    WHEN value_operator IS DISTINCT FROM '='
                        THEN 'reported only as ' || shown(coalesce(value_operator, '?'), value)
                END
            )
        END AS reason
    FROM clinical.lab_result AS result
    SEMI JOIN treated USING (patient_id)
    CROSS JOIN limits
    WHERE analyte = 'creatinine' AND is_after_first_dose
),

episode AS (
    FROM laboratory_episodes('judged')
),

arms AS (
    SELECT
        patient_id,
        n_recoveries,
        bool_or(is_above_uln) IS TRUE AS is_above_uln,
        bool_or(is_above_uln IS NULL) AS may_be_above_uln,
        bool_or(is_above_baseline) IS TRUE AS is_above_baseline,
        bool_or(is_above_baseline IS NULL) AS may_be_above_baseline,
        bool_and(is_within_normal_range) AS is_within_normal_range
    FROM laboratory_hits('judged')
    GROUP BY patient_id, n_recoveries
),

peak AS (
    SELECT unnest(worst) FROM episode
),

medicine AS (
    SELECT
        patient_id,
        n_recoveries,
        list_sort(list(DISTINCT
            CASE
                WHEN taken.started_on IS NULL AND taken.began_from_on IS NULL THEN confounding.medicine || ' (start not known)'
                ELSE confounding.medicine
            END
        )) AS names,
        list(evidence('medication', taken.source_file, taken.source_row)) AS evidence
    FROM peak
    CROSS JOIN limits
    JOIN clinical.medication AS taken USING (patient_id)
    JOIN reference.confounding_medicine AS confounding
        ON confounding.rule = 'creatinine_rise' AND contains(taken.medicine, confounding.term)
    WHERE
        was_taken(taken, peak.collected_on, limits.medicine_days) IS NOT FALSE
    GROUP BY patient_id, n_recoveries
)

SELECT
    patient_id,
    'creatinine_rise' AS rule,
    'flagged' AS verdict,
    episode.onset_on,
    episode.onset_at,
    episode.grade,
    NULL::VARCHAR AS certainty,
    concat_ws(
        '; ',
        CASE WHEN arms.is_above_uln THEN 'above_uln_multiple' END,
        CASE WHEN arms.is_above_baseline THEN 'baseline_multiple' END,
        CASE WHEN arms.is_within_normal_range THEN 'within_normal_range' END,
        array_to_string(medicine.names, '; ')
    ) AS criterion,
    peak.margin_share,
    concat(
        'Creatinine',
        ' ' || shown(peak.value_operator, peak.value) || ' mg/dL',
        ' on ' || in_words(peak.collected_on),
        format(', {:.4g} × its upper limit', peak.x_uln::DOUBLE),
        format(
            ', {:.4g} × the baseline of {:g} mg/dL on ', peak.x_baseline::DOUBLE, peak.baseline_value::DOUBLE
        ) || in_words(peak.baseline_on),
        CASE WHEN arms.is_within_normal_range THEN ', within the normal range' END,
        format(', DAIDS grade {}', episode.grade),
        place_in_episode(episode.n_hits, episode.onset_on, episode.newest_on, 'furthest', 'high result'),
        CASE
            WHEN
                peak.is_above_baseline AND peak.x_background_baseline < limits.x_baseline
                THEN format(
                    '; only {:.4g} × the baseline before the background regimen',
                    peak.x_background_baseline::DOUBLE
                )
            WHEN
                NOT peak.is_above_baseline AND peak.x_background_baseline >= limits.x_baseline
                THEN format(
                    '; yet {:.4g} × the baseline before the background regimen',
                    peak.x_background_baseline::DOUBLE
                )
        END,
        '; taking ' || array_to_string(medicine.names, ' and ') || ', known to block its secretion',
        '.'
    ) AS why,
    nullif(concat_ws(
        '; ',
        CASE
            WHEN arms.may_be_above_uln AND NOT arms.is_above_uln
                THEN 'multiple of the upper limit: no upper limit or no exact value'
        END,
        CASE
            WHEN arms.may_be_above_baseline AND NOT arms.is_above_baseline
                THEN 'multiple of the baseline: no baseline or no exact value'
        END,
        open_grade(episode.grade, episode.grade_is_minimum)
    ), '') AS unjudged,
    list_sort(list_distinct(list_concat(episode.evidence, coalesce(medicine.evidence, [])))) AS evidence
FROM episode
JOIN peak USING (patient_id, n_recoveries)
JOIN arms USING (patient_id, n_recoveries)
LEFT JOIN medicine USING (patient_id, n_recoveries)
CROSS JOIN limits

UNION ALL

FROM laboratory_unjudged(
    'creatinine_rise', 'judged', 'treated',
    result_word := 'creatinine',
    results_word := 'creatinine results',
    no_other := format(
        'above {:g} × its upper limit or at {:g} × the baseline',
        threshold('creatinine_rise', 'x_uln')::DOUBLE, threshold('creatinine_rise', 'x_baseline')::DOUBLE
    )
)
