-- Bilirubin rise: total bilirubin at or above x_uln times its upper limit after the first dose, for review.
--
-- Source  US prescribing information of ibalizumab, section 6.1, laboratory abnormalities;
--         UGT1A1 block: Rotger et al., J Infect Dis 2005;192:1381; its pattern: policy of this project
-- Reads   clinical.lab_result, clinical.medication, clinical.patient, reference.confounding_medicine, reference.threshold
-- Grain   one row per patient and episode; else one row per patient who could not be judged in full
--
-- An episode begins with the first high result and lasts until a later day that has a result which is not
-- high and no high one. At its highest result the rule asks for the pattern of a blocked UGT1A1 (atazanavir,
-- indinavir, Gilbert syndrome): ALT below alt_x_uln and ALP below alp_x_uln on the same draw, and direct
-- bilirubin below direct_share of the total or, where none was measured, such a medicine, known Gilbert
-- syndrome or a baseline above baseline_x_uln. The pattern is said in criterion; it never removes a flag.

WITH limits AS (
    SELECT
        threshold('bilirubin_rise', 'x_uln') AS x_uln,
        threshold('bilirubin_rise', 'alt_x_uln') AS alt_x_uln,
        threshold('bilirubin_rise', 'alp_x_uln') AS alp_x_uln,
        threshold('bilirubin_rise', 'direct_share') AS direct_share,
        threshold('bilirubin_rise', 'baseline_x_uln') AS baseline_x_uln,
        threshold('bilirubin_rise', 'same_draw_days') AS same_draw_days,
        threshold('bilirubin_rise', 'medicine_days')::INTEGER AS medicine_days
),

treated AS (
    SELECT patient_id FROM clinical.patient WHERE is_treated
),

judged AS (
    SELECT
        result.*,
        is_at_least(value_operator, result.x_uln, limits.x_uln) AS is_beyond,
        share_above(result.x_uln, limits.x_uln) AS margin_share,
        reason_not_judged(
            is_beyond, value_operator, value, result.x_uln,
            ungraded_reason, 'no result in a known unit with its own upper limit'
        ) AS reason
    FROM clinical.lab_result AS result
    SEMI JOIN treated USING (patient_id)
    CROSS JOIN limits
    WHERE analyte = 'bilirubin_total' AND is_after_first_dose
),

episode AS (
    FROM laboratory_episodes('judged')
),

peak AS (
    SELECT unnest(worst) FROM episode
),

companion AS (
    SELECT peak.n_recoveries, other.*
    FROM peak
    JOIN clinical.lab_result AS other USING (patient_id)
    CROSS JOIN limits
    WHERE
        other.analyte IN ('alt', 'alp', 'bilirubin_direct')
        AND abs(other.collected_on - peak.collected_on) <= limits.same_draw_days
    QUALIFY row_number() OVER (
        PARTITION BY other.patient_id, peak.n_recoveries, other.analyte
        ORDER BY
            abs(other.collected_on - peak.collected_on),
            other.x_uln DESC,
            other.value DESC,
            other.source_file,
            other.source_row
    ) = 1
),

medicine AS (
    SELECT
        patient_id,
        n_recoveries,
        CASE
            WHEN taken.started_on IS NULL AND taken.began_from_on IS NULL THEN confounding.medicine || ' (start not known)'
            ELSE confounding.medicine
        END AS medicine,
        taken.source_file,
        taken.source_row,
        CASE
            WHEN taken.medicine IS NULL THEN NULL
            WHEN confounding.medicine IS NULL THEN false
            ELSE was_taken(taken, peak.collected_on, limits.medicine_days)
        END AS is_taken,
        confounding.medicine IS NOT NULL AND is_taken IS NOT FALSE AS is_named
    FROM peak
    CROSS JOIN limits
    LEFT JOIN clinical.medication AS taken USING (patient_id)
    LEFT JOIN reference.confounding_medicine AS confounding
        ON confounding.rule = 'bilirubin_rise' AND contains(taken.medicine, confounding.term)
),

medicines AS (
    SELECT
        patient_id,
        n_recoveries,
        bool_or(is_taken) OR (bool_or(is_taken IS NULL) AND NULL) AS is_taken,
        list_sort(list(DISTINCT medicine) FILTER (WHERE is_named)) AS names,
        list(evidence('medication', source_file, source_row)) FILTER (WHERE is_named) AS evidence
    FROM medicine
    GROUP BY patient_id, n_recoveries
),

