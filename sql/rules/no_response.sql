-- No early response: HIV RNA fell by less than fall_log10 from the last result before the loading dose to the one
-- nearest to response_day after it, for review.
--
-- Source  Emu B et al., N Engl J Med 2018;379:645: primary endpoint, trial day 7 (loading dose) to day 14;
--         days that count as a week later: policy of this project
-- Reads   clinical.lab_result, clinical.patient, reference.threshold
-- Grain   one row per patient without the fall; else one row per patient who could not be judged
--
-- A fall of exactly fall_log10 is a response. Where both results were reported in log10 copies the difference is exact;
-- else it is rounded once to nine decimals. A bound ("<20") gives a bound of the fall. In that week the failing regimen
-- is still taken: ibalizumab works alone unless the background regimen had begun, and criterion says which.

WITH limits AS (
    SELECT
        threshold('no_response', 'fall_log10') AS fall_log10,
        threshold('no_response', 'response_day')::INTEGER AS response_day,
        threshold('no_response', 'response_from_day')::INTEGER AS response_from_day,
        threshold('no_response', 'response_until_day')::INTEGER AS response_until_day,
        threshold('no_response', 'baseline_days')::INTEGER AS baseline_days
),

treated AS (
    SELECT * FROM clinical.patient WHERE is_treated
),

-- No virus counted is a bound: below one copy.
measured AS (
    SELECT
        *,
        if(value = 0, '<', value_operator) AS operator,
        greatest(value, 1) AS copies
    FROM clinical.lab_result
    SEMI JOIN treated USING (patient_id)
    WHERE analyte = 'hiv_rna' AND value >= 0 AND value_operator IS NOT NULL
),

baseline AS (
    SELECT measured.*
    FROM measured
    CROSS JOIN limits
    WHERE NOT is_after_first_dose AND days_since_first_dose >= -limits.baseline_days
    QUALIFY row_number() OVER (
        PARTITION BY patient_id
        ORDER BY collected_on DESC, collected_at DESC NULLS LAST, copies, source_file, source_row
    ) = 1
),

response AS (
    SELECT measured.*
    FROM measured
    CROSS JOIN limits
    WHERE
        is_after_first_dose
        AND days_since_first_dose BETWEEN limits.response_from_day AND limits.response_until_day
    QUALIFY row_number() OVER (
        PARTITION BY patient_id
        ORDER BY abs(days_since_first_dose - limits.response_day), copies DESC, collected_on, source_file, source_row
    ) = 1
),

fall AS (
    SELECT
        patient_id,
        first_dose_on,
        background_started_on,
        baseline.operator AS operator_before,
        baseline.copies AS copies_before,
        baseline.collected_on AS before_on,
        response.operator AS operator_after,
        response.copies AS copies_after,
        response.collected_on AS after_on,
        response.collected_at AS after_at,
        response.days_since_first_dose AS day,
        CASE
            WHEN baseline.reported_unit = '{log_copies}/mL' AND response.reported_unit = '{log_copies}/mL'
                THEN try_cast(baseline.reported_value - response.reported_value AS DECIMAL(18, 9))
            ELSE round(log10(copies_before) - log10(copies_after), 9)::DECIMAL(18, 9)
        END AS fall,
        CASE
            WHEN operator_before = '=' AND operator_after = '=' THEN '='
            WHEN operator_before IN ('=', '>', '>=') AND operator_after IN ('=', '<', '<=')
                THEN if('<' = operator_after OR '>' = operator_before, '>', '>=')
            WHEN operator_before IN ('=', '<', '<=') AND operator_after IN ('=', '>', '>=')
                THEN if('>' = operator_after OR '<' = operator_before, '<', '<=')
        END AS fall_operator,
        is_below(fall_operator, fall, limits.fall_log10) AS is_short,
        [
            evidence('lab_result', result.source_file, result.source_row)
            FOR result IN [baseline, response] IF result.source_file IS NOT NULL
        ] AS evidence
    FROM treated
    CROSS JOIN limits
    LEFT JOIN baseline USING (patient_id)
    LEFT JOIN response USING (patient_id)
)

SELECT
    patient_id,
    'no_response' AS rule,
    'flagged' AS verdict,
    after_on AS onset_on,
    after_at AS onset_at,
    NULL::TINYINT AS grade,
    if(fall_operator = '=', 'measured', 'bound') AS certainty,
    concat_ws(
        '; ',
        'fall_too_small',
        CASE WHEN fall < 0 THEN 'hiv_rna_rose' END,
        CASE
            WHEN background_started_on <= after_on THEN 'background_regimen_begun'
            WHEN background_started_on > after_on THEN 'functional_monotherapy'
            ELSE 'background_regimen_not_known'
        END
    ) AS criterion,
    share_below(fall, limits.fall_log10) AS margin_share,
    concat(
        'HIV RNA ', shown(operator_before, round(copies_before, 0)), ' copies/mL on ', in_words(before_on), ' and ',
        shown(operator_after, round(copies_after, 0)), ' copies/mL on ', in_words(after_on),
        format(', day {} after the loading dose: a fall of ', day),
        if(fall_operator = '=', '', 'at most '), format('{:.3g} log10', fall::DOUBLE),
        format(', less than {:g}', limits.fall_log10::DOUBLE),
        CASE
            WHEN background_started_on <= after_on
                THEN '; the background regimen had begun on ' || in_words(background_started_on)
            WHEN background_started_on > after_on
                THEN '; ibalizumab was functional monotherapy, the background regimen began on '
                    || in_words(background_started_on)
        END,
        '.'
    ) AS why,
    CASE
        WHEN background_started_on IS NULL THEN 'regimen of that week: no start of a background regimen is known'
    END AS unjudged,
    list_sort(list_distinct(evidence)) AS evidence
FROM fall
CROSS JOIN limits
WHERE is_short

UNION ALL

SELECT
    patient_id,
    'no_response',
    'not_evaluable',
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    'The fall of HIV RNA in the first week could not be judged.',
    concat_ws(
        '; ',
        CASE WHEN first_dose_on IS NULL THEN 'the date of the first dose is not known' END,
        CASE
            WHEN copies_before IS NULL
                THEN format('no number of HIV RNA in the {} days before the first dose', limits.baseline_days)
        END,
        CASE
            WHEN copies_after IS NULL THEN format(
                'no number of HIV RNA from day {} to day {} after the first dose',
                limits.response_from_day, limits.response_until_day
            )
        END,
        CASE
            WHEN copies_before IS NOT NULL AND copies_after IS NOT NULL
                THEN 'HIV RNA reported only as a bound that leaves the fall open'
        END
    ),
    list_sort(list_distinct(evidence))
FROM fall
CROSS JOIN limits
WHERE is_short IS NULL
