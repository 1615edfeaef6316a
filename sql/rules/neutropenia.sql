-- Neutropenia: an absolute neutrophil count below neutrophils_giga_per_l after the first dose, for review.
--
-- Source  US prescribing information of ibalizumab, section 6.1, laboratory abnormalities;
--         grades: DAIDS table, corrected version 2.1; confirmation and own baseline: policy of this project
-- Reads   clinical.lab_result, clinical.patient, reference.threshold
-- Grain   one row per patient and episode; else one row per patient who could not be judged in full
--
-- An episode begins with the first low count and lasts until a later day that has a count which is not low
-- and no low one. It is confirmed when two of its counts lie at least confirmation_hours and at most
-- confirmation_days (calendar days) apart. People whose count was always low (Duffy-null neutropenia) stay
-- in, and criterion says so by their own baseline: race is never read.

WITH limits AS (
    SELECT
        threshold('neutropenia', 'neutrophils_giga_per_l') AS neutrophils,
        threshold('neutropenia', 'confirmation_hours') AS confirmation_hours,
        threshold('neutropenia', 'confirmation_days') AS confirmation_days,
        threshold('neutropenia', 'own_baseline_multiple') AS own_multiple
),

neutrophil_count AS (
    SELECT
        result.*,
        CASE
            WHEN value_operator IN ('=', '<=') AND value < limits.neutrophils THEN true
            WHEN value_operator = '<' AND value <= limits.neutrophils THEN true
            WHEN value_operator IN ('=', '>', '>=') AND value >= limits.neutrophils THEN false
        END AS is_low,
        CASE
            WHEN is_low IS NOT NULL THEN NULL
            WHEN value IS NULL THEN coalesce(ungraded_reason, 'no count in the standard unit')
            ELSE format('reported only as {}{:g}', coalesce(value_operator, '?'), value::DOUBLE)
        END AS reason,
        daids_grade > baseline_daids_grade AND CASE
            WHEN value_operator IN ('=', '<', '<=') AND x_baseline <= limits.own_multiple THEN true
            WHEN value_operator IN ('=', '>', '>=') AND x_baseline > limits.own_multiple THEN false
        END AS is_below_own_baseline
    FROM clinical.lab_result AS result
    SEMI JOIN (SELECT patient_id FROM clinical.patient WHERE is_treated) AS treated USING (patient_id)
    CROSS JOIN limits
    WHERE analyte = 'neutrophils' AND is_after_first_dose
),

recovery AS (
    SELECT
        *,
        is_low IS FALSE
        AND NOT bool_or(is_low IS TRUE) OVER (PARTITION BY patient_id, collected_on) AS is_recovery
    FROM neutrophil_count
    WHERE patient_id IN (SELECT patient_id FROM neutrophil_count WHERE is_low)
),

low_count AS (
    SELECT
        *,
        count(*) FILTER (WHERE is_recovery)
            OVER (PARTITION BY patient_id ORDER BY collected_on) AS n_recoveries
    FROM recovery
    QUALIFY is_low
),

pair AS (
    SELECT
        patient_id,
        n_recoveries,
        later.collected_on - earlier.collected_on AS days_apart,
        days_apart <= limits.confirmation_days AND CASE
            WHEN earlier.collected_at IS NOT NULL AND later.collected_at IS NOT NULL
                THEN later.collected_at - earlier.collected_at >= to_hours(limits.confirmation_hours::BIGINT)
            -- Two dates d days apart lie more than (d - 1) and less than (d + 1) times 24 hours apart.
            WHEN (days_apart - 1) * 24 >= limits.confirmation_hours THEN true
            WHEN (days_apart + 1) * 24 <= limits.confirmation_hours THEN false
        END AS is_confirming
    FROM low_count AS earlier
    JOIN low_count AS later USING (patient_id, n_recoveries)
    CROSS JOIN limits
    WHERE later.collected_on >= earlier.collected_on
),

confirmation AS (
    SELECT
        patient_id,
        n_recoveries,
        bool_or(is_confirming) IS TRUE AS is_confirmed,
        bool_or(is_confirming IS NULL) AS may_be_confirmed
    FROM pair
    GROUP BY patient_id, n_recoveries
),

