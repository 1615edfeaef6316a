-- Antibody to ibalizumab: one that appeared after the first dose, or rose to boost_multiple of its titre before, for review.
--
-- Source  US prescribing information of ibalizumab, section 12.6 (immunogenicity; the assay's own cut is the laboratory's);
--         treatment-emergent and boosted: policy of this project after common practice in immunogenicity
-- Reads   clinical.antibody_test, clinical.patient, reference.threshold
-- Grain   one row per patient; else one row per patient who could not be judged in full
--
-- The label tells of one positive sample and no reaction to it: this describes, and what it means is for the reviewer.
-- Much ibalizumab in a sample can hide antibodies, so a negative sample is not proof that there are none.

WITH test AS (
    SELECT test.*
    FROM clinical.antibody_test AS test
    SEMI JOIN (FROM clinical.patient WHERE is_treated) AS treated USING (patient_id)
),

baseline AS (
    SELECT patient_id, result AS baseline_result, titre AS baseline_titre, collected_on AS baseline_on, source_file, source_row
    FROM test
    WHERE is_after_first_dose IS FALSE AND result IS NOT NULL
    QUALIFY row_number() OVER (
        PARTITION BY patient_id ORDER BY collected_on DESC, collected_at DESC NULLS LAST, source_file, source_row
    ) = 1
),

limits AS (
    SELECT threshold('antidrug_antibody', 'boost_multiple') AS boost_multiple
),

judged AS (
    SELECT
        test.*,
        boost_multiple,
        baseline_result,
        baseline_titre,
        baseline_on,
        CASE WHEN baseline_titre > 0 THEN test.titre / baseline_titre END AS titre_multiple,
        CASE
            WHEN test.result IS NULL THEN NULL
            WHEN test.result = 'negative' THEN false
            WHEN baseline_result IS DISTINCT FROM 'positive' THEN true
            ELSE titre_multiple >= boost_multiple
        END AS is_new,
        CASE
            WHEN test.result IS NULL THEN 'indeterminate'
            WHEN is_new IS NULL THEN 'a titre is missing to tell a rise'
        END AS reason,
        list_distinct([
            evidence('antibody_test', test.source_file, test.source_row),
            evidence(
                'antibody_test',
                coalesce(baseline.source_file, test.source_file),
                coalesce(baseline.source_row, test.source_row)
            )
        ]) AS proof
    FROM test
    CROSS JOIN limits
    LEFT JOIN baseline USING (patient_id)
    WHERE test.is_after_first_dose
),

first_new AS (
    SELECT *, count(*) OVER (PARTITION BY patient_id) AS n_new
    FROM judged
    WHERE is_new
    QUALIFY row_number() OVER (
        PARTITION BY patient_id ORDER BY collected_on, collected_at NULLS LAST, source_file, source_row
    ) = 1
),

not_judged AS (
    SELECT
        patient_id,
        count(collected_on) AS n_tests,
        count(is_new) AS n_judged,
        array_to_string(list_sort(list(DISTINCT reason)), '; ') AS reasons,
        list_sort(list(evidence('antibody_test', source_file, source_row)) FILTER (WHERE reason IS NOT NULL)) AS evidence
    FROM clinical.patient
    LEFT JOIN judged USING (patient_id)
    WHERE is_treated
    GROUP BY patient_id
    HAVING bool_or(is_new) IS NOT TRUE AND count(is_new) < count(*)
)

SELECT
    patient_id,
    'antidrug_antibody' AS rule,
    'flagged' AS verdict,
    collected_on AS onset_on,
    collected_at AS onset_at,
    NULL::TINYINT AS grade,
    CASE baseline_result
        WHEN 'negative' THEN 'treatment_emergent'
        WHEN 'positive' THEN 'boosted'
        ELSE 'baseline_unknown'
    END AS certainty,
    concat_ws(
        '; ',
        'positive',
        CASE is_neutralising
            WHEN true THEN 'neutralising'
            WHEN false THEN 'not_neutralising'
            ELSE 'neutralising_not_tested'
        END
    ) AS criterion,
    try_cast(
        CASE WHEN baseline_result = 'positive' THEN titre_multiple / boost_multiple - 1 END AS DECIMAL(18, 9)
    ) AS margin_share,
    concat(
        'Antibody to ibalizumab found on ', in_words(collected_on),
        coalesce(format(', titre {:g}', titre::DOUBLE), ', titre not reported'),
        CASE is_neutralising WHEN true THEN ', neutralising' WHEN false THEN ', not neutralising' END,
        CASE
            WHEN baseline_on IS NULL THEN '; no sample from before the first dose'
            WHEN baseline_result = 'negative' THEN '; negative on ' || in_words(baseline_on)
            ELSE format('; {:g} times the titre of ', titre_multiple::DOUBLE) || in_words(baseline_on)
        END,
        CASE WHEN n_new > 1 THEN format('; the first of {} such samples', n_new) END,
        '.'
    ) AS why,
    nullif(concat_ws(
        '; ',
        CASE WHEN baseline_on IS NULL THEN 'new or old: no sample from before the first dose' END,
        CASE WHEN is_neutralising IS NULL THEN 'neutralising: not tested' END,
        CASE WHEN titre IS NULL THEN 'titre: not reported' END
    ), '') AS unjudged,
    list_sort(proof) AS evidence
FROM first_new

UNION ALL

SELECT
    patient_id,
    'antidrug_antibody',
    CASE n_judged WHEN 0 THEN 'not_evaluable' ELSE 'incomplete' END,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    CASE
        WHEN n_tests = 0 THEN 'No test for antibodies to ibalizumab after the first dose was delivered.'
        WHEN n_judged = 0 THEN format('None of {} tests for antibodies after the first dose could be judged.', n_tests)
        ELSE format('{} of {} tests for antibodies after the first dose could not be judged.', n_tests - n_judged, n_tests)
    END,
    CASE n_tests WHEN 0 THEN 'no test for antibodies after the first dose' ELSE reasons END,
    coalesce(evidence, [])
FROM not_judged
