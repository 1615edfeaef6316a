-- Hy's law pattern: an aminotransferase at or above aminotransferase_x_uln times its upper limit and a total bilirubin
-- above bilirubin_x_uln times its own, on the same day or up to bilirubin_days later, for review.
--
-- Source  FDA, Guidance for Industry, drug-induced liver injury: premarketing clinical evaluation, July 2009;
--         days between the two: default of hep-explorer; raised baseline and UGT1A1: policy of this project
-- Reads   clinical.lab_result, clinical.medication, clinical.patient, reference.confounding_medicine, reference.threshold
-- Grain   one row per patient and episode; else one row per patient who could not be judged in full
--
-- The order counts: bilirubin that rose before the aminotransferase is no hit here, as it would be on an eDISH plot.
-- An episode begins with the first such aminotransferase and lasts until a later day that has one which is no hit and
-- no hit. ALP, a raised baseline and a blocked UGT1A1 (such a medicine, Gilbert syndrome) change the words of a flag;
-- none of them removes it. A bilirubin so high without an aminotransferase before it cannot be judged.

WITH limits AS (
    SELECT
        threshold('hys_law', 'aminotransferase_x_uln') AS at_x_uln,
        threshold('hys_law', 'bilirubin_x_uln') AS bilirubin_x_uln,
        threshold('hys_law', 'bilirubin_days')::INTEGER AS bilirubin_days,
        threshold('hys_law', 'alp_x_uln') AS alp_x_uln,
        threshold('hys_law', 'alp_days')::INTEGER AS alp_days,
        threshold('hys_law', 'baseline_x_uln') AS baseline_x_uln,
        threshold('hys_law', 'x_baseline') AS x_baseline,
        threshold('hys_law', 'same_draw_days')::INTEGER AS same_draw_days,
        threshold('hys_law', 'hepatocellular_r') AS hepatocellular_r,
        threshold('hys_law', 'cholestatic_r') AS cholestatic_r,
        threshold('hys_law', 'direct_x_uln') AS direct_x_uln,
        threshold('hys_law', 'inr') AS inr,
        threshold('hys_law', 'medicine_days')::INTEGER AS medicine_days
),

treated AS (
    SELECT patient_id FROM clinical.patient WHERE is_treated
),

aminotransferase AS (
    SELECT result.*, is_at_least(value_operator, result.x_uln, limits.at_x_uln) AS is_raised
    FROM clinical.lab_result AS result
    SEMI JOIN treated USING (patient_id)
    CROSS JOIN limits
    WHERE analyte IN ('alt', 'ast') AND is_after_first_dose
),

bilirubin AS (
    SELECT result.*, is_above(value_operator, result.x_uln, limits.bilirubin_x_uln) AS is_high
    FROM clinical.lab_result AS result
    SEMI JOIN treated USING (patient_id)
    CROSS JOIN limits
    WHERE analyte = 'bilirubin_total' AND is_after_first_dose
),

bilirubin_after AS (
    SELECT
        aminotransferase.source_file,
        aminotransferase.source_row,
        count(bilirubin.is_high) AS n_judged,
        bool_or(bilirubin.is_high) AS has_high,
        bool_or(bilirubin.is_high IS NULL) AS may_be_high,
        max(bilirubin.x_uln) FILTER (WHERE bilirubin.is_high) AS highest_x_uln
    FROM aminotransferase
    CROSS JOIN limits
    LEFT JOIN bilirubin
        ON bilirubin.patient_id = aminotransferase.patient_id
        AND bilirubin.collected_on - aminotransferase.collected_on BETWEEN 0 AND limits.bilirubin_days
    GROUP BY aminotransferase.source_file, aminotransferase.source_row
),

judged AS (
    SELECT
        aminotransferase.* EXCLUDE (is_raised),
        is_raised AND CASE WHEN has_high THEN true WHEN may_be_high THEN NULL ELSE false END AS is_beyond,
        least(
            share_above(aminotransferase.x_uln, limits.at_x_uln), share_above(highest_x_uln, limits.bilirubin_x_uln)
        ) AS margin_share,
        CASE
            WHEN is_beyond IS NOT NULL THEN NULL
            WHEN is_raised THEN 'a raised aminotransferase without a bilirubin that can be judged in the days after it'
            ELSE reason_not_judged(
                is_raised, value_operator, value, aminotransferase.x_uln,
                ungraded_reason, 'no aminotransferase in a known unit with its own upper limit'
            )
        END AS reason
    FROM aminotransferase
    JOIN bilirubin_after USING (source_file, source_row)
    CROSS JOIN limits
    UNION ALL
    SELECT
        * EXCLUDE (is_high),
        NULL,
        NULL,
        'a high bilirubin without an aminotransferase in the days up to it'
    FROM bilirubin
    WHERE
        is_high
        AND NOT EXISTS (
            FROM aminotransferase
            CROSS JOIN limits
            WHERE
                aminotransferase.patient_id = bilirubin.patient_id
                AND bilirubin.collected_on - aminotransferase.collected_on BETWEEN 0 AND limits.bilirubin_days
        )
),