pattern AS (
    SELECT
        peak.*,
        medicines.names AS medicine_names,
        medicines.is_taken AS is_medicine_taken,
        patient.has_gilbert_syndrome,
        alt.x_uln AS alt_x_uln,
        alp.x_uln AS alp_x_uln,
        direct.value AS direct_bilirubin,
        -- Compared as reported where both were reported in one unit: converting first moves what lies on the share itself.
        CASE WHEN direct.reported_unit = peak.reported_unit THEN direct.reported_value ELSE direct.value END AS direct_part,
        CASE WHEN direct.reported_unit = peak.reported_unit THEN peak.reported_value ELSE peak.value END AS total_part,
        is_below(alt.value_operator, alt.x_uln, limits.alt_x_uln) AS is_alt_below,
        is_below(alp.value_operator, alp.x_uln, limits.alp_x_uln) AS is_alp_below,
        CASE
            WHEN direct.value IS NULL THEN
                medicines.is_taken
                OR patient.has_gilbert_syndrome
                OR peak.baseline_x_uln > limits.baseline_x_uln
            WHEN direct.value_operator IN ('=', '<', '<=') THEN
                direct_part < limits.direct_share * CAST(total_part AS DECIMAL(38, 6))
                OR CASE WHEN direct.value_operator = '=' AND peak.value_operator = '=' THEN false END
            WHEN peak.value_operator = '=' AND direct_part >= limits.direct_share * CAST(total_part AS DECIMAL(38, 6)) THEN false
        END AS is_indirect,
        is_alt_below AND is_alp_below AND is_indirect AS is_ugt1a1_pattern,
        list_concat(
            coalesce(medicines.evidence, []),
            [
                evidence('lab_result', other.source_file, other.source_row)
                FOR other IN [alt, alp, direct] IF other.source_file IS NOT NULL
            ]
        ) AS evidence
    FROM peak
    JOIN clinical.patient AS patient USING (patient_id)
    JOIN medicines USING (patient_id, n_recoveries)
    CROSS JOIN limits
    LEFT JOIN (FROM companion WHERE analyte = 'alt') AS alt USING (patient_id, n_recoveries)
    LEFT JOIN (FROM companion WHERE analyte = 'alp') AS alp USING (patient_id, n_recoveries)
    LEFT JOIN (FROM companion WHERE analyte = 'bilirubin_direct') AS direct USING (patient_id, n_recoveries)
)

SELECT
    patient_id,
    'bilirubin_rise' AS rule,
    'flagged' AS verdict,
    onset_on,
    onset_at,
    grade,
    NULL::VARCHAR AS certainty,
    concat_ws(
        '; ',
        'above_uln_multiple',
        CASE WHEN is_ugt1a1_pattern THEN 'ugt1a1_pattern' END,
        CASE WHEN is_ugt1a1_pattern IS NULL THEN 'ugt1a1_pattern_not_judged' END,
        array_to_string(medicine_names, '; '),
        CASE WHEN has_gilbert_syndrome THEN 'gilbert_syndrome' END
    ) AS criterion,
    pattern.margin_share,
    concat(
        format('Total bilirubin {:.4g} × its upper limit', pattern.x_uln::DOUBLE),
        ' (' || shown(value_operator, round(value, 2)) || ' mg/dL)',
        ' on ' || in_words(collected_on),
        format(', at or above {:g} ×', limits.x_uln::DOUBLE),
        format(', DAIDS grade {}', grade),
        place_in_episode(n_hits, onset_on, newest_on, 'highest', 'high result'),
        format('; ALT {:.3g} × its upper limit', pattern.alt_x_uln::DOUBLE),
        format('; ALP {:.3g} × its upper limit', pattern.alp_x_uln::DOUBLE),
        format('; direct bilirubin {:g} mg/dL', round(direct_bilirubin, 2)::DOUBLE),
        '; taking ' || array_to_string(medicine_names, ' and '),
        CASE WHEN has_gilbert_syndrome THEN '; Gilbert syndrome known' END,
        CASE WHEN is_ugt1a1_pattern THEN '; fits a blocked UGT1A1' END,
        '.'
    ) AS why,
    nullif(concat_ws(
        '; ',
        CASE
            WHEN is_ugt1a1_pattern IS NULL THEN 'UGT1A1 pattern: ' || concat_ws(
                ', ',
                CASE WHEN is_alt_below IS NULL THEN 'ALT' END,
                CASE WHEN is_alp_below IS NULL THEN 'ALP' END,
                CASE
                    WHEN is_indirect IS NOT NULL THEN NULL
                    WHEN direct_bilirubin IS NOT NULL THEN 'exact direct bilirubin'
                    ELSE 'direct bilirubin, medicines, Gilbert syndrome or baseline'
                END
            ) || ' not known on the same draw'
        END,
        open_grade(grade, grade_is_minimum)
    ), '') AS unjudged,
    list_sort(list_distinct(list_concat(episode.evidence, pattern.evidence))) AS evidence
FROM episode
JOIN pattern USING (patient_id, n_recoveries)
CROSS JOIN limits

UNION ALL

FROM laboratory_unjudged(
    'bilirubin_rise', 'judged', 'treated',
    result_word := 'total bilirubin',
    results_word := 'total bilirubin results',
    no_other := format('{:g} × its upper limit or more', threshold('bilirubin_rise', 'x_uln')::DOUBLE)
)
