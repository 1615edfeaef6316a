-- Loss of susceptibility: after the first dose the fold change to ibalizumab at or above x_baseline times its baseline,
-- or its maximum inhibition lower than at baseline by fall_points or more, for review.
--
-- Source  idea: Emu B et al., N Engl J Med 2018;379:645 (9 of 10 with failure or rebound in TMB-301 were less
--         susceptible than at baseline); the numbers: policy of this project, no validated cut is known to it
-- Reads   clinical.lab_result, clinical.patient, reference.threshold
-- Grain   one row per patient and episode; else one row per patient who could not be judged in full
--
-- Without a baseline a loss cannot be told from a virus that was so from the start; a result beyond an absolute number
-- (fold_change, maximum_inhibition_percent) flags all the same and says so. With a baseline only the change counts.

WITH limits AS (
    SELECT
        threshold('susceptibility_loss', 'x_baseline') AS x_baseline,
        threshold('susceptibility_loss', 'fall_points') AS fall_points,
        threshold('susceptibility_loss', 'fold_change') AS fold_change,
        threshold('susceptibility_loss', 'maximum_inhibition_percent') AS maximum_inhibition
),

treated AS (
    SELECT patient_id FROM clinical.patient WHERE is_treated
),

measured AS (
    SELECT
        result.*,
        analyte = 'ibalizumab_fold_change' AS is_fold,
        baseline_value IS NULL AS has_no_baseline,
        CASE
            WHEN is_fold AND has_no_baseline
                THEN CASE WHEN is_at_least(value_operator, value, limits.fold_change) THEN true END
            WHEN is_fold THEN is_at_least(value_operator, result.x_baseline, limits.x_baseline)
            WHEN has_no_baseline
                THEN CASE WHEN is_below(value_operator, value, limits.maximum_inhibition) THEN true END
            ELSE is_at_most(value_operator, value, baseline_value - limits.fall_points)
        END AS is_beyond,
        CASE
            WHEN is_fold AND has_no_baseline THEN share_above(value, limits.fold_change)
            WHEN is_fold THEN share_above(result.x_baseline, limits.x_baseline)
            WHEN has_no_baseline THEN share_below(value, limits.maximum_inhibition)
            ELSE share_above(baseline_value - value, limits.fall_points)
        END AS margin_share,
        CASE
            WHEN is_beyond IS NOT NULL THEN NULL
            WHEN value IS NOT NULL AND has_no_baseline THEN 'no baseline test of susceptibility'
            ELSE reason_not_judged(
                is_beyond, value_operator, value, value, ungraded_reason, 'no result in a known unit'
            )
        END AS reason
    FROM clinical.lab_result AS result
    SEMI JOIN treated USING (patient_id)
    CROSS JOIN limits
    WHERE analyte IN ('ibalizumab_fold_change', 'ibalizumab_maximum_inhibition') AND is_after_first_dose
),

judged AS (
    FROM measured
),

course AS (
    SELECT
        patient_id,
        n_recoveries,
        list_sort(list(DISTINCT CASE
            WHEN has_no_baseline THEN if(is_fold, 'absolute_fold_change', 'absolute_maximum_inhibition')
            WHEN is_fold THEN 'fold_change_risen'
            ELSE 'maximum_inhibition_fallen'
        END)) AS arms,
        bool_or(has_no_baseline) AS has_no_baseline
    FROM laboratory_hits('judged')
    GROUP BY patient_id, n_recoveries
)

SELECT
    patient_id,
    'susceptibility_loss' AS rule,
    'flagged' AS verdict,
    onset_on,
    onset_at,
    NULL::TINYINT AS grade,
    if(has_no_baseline, 'no_baseline', 'less_than_baseline') AS certainty,
    array_to_string(arms, '; ') AS criterion,
    worst.margin_share,
    concat(
        CASE WHEN worst.is_fold THEN 'Fold change to ibalizumab ' ELSE 'Maximum inhibition by ibalizumab ' END,
        shown(worst.value_operator, round(worst.value, 2)), if(worst.is_fold, '', ' %'),
        ' on ', in_words(worst.collected_on),
        CASE
            WHEN worst.has_no_baseline AND worst.is_fold THEN format(', at or above {:g}', limits.fold_change::DOUBLE)
            WHEN worst.has_no_baseline THEN format(', below {:g} %', limits.maximum_inhibition::DOUBLE)
            WHEN worst.is_fold THEN format(
                ', {:.3g} × the baseline of {:g} on {}',
                worst.x_baseline::DOUBLE, worst.baseline_value::DOUBLE, in_words(worst.baseline_on)
            )
            ELSE format(
                ', {:g} points below the baseline of {:g} % on {}',
                (worst.baseline_value - worst.value)::DOUBLE, worst.baseline_value::DOUBLE, in_words(worst.baseline_on)
            )
        END,
        place_in_episode(n_hits, onset_on, newest_on, 'furthest', 'such result'),
        CASE WHEN worst.has_no_baseline THEN '; no baseline test' END,
        '; the numbers are a policy.'
    ) AS why,
    CASE
        WHEN has_no_baseline THEN 'change from baseline: no baseline test of susceptibility'
    END AS unjudged,
    evidence
FROM laboratory_episodes('judged') AS episode
JOIN course USING (patient_id, n_recoveries)
CROSS JOIN limits

UNION ALL

FROM laboratory_unjudged(
    'susceptibility_loss', 'judged', 'treated',
    result_word := 'test of susceptibility to ibalizumab',
    results_word := 'tests of susceptibility to ibalizumab',
    no_other := 'less susceptible than at baseline'
)