hit AS (
    FROM laboratory_hits('judged')
),

episode AS (
    FROM laboratory_episodes('judged')
),

high_bilirubin AS (
    SELECT DISTINCT hit.n_recoveries, bilirubin.*
    FROM hit
    CROSS JOIN limits
    JOIN bilirubin
        ON bilirubin.patient_id = hit.patient_id
        AND bilirubin.collected_on - hit.collected_on BETWEEN 0 AND limits.bilirubin_days
    WHERE bilirubin.is_high
),

highest_bilirubin AS (
    SELECT
        patient_id,
        n_recoveries,
        first(high ORDER BY x_uln DESC, collected_on, source_file, source_row) AS highest,
        list(evidence('lab_result', source_file, source_row)) AS evidence
    FROM high_bilirubin AS high
    GROUP BY patient_id, n_recoveries
),

baseline AS (
    SELECT
        patient_id,
        n_recoveries,
        bool_or(CASE
            WHEN hit.baseline_x_uln < limits.baseline_x_uln THEN true
            ELSE is_at_least(value_operator, hit.x_baseline, limits.x_baseline)
        END) AS is_clear,
        bool_or(hit.baseline_x_uln >= limits.baseline_x_uln) AS is_high
    FROM hit
    CROSS JOIN limits
    GROUP BY patient_id, n_recoveries
),

-- The nearest result of each other analyte: ALT and ALP to the onset, direct bilirubin and INR to the highest bilirubin.
near AS (
    SELECT
        other.*,
        n_recoveries,
        abs(other.collected_on - CASE
            WHEN other.analyte IN ('alt', 'alp') THEN episode.onset_on
            ELSE highest.collected_on
        END) AS days_apart
    FROM episode
    JOIN highest_bilirubin USING (patient_id, n_recoveries)
    JOIN clinical.lab_result AS other USING (patient_id)
    CROSS JOIN limits
    WHERE
        other.analyte IN ('alt', 'alp', 'bilirubin_direct', 'inr')
        AND days_apart <= if(other.analyte = 'alp', limits.alp_days, limits.same_draw_days)
    QUALIFY row_number() OVER (
        PARTITION BY other.patient_id, n_recoveries, other.analyte
        ORDER BY
            other.x_uln IS NULL AND other.analyte <> 'inr',
            days_apart,
            other.x_uln DESC,
            other.value DESC,
            other.source_file,
            other.source_row
    ) = 1
),

medicines AS (
    SELECT
        patient_id,
        n_recoveries,
        list_sort(list(DISTINCT
            confounding.medicine || if(taken.started_on IS NULL AND taken.began_from_on IS NULL, ' (start not known)', '')
        )) AS names,
        list(evidence('medication', taken.source_file, taken.source_row)) AS evidence
    FROM highest_bilirubin
    CROSS JOIN limits
    JOIN clinical.medication AS taken USING (patient_id)
    JOIN reference.confounding_medicine AS confounding
        ON confounding.rule = 'bilirubin_rise' AND contains(taken.medicine, confounding.term)
    WHERE
        was_taken(taken, highest.collected_on, limits.medicine_days) IS NOT FALSE
    GROUP BY patient_id, n_recoveries
),

