-- Neutropenia: an absolute neutrophil count below neutrophils_giga_per_l after the first dose, or below
-- febrile_neutrophils_giga_per_l with a fever within fever_hours of it, for review.
--
-- Source  US prescribing information of ibalizumab, section 6.1, laboratory abnormalities;
--         grades: DAIDS table, corrected version 2.1; febrile neutropenia: CTCAE v5.0;
--         confirmation, own baseline and hours between count and fever: policy of this project
-- Reads   clinical.adverse_event, clinical.lab_result, clinical.patient, clinical.vital_sign, reference.reaction_term, reference.threshold
-- Grain   one row per patient and episode; else one row per patient who could not be judged in full
--
-- An episode begins with the first low count and lasts until a later day that has a count which is not low
-- and no low one. It is confirmed when two of its counts lie at least confirmation_hours and at most
-- confirmation_days (calendar days) apart. People whose count was always low (Duffy-null neutropenia) stay
-- in, and criterion says so by their own baseline: race is never read.
-- Fever is one temperature above fever_cel, or readings from sustained_fever_cel on that span more than
-- sustained_minutes without a lower one between. A fever that was only reported, or whose length or hours from
-- the count are not known, leaves the count open.

WITH limits AS (
    SELECT
        threshold('neutropenia', 'neutrophils_giga_per_l') AS neutrophils,
        threshold('neutropenia', 'confirmation_hours') AS confirmation_hours,
        threshold('neutropenia', 'confirmation_days') AS confirmation_days,
        threshold('neutropenia', 'own_baseline_multiple') AS own_multiple,
        threshold('neutropenia', 'febrile_neutrophils_giga_per_l') AS febrile_neutrophils,
        threshold('neutropenia', 'febrile_grade')::TINYINT AS febrile_grade,
        threshold('neutropenia', 'fever_cel') AS fever_cel,
        threshold('neutropenia', 'sustained_fever_cel') AS sustained_cel,
        threshold('neutropenia', 'sustained_minutes') AS sustained_minutes,
        threshold('neutropenia', 'fever_hours') AS fever_hours
),

treated AS (
    SELECT patient_id FROM clinical.patient WHERE is_treated
),

neutrophil_count AS (
    SELECT
        result.*,
        is_below(value_operator, value, limits.neutrophils) AS is_low,
        is_below(value_operator, value, limits.febrile_neutrophils) AS is_low_for_fever
    FROM clinical.lab_result AS result
    SEMI JOIN treated USING (patient_id)
    CROSS JOIN limits
    WHERE analyte = 'neutrophils' AND is_after_first_dose
),

moment AS (
    SELECT DISTINCT patient_id, collected_on, collected_at
    FROM neutrophil_count
    WHERE is_low_for_fever IS NOT false
),