episode AS (
    SELECT
        patient_id,
        n_recoveries,
        min(collected_on) AS onset_on,
        max(collected_on) AS newest_on,
        first(collected_at ORDER BY collected_on, collected_at) AS onset_at,
        count(*) AS n_low_counts,
        first(value ORDER BY value, collected_on) AS lowest,
        first(value_operator ORDER BY value, collected_on, value_operator) AS lowest_operator,
        first(collected_on ORDER BY value, collected_on) AS lowest_on,
        max(daids_grade) AS grade,
        bool_or(daids_grade_is_minimum) AS grade_is_minimum,
        max(baseline_value) AS baseline,
        max(baseline_on) AS baseline_on,
        bool_or(is_below_own_baseline) IS TRUE AS is_below_own_baseline,
        bool_or(is_below_own_baseline IS NULL) AS may_be_below_own_baseline,
        list(evidence('lab_result', source_file, source_row) ORDER BY source_file, source_row) AS evidence
    FROM low_count
    GROUP BY patient_id, n_recoveries
),

not_judged AS (
    SELECT
        patient_id,
        count(collected_on) AS n_counts,
        count(is_low) AS n_judged,
        array_to_string(list_sort(list(DISTINCT reason)), '; ') AS reasons,
        list(evidence('lab_result', source_file, source_row) ORDER BY source_file, source_row)
            FILTER (WHERE reason IS NOT NULL) AS evidence
    FROM clinical.patient AS patient
    LEFT JOIN neutrophil_count USING (patient_id)
    WHERE is_treated
    GROUP BY patient_id
    HAVING bool_or(is_low) IS NOT TRUE AND count(is_low) < count(*)
)

SELECT
    patient_id,
    'neutropenia' AS rule,
    'flagged' AS verdict,
    onset_on,
    onset_at,
    grade,
    CASE WHEN is_confirmed THEN 'confirmed' ELSE 'single' END AS certainty,
    CASE
        WHEN is_below_own_baseline THEN 'below_threshold; below_own_baseline'
        WHEN may_be_below_own_baseline THEN 'below_threshold; own_baseline_not_judged'
        ELSE 'below_threshold; not_below_own_baseline'
    END AS criterion,
    NULL::DECIMAL(18, 9) AS margin_share,
    concat(
        format('Neutrophils {}{:g} × 10⁹/L on ', coalesce(nullif(lowest_operator, '='), ''), lowest::DOUBLE),
        in_words(lowest_on),
        format(', below {:g} × 10⁹/L', limits.neutrophils::DOUBLE),
        format(', DAIDS grade {}', grade),
        CASE n_low_counts
            WHEN 1 THEN ', the only low count of the episode'
            ELSE format(', the lowest of {} low counts from ', n_low_counts)
                || in_words(onset_on) || ' to ' || in_words(newest_on)
        END,
        coalesce(
            format('; baseline {:g} × 10⁹/L on {}', baseline::DOUBLE, in_words(baseline_on)),
            '; no baseline count'
        ),
        '.'
    ) AS why,
    nullif(concat_ws(
        '; ',
        CASE
            WHEN is_below_own_baseline OR NOT may_be_below_own_baseline THEN NULL
            WHEN baseline IS NULL THEN 'fall from the own baseline: no baseline count'
            ELSE 'fall from the own baseline: a grade or an exact count is missing'
        END,
        CASE
            WHEN may_be_confirmed AND NOT is_confirmed
                THEN 'confirmation: the hours between two low counts are not known'
        END,
        CASE WHEN grade IS NULL THEN 'grade: none given' WHEN grade_is_minimum THEN 'grade: may be higher' END
    ), '') AS unjudged,
    evidence
FROM episode
JOIN confirmation USING (patient_id, n_recoveries)
CROSS JOIN limits

UNION ALL

SELECT
    patient_id,
    'neutropenia',
    CASE n_judged WHEN 0 THEN 'not_evaluable' ELSE 'incomplete' END,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    CASE
        WHEN n_counts = 0 THEN 'No neutrophil count after the first dose was delivered.'
        WHEN n_judged = 0
            THEN format('None of {} neutrophil counts after the first dose could be judged.', n_counts)
        ELSE format(
            '{} of {} neutrophil counts after the first dose could not be judged; '
            'no other is below {:g} × 10⁹/L.',
            n_counts - n_judged, n_counts, limits.neutrophils::DOUBLE
        )
    END,
    CASE n_counts WHEN 0 THEN 'no neutrophil count after the first dose' ELSE reasons END,
    coalesce(evidence, [])
FROM not_judged
CROSS JOIN limits