described AS (
    SELECT
        episode.*,
        highest,
        is_below(alp.value_operator, alp.x_uln, limits.alp_x_uln) AS is_alp_below,
        coalesce(baseline.is_high, false) AND baseline.is_clear IS NOT TRUE AS is_high_baseline,
        baseline.is_clear IS NULL AND baseline.is_high IS NULL AS is_baseline_unknown,
        alp.x_uln AS alp_x_uln,
        alp.value_operator AS alp_operator,
        CASE
            WHEN
                alt.value_operator = '=' AND alp.value_operator = '=' AND alp.x_uln > 0
                AND alp.days_apart <= limits.same_draw_days
                THEN try_cast(alt.x_uln / alp.x_uln AS DECIMAL(18, 9))
        END AS r_value,
        medicines.names AS medicine_names,
        patient.has_gilbert_syndrome,
        medicines.names IS NOT NULL OR coalesce(patient.has_gilbert_syndrome, false) AS is_ugt1a1,
        is_above(direct.value_operator, direct.x_uln, limits.direct_x_uln)
        OR is_above(clotting.value_operator, clotting.value, limits.inr) AS is_supported,
        list_sort(list_distinct(list_concat(
            episode.evidence,
            highest_bilirubin.evidence,
            coalesce(medicines.evidence, []),
            [
                evidence('lab_result', other.source_file, other.source_row)
                FOR other IN [alt, alp, direct, clotting] IF other.source_file IS NOT NULL
            ]
        ))) AS all_evidence
    FROM episode
    JOIN highest_bilirubin USING (patient_id, n_recoveries)
    JOIN baseline USING (patient_id, n_recoveries)
    JOIN clinical.patient AS patient USING (patient_id)
    CROSS JOIN limits
    LEFT JOIN medicines USING (patient_id, n_recoveries)
    LEFT JOIN (FROM near WHERE analyte = 'alt') AS alt USING (patient_id, n_recoveries)
    LEFT JOIN (FROM near WHERE analyte = 'alp') AS alp USING (patient_id, n_recoveries)
    LEFT JOIN (FROM near WHERE analyte = 'bilirubin_direct') AS direct USING (patient_id, n_recoveries)
    LEFT JOIN (FROM near WHERE analyte = 'inr') AS clotting USING (patient_id, n_recoveries)
)

SELECT
    patient_id,
    'hys_law' AS rule,
    'flagged' AS verdict,
    onset_on,
    onset_at,
    grade,
    CASE
        WHEN is_alp_below IS NULL THEN 'alp_unknown'
        WHEN NOT is_alp_below THEN 'mixed_or_cholestatic'
        WHEN is_high_baseline THEN 'high_baseline'
        ELSE 'biochemical_hys'
    END AS certainty,
    concat_ws(
        '; ',
        'aminotransferase_then_bilirubin',
        CASE WHEN is_high_baseline THEN 'high_baseline' END,
        CASE WHEN is_baseline_unknown THEN 'baseline_not_known' END,
        CASE WHEN is_ugt1a1 THEN 'ugt1a1_pattern' END,
        array_to_string(medicine_names, '; '),
        CASE WHEN has_gilbert_syndrome THEN 'gilbert_syndrome' END,
        CASE WHEN is_ugt1a1 AND is_supported THEN 'direct_bilirubin_or_inr_supports' END
    ) AS criterion,
    worst.margin_share,
    concat(
        upper(worst.analyte), ' ', shown(worst.value_operator, round(worst.x_uln, 2)), ' × its upper limit on ', in_words(worst.collected_on),
        ', total bilirubin ', shown(highest.value_operator, round(highest.x_uln, 2)), ' × its upper limit on ', in_words(highest.collected_on),
        format(
            ', the same day or up to {} days after such an aminotransferase (at least {:g} × and above {:g} ×)',
            limits.bilirubin_days, limits.at_x_uln::DOUBLE, limits.bilirubin_x_uln::DOUBLE
        ),
        '; ALP ' || shown(alp_operator, round(described.alp_x_uln, 2)) || ' × its upper limit',
        format('; R value {:.3g}, ', r_value::DOUBLE) || CASE
            WHEN r_value >= limits.hepatocellular_r THEN 'hepatocellular'
            WHEN r_value <= limits.cholestatic_r THEN 'cholestatic'
            ELSE 'mixed'
        END,
        CASE WHEN is_high_baseline THEN format('; raised at baseline and below {:g} × it', limits.x_baseline::DOUBLE) END,
        '; taking ' || array_to_string(medicine_names, ' and '),
        CASE WHEN has_gilbert_syndrome THEN '; Gilbert syndrome known' END,
        '.'
    ) AS why,
    nullif(concat_ws(
        '; ',
        CASE WHEN is_alp_below IS NULL THEN format('cholestasis: no ALP that settles it within {} days', limits.alp_days) END,
        CASE WHEN is_baseline_unknown THEN 'baseline of the aminotransferase: none with an upper limit' END,
        CASE
            WHEN is_ugt1a1 AND is_supported IS NULL
                THEN 'UGT1A1 pattern: no direct bilirubin or no INR that settles it'
        END,
        open_grade(grade, grade_is_minimum)
    ), '') AS unjudged,
    all_evidence AS evidence
FROM described
CROSS JOIN limits

UNION ALL

FROM laboratory_unjudged(
    'hys_law', 'judged', 'treated',
    result_word := 'aminotransferase',
    results_word := 'aminotransferase and bilirubin results',
    no_other := 'part of the pattern'
)