-- A new spell begins with each reading that is not raised.
temperature AS (
    SELECT
        *,
        count(*) FILTER (WHERE value < limits.sustained_cel)
            OVER (PARTITION BY patient_id ORDER BY measured_at) AS spell,
        max(measured_at) FILTER (WHERE value < limits.sustained_cel)
            OVER (PARTITION BY patient_id ORDER BY measured_at) AS lower_before,
        min(measured_at) FILTER (WHERE value < limits.sustained_cel) OVER (
            PARTITION BY patient_id ORDER BY measured_at ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS lower_after
    FROM clinical.vital_sign
    SEMI JOIN moment USING (patient_id)
    CROSS JOIN limits
    WHERE sign = 'temperature'
),

fever AS (
    SELECT
        patient_id,
        measured_on AS first_on,
        measured_on AS last_on,
        measured_at,
        value AS cel,
        CASE
            WHEN value > fever_cel THEN true
            WHEN minutes_between(min(measured_at) OVER spell, max(measured_at) OVER spell) > sustained_minutes THEN true
            WHEN minutes_between(lower_before, lower_after) <= sustained_minutes THEN false
        END AS is_fever,
        CASE WHEN is_fever IS NULL THEN 'how long a raised temperature lasted is not known' END AS not_known,
        evidence('vital_sign', source_file, source_row) AS evidence
    FROM temperature
    WHERE value >= sustained_cel
    WINDOW spell AS (
        PARTITION BY patient_id, spell ORDER BY measured_at
        RANGE BETWEEN to_hours(fever_hours::BIGINT) PRECEDING AND to_hours(fever_hours::BIGINT) FOLLOWING
    )
    UNION ALL
    SELECT
        patient_id,
        coalesce(started_on, earliest_day(started_text)),
        coalesce(ended_on, started_on, latest_day(started_text)),
        NULL,
        NULL,
        NULL,
        'no temperature of a reported fever',
        evidence('adverse_event', source_file, source_row)
    FROM clinical.adverse_event AS event
    WHERE
        contains(event.term, 'febrile')
        OR contains(event.term, 'neutropenic sepsis')
        OR EXISTS (
            SELECT 1 FROM reference.reaction_term AS fever_term
            WHERE fever_term.feature = 'fever' AND contains(event.term, fever_term.term)
        )
),

fever_near AS (
    SELECT
        patient_id,
        collected_on,
        collected_at,
        cel,
        fever.evidence,
        greatest(fever.first_on - collected_on, collected_on - fever.last_on, 0) AS days_apart,
        CASE
            WHEN collected_at IS NOT NULL AND measured_at IS NOT NULL
                THEN abs(minutes_between(collected_at, measured_at)) <= limits.fever_hours * 60
            -- Two dates d days apart lie more than (d - 1) and less than (d + 1) times 24 hours apart.
            WHEN (days_apart + 1) * 24 <= limits.fever_hours THEN true
            WHEN (days_apart - 1) * 24 >= limits.fever_hours THEN false
        END AS is_near,
        is_fever AND is_near AS is_fever_near,
        coalesce(fever.not_known, 'the hours between a fever and the count are not known') AS not_known
    FROM moment
    JOIN fever USING (patient_id)
    CROSS JOIN limits
),

fever_at AS (
    SELECT
        patient_id,
        collected_on,
        collected_at,
        bool_or(is_fever_near) OR (bool_or(is_fever_near IS NULL) AND NULL) AS has_fever,
        max(cel) FILTER (WHERE is_fever_near) AS cel,
        list(DISTINCT not_known) FILTER (WHERE is_fever_near IS NULL) AS not_known,
        list(evidence) FILTER (WHERE is_fever_near IS NOT false) AS evidence
    FROM fever_near
    GROUP BY patient_id, collected_on, collected_at
),

judged AS (
    SELECT
        neutrophil_count.*,
        is_low_for_fever AND CASE WHEN fever_at.patient_id IS NULL THEN false ELSE has_fever END AS is_febrile,
        is_low OR is_febrile AS is_beyond,
        share_below(value, limits.neutrophils) AS margin_share,
        CASE
            WHEN is_beyond IS NULL AND is_low IS NOT NULL
                THEN 'fever: ' || array_to_string(list_sort(fever_at.not_known), ', ')
            ELSE reason_not_judged(
                is_beyond, value_operator, value, value, ungraded_reason, 'no count in the standard unit'
            )
        END AS reason,
        daids_grade > baseline_daids_grade AND is_at_most(value_operator, x_baseline, limits.own_multiple)
            AS is_below_own_baseline,
        fever_at.cel,
        fever_at.not_known AS fever_not_known,
        coalesce(fever_at.evidence, []) AS fever_evidence
    FROM neutrophil_count
    CROSS JOIN limits
    LEFT JOIN fever_at
        ON fever_at.patient_id = neutrophil_count.patient_id
        AND fever_at.collected_on = neutrophil_count.collected_on
        AND fever_at.collected_at IS NOT DISTINCT FROM neutrophil_count.collected_at
),

low_count AS (
    FROM laboratory_hits('judged')
),

pair AS (
    SELECT
        patient_id,
        n_recoveries,
        later.collected_on - earlier.collected_on AS days_apart,
        days_apart <= limits.confirmation_days AND CASE
            WHEN earlier.collected_at IS NOT NULL AND later.collected_at IS NOT NULL
                THEN later.collected_at - earlier.collected_at >= to_hours(limits.confirmation_hours::BIGINT)
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

course AS (
    SELECT
        patient_id,
        n_recoveries,
        bool_or(is_low) IS TRUE AS is_low,
        bool_or(is_febrile) IS TRUE AS is_febrile,
        max(cel) FILTER (WHERE is_febrile) AS cel,
        list_sort(list_distinct(flatten(list(fever_not_known)))) AS fever_not_known,
        max(baseline_value) AS baseline,
        max(baseline_on) AS baseline_on,
        bool_or(is_below_own_baseline) IS TRUE AS is_below_own_baseline,
        bool_or(is_below_own_baseline IS NULL) AS may_be_below_own_baseline,
        flatten(list(fever_evidence)) AS fever_evidence
    FROM low_count
    GROUP BY patient_id, n_recoveries
)

SELECT
    patient_id,
    'neutropenia' AS rule,
    'flagged' AS verdict,
    onset_on,
    onset_at,
    greatest(grade, CASE WHEN is_febrile THEN limits.febrile_grade END) AS grade,
    CASE WHEN is_confirmed THEN 'confirmed' ELSE 'single' END AS certainty,
    concat_ws(
        '; ',
        CASE WHEN is_low THEN 'below_threshold' END,
        CASE WHEN is_febrile THEN 'febrile' END,
        CASE
            WHEN is_below_own_baseline THEN 'below_own_baseline'
            WHEN may_be_below_own_baseline THEN 'own_baseline_not_judged'
            ELSE 'not_below_own_baseline'
        END
    ) AS criterion,
    CASE
        WHEN is_low THEN worst.margin_share
        ELSE share_below(worst.value, limits.febrile_neutrophils)
    END AS margin_share,
    concat(
        'Neutrophils ' || shown(worst.value_operator, worst.value) || ' × 10⁹/L on ' || in_words(worst.collected_on),
        format(
            ', below {:g} × 10⁹/L',
            CASE WHEN is_low THEN limits.neutrophils ELSE limits.febrile_neutrophils END::DOUBLE
        ),
        CASE
            WHEN is_febrile THEN format(
                ', with a temperature of {:g} °C within {:g} hours of a low count',
                cel::DOUBLE, limits.fever_hours::DOUBLE
            )
        END,
        format(', DAIDS grade {}', grade),
        CASE WHEN is_febrile THEN format('; febrile neutropenia, CTCAE grade {}', limits.febrile_grade) END,
        place_in_episode(n_hits, onset_on, newest_on, 'lowest', 'low count'),
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
        CASE WHEN NOT is_febrile THEN 'fever: ' || nullif(array_to_string(fever_not_known, ', '), '') END,
        open_grade(grade, grade_is_minimum)
    ), '') AS unjudged,
    list_sort(list_distinct(list_concat(episode.evidence, course.fever_evidence))) AS evidence
FROM laboratory_episodes('judged') AS episode
JOIN course USING (patient_id, n_recoveries)
JOIN confirmation USING (patient_id, n_recoveries)
CROSS JOIN limits

UNION ALL

FROM laboratory_unjudged(
    'neutropenia', 'judged', 'treated',
    result_word := 'neutrophil count',
    results_word := 'neutrophil counts',
    no_other := format('below {:g} × 10⁹/L', threshold('neutropenia', 'neutrophils_giga_per_l')::DOUBLE)
)
