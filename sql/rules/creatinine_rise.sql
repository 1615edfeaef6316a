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

creatinine AS (
    SELECT
        result.*,
        CASE
            WHEN value_operator IN ('=', '>=') AND result.x_uln > limits.x_uln THEN true
            WHEN value_operator = '>' AND result.x_uln >= limits.x_uln THEN true
            WHEN value_operator IN ('=', '<', '<=') AND result.x_uln <= limits.x_uln THEN false
        END AS is_above_uln,
        CASE
            WHEN value_operator IN ('=', '>', '>=') AND result.x_baseline >= limits.x_baseline THEN true
            WHEN value_operator IN ('=', '<=') AND result.x_baseline < limits.x_baseline THEN false
            WHEN value_operator = '<' AND result.x_baseline <= limits.x_baseline THEN false
        END AS is_above_baseline,
        is_above_uln OR is_above_baseline AS is_high,
        value_operator IN ('=', '<', '<=') AND result.x_uln <= limits.normal_x_uln AS is_within_normal_range,
        CASE
            WHEN is_high IS NOT NULL THEN NULL
            WHEN value IS NULL THEN coalesce(ungraded_reason, 'no result in the standard unit')
            ELSE concat_ws(
                ', ',
                CASE WHEN result.x_uln IS NULL THEN 'no upper limit' END,
                CASE WHEN result.x_baseline IS NULL THEN 'no baseline' END,
                CASE
                    WHEN value_operator IS DISTINCT FROM '='
                        THEN format('reported only as {}{:g}', coalesce(value_operator, '?'), value::DOUBLE)
                END
            )
        END AS reason
    FROM clinical.lab_result AS result
    SEMI JOIN (SELECT patient_id FROM clinical.patient WHERE is_treated) AS treated USING (patient_id)
    CROSS JOIN limits
    WHERE analyte = 'creatinine' AND is_after_first_dose
),

recovery AS (
    SELECT
        *,
        is_high IS FALSE
        AND NOT bool_or(is_high IS TRUE) OVER (PARTITION BY patient_id, collected_on) AS is_recovery
    FROM creatinine
    WHERE patient_id IN (SELECT patient_id FROM creatinine WHERE is_high)
),

high_result AS (
    SELECT
        *,
        count(*) FILTER (WHERE is_recovery)
            OVER (PARTITION BY patient_id ORDER BY collected_on) AS n_recoveries
    FROM recovery
    QUALIFY is_high
),

episode AS (
    SELECT
        patient_id,
        n_recoveries,
        min(collected_on) AS onset_on,
        max(collected_on) AS newest_on,
        first(collected_at ORDER BY collected_on, collected_at) AS onset_at,
        count(*) AS n_high_results,
        max(daids_grade) AS grade,
        bool_or(daids_grade_is_minimum) AS grade_is_minimum,
        bool_or(is_above_uln) IS TRUE AS is_above_uln,
        bool_or(is_above_uln IS NULL) AS may_be_above_uln,
        bool_or(is_above_baseline) IS TRUE AS is_above_baseline,
        bool_or(is_above_baseline IS NULL) AS may_be_above_baseline,
        bool_and(is_within_normal_range IS TRUE) AS is_within_normal_range,
        list(evidence('lab_result', source_file, source_row)) AS evidence
    FROM high_result
    GROUP BY patient_id, n_recoveries
),

peak AS (
    SELECT *
    FROM high_result
    QUALIFY row_number() OVER (
        PARTITION BY patient_id, n_recoveries
        ORDER BY value DESC, x_uln DESC, collected_on, source_file, source_row
    ) = 1
),

medicine AS (
    SELECT
        patient_id,
        n_recoveries,
        list_sort(list(DISTINCT
            CASE
                WHEN taken.started_on IS NULL THEN confounding.medicine || ' (start not known)'
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
        coalesce(taken.started_on <= peak.collected_on, true)
        AND coalesce(taken.ended_on >= peak.collected_on - limits.medicine_days, true)
    GROUP BY patient_id, n_recoveries
),

not_judged AS (
    SELECT
        patient_id,
        count(collected_on) AS n_results,
        count(is_high) AS n_judged,
        array_to_string(list_sort(list(DISTINCT reason)), '; ') AS reasons,
        list(evidence('lab_result', source_file, source_row) ORDER BY source_file, source_row)
            FILTER (WHERE reason IS NOT NULL) AS evidence
    FROM clinical.patient AS patient
    LEFT JOIN creatinine USING (patient_id)
    WHERE is_treated
    GROUP BY patient_id
    HAVING bool_or(is_high) IS NOT TRUE AND count(is_high) < count(*)
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
        CASE WHEN episode.is_above_uln THEN 'above_uln_multiple' END,
        CASE WHEN episode.is_above_baseline THEN 'baseline_multiple' END,
        CASE WHEN episode.is_within_normal_range THEN 'within_normal_range' END,
        array_to_string(medicine.names, '; ')
    ) AS criterion,
    NULL::DECIMAL(18, 9) AS margin_share,
    concat(
        'Creatinine',
        format(' {}{:g} mg/dL', coalesce(nullif(peak.value_operator, '='), ''), peak.value::DOUBLE),
        ' on ' || in_words(peak.collected_on),
        format(', {:.4g} × its upper limit', peak.x_uln::DOUBLE),
        format(
            ', {:.4g} × the baseline of {:g} mg/dL on ', peak.x_baseline::DOUBLE, peak.baseline_value::DOUBLE
        ) || in_words(peak.baseline_on),
        CASE WHEN episode.is_within_normal_range THEN ', within the normal range' END,
        format(', DAIDS grade {}', episode.grade),
        CASE episode.n_high_results
            WHEN 1 THEN ', the only high result of the episode'
            ELSE format(', the highest of {} high results from ', episode.n_high_results)
                || in_words(episode.onset_on) || ' to ' || in_words(episode.newest_on)
        END,
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
            WHEN episode.may_be_above_uln AND NOT episode.is_above_uln
                THEN 'multiple of the upper limit: no upper limit or no exact value'
        END,
        CASE
            WHEN episode.may_be_above_baseline AND NOT episode.is_above_baseline
                THEN 'multiple of the baseline: no baseline or no exact value'
        END,
        CASE
            WHEN episode.grade IS NULL THEN 'grade: none given'
            WHEN episode.grade_is_minimum THEN 'grade: may be higher'
        END
    ), '') AS unjudged,
    list_sort(list_distinct(list_concat(episode.evidence, coalesce(medicine.evidence, [])))) AS evidence
FROM episode
JOIN peak USING (patient_id, n_recoveries)
LEFT JOIN medicine USING (patient_id, n_recoveries)
CROSS JOIN limits

UNION ALL

SELECT
    patient_id,
    'creatinine_rise',
    CASE n_judged WHEN 0 THEN 'not_evaluable' ELSE 'incomplete' END,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    CASE
        WHEN n_results = 0 THEN 'No creatinine after the first dose was delivered.'
        WHEN n_judged = 0 THEN format(
            'None of {} creatinine results after the first dose could be judged on both arms.', n_results
        )
        ELSE format(
            '{} of {} creatinine results after the first dose could not be judged on both arms; '
            'no other is above {:g} × its upper limit or at {:g} × the baseline.',
            n_results - n_judged, n_results, limits.x_uln::DOUBLE, limits.x_baseline::DOUBLE
        )
    END,
    CASE n_results WHEN 0 THEN 'no creatinine after the first dose' ELSE reasons END,
    coalesce(evidence, [])
FROM not_judged
CROSS JOIN limits
