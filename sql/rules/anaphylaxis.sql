-- Anaphylaxis: named, treated with epinephrine, or by criteria within window_minutes, for review.
--
-- Source  NIAID/FAAN 2006 (Sampson et al.); World Allergy Organization 2020; CTCAE v5.0, anaphylaxis (grade);
--         what makes ibalizumab a known or highly probable allergen, and certainty: policy of this project
-- Reads   clinical.infusion_response, clinical.patient, clinical.adverse_event, clinical.lab_result, reference.threshold
-- Grain   one row per patient and infusion; else one row per patient who could not be judged in full
--
-- Ibalizumab is a likely allergen at every infusion (NIAID/FAAN 1, 2), a known one after an earlier reaction.
-- Where none is on record, a criterion that needs a known allergen stays open: low pressure alone does not
-- flag. Only an early airway sign makes ibalizumab highly probable by itself (WAO 2). A vasovagal look-alike
-- (slow pulse, pallor, prompt recovery) is said in criterion; it never removes a flag.

WITH limits AS (
    SELECT
        threshold('anaphylaxis', 'organ_systems') AS organ_systems,
        to_minutes(threshold('anaphylaxis', 'tryptase_earliest_minutes')::BIGINT) AS tryptase_earliest,
        to_minutes(threshold('anaphylaxis', 'tryptase_latest_minutes')::BIGINT) AS tryptase_latest,
        to_hours(threshold('anaphylaxis', 'tryptase_baseline_hours')::BIGINT) AS tryptase_washout,
        threshold('anaphylaxis', 'tryptase_x_baseline') AS tryptase_x_baseline,
        threshold('anaphylaxis', 'tryptase_rise_ng_per_ml') AS tryptase_rise
),

counted AS (
    SELECT
        response.*,
        [has_skin_mucosa, has_respiratory, has_circulatory, has_persistent_gastrointestinal] AS systems,
        len(list_filter(systems, lambda is_met: is_met)) AS n_systems,
        len(list_filter(systems, lambda is_met: is_met IS NOT FALSE)) AS n_systems_at_most
    FROM clinical.infusion_response AS response
    SEMI JOIN (SELECT patient_id FROM clinical.patient WHERE is_treated) AS treated USING (patient_id)
),

judged AS (
    SELECT
        counted.*,
        has_skin_mucosa AND (has_respiratory OR has_circulatory) AS niaid_1,
        CASE
            WHEN n_systems >= limits.organ_systems THEN true
            WHEN n_systems_at_most < limits.organ_systems THEN false
        END AS niaid_2,
        had_reaction_before AND has_hypotension AS niaid_3,
        has_skin_mucosa AND (has_respiratory OR has_circulatory OR has_severe_gastrointestinal) AS wao_1,
        (had_reaction_before AND (has_hypotension OR has_airway)) OR has_early_airway AS wao_2,
        niaid_1 OR niaid_2 OR niaid_3 OR wao_1 OR wao_2 AS is_met,
        CASE
            WHEN is_met OR is_anaphylaxis_named OR is_epinephrine_given THEN true
            -- A sign without a date may belong to any infusion.
            WHEN infusion_id IS NULL AND n_systems_at_most > 0 THEN NULL
            -- Something was seen in the window, or may have been, and it leaves a criterion open.
            WHEN is_met IS NULL AND words IS NOT NULL AND (
                (has_symptom OR has_supporting_symptom OR has_change OR has_hypotension) IS NOT FALSE
                OR is_action_taken OR is_reaction_treated OR (is_named AND timing <> 'delayed')
            ) THEN NULL
            ELSE false
        END AS is_flagged,
        nullif(concat_ws(
            '; ',
            'onset: ' || onset_gap,
            'reduced pressure: ' || hypotension_gap,
            'hypoxaemia: ' || saturation_gap,
            CASE
                WHEN niaid_3 IS NULL OR wao_2 IS NULL
                    THEN 'known allergen: no earlier reaction to ibalizumab is on record'
            END,
            CASE
                WHEN has_persistent_gastrointestinal IS NULL
                    THEN 'persistent gastrointestinal symptoms: length not known'
            END,
            CASE
                WHEN has_severe_gastrointestinal IS NULL
                    THEN 'severe gastrointestinal symptoms: severity not known'
            END,
            CASE WHEN has_chest_symptom THEN 'chest pain or tightness: belongs to no limb' END,
            CASE WHEN timing = 'delayed' THEN 'all limbs: onset after the window' END
        ), '') AS gap
    FROM counted
    CROSS JOIN limits
),

flagged AS (
    FROM judged WHERE is_flagged
),

tryptase AS (
    SELECT
        flagged.patient_id,
        flagged.infusion_id,
        collected_at,
        value,
        value_operator,
        source_file,
        source_row,
        collected_at BETWEEN onset_at + limits.tryptase_earliest AND onset_at + limits.tryptase_latest
            AS is_acute,
        collected_on < infused_on OR collected_at < onset_at AS is_before,
        collected_at >= resolved_at + limits.tryptase_washout AS is_after
    FROM flagged
    JOIN clinical.lab_result AS result USING (patient_id)
    CROSS JOIN limits
    WHERE analyte = 'tryptase' AND unit = 'ng/mL' AND value IS NOT NULL
),

acute AS (
    FROM tryptase
    WHERE is_acute
    QUALIFY row_number() OVER (
        PARTITION BY infusion_id ORDER BY value DESC, collected_at, source_file, source_row
    ) = 1
),

baseline AS (
    FROM tryptase
    WHERE is_before OR is_after
    QUALIFY row_number() OVER (
        PARTITION BY infusion_id
        ORDER BY
            coalesce(is_before, false) DESC,
            CASE WHEN is_before THEN collected_at END DESC NULLS LAST,
            collected_at,
            source_file,
            source_row
    ) = 1
),

tested AS (
    SELECT
        flagged.*,
        acute.value AS acute_tryptase,
        baseline.value AS baseline_tryptase,
        acute.value > limits.tryptase_x_baseline * baseline.value + limits.tryptase_rise AS is_above,
        CASE
            WHEN
                is_above
                AND acute.value_operator IN ('=', '>', '>=')
                AND baseline.value_operator IN ('=', '<', '<=')
                THEN true
            WHEN NOT is_above AND acute.value_operator = '=' AND baseline.value_operator = '=' THEN false
        END AS has_tryptase_rise,
        CASE
            WHEN has_tryptase_rise IS NOT NULL THEN NULL
            WHEN onset_at IS NULL THEN 'time of onset not known'
            WHEN acute.value IS NULL THEN 'no sample drawn in time'
            WHEN baseline.value IS NULL THEN 'no baseline'
            ELSE 'result only known as a bound'
        END AS tryptase_gap,
        [
            evidence('lab_result', sample.source_file, sample.source_row)
            FOR sample IN [acute, baseline] IF sample.source_file IS NOT NULL
        ] AS tryptase_evidence
    FROM flagged
    CROSS JOIN limits
    LEFT JOIN acute ON acute.infusion_id = flagged.infusion_id
    LEFT JOIN baseline ON baseline.infusion_id = flagged.infusion_id
),

not_judged AS (
    SELECT
        patient_id,
        (SELECT count(*) = 0 FROM clinical.adverse_event) AS is_feed_absent,
        count(*) FILTER (is_open) AS n_open,
        bool_or(is_open AND has_hypotension) AS has_isolated_hypotension,
        first(infused_on ORDER BY infused_on) FILTER (is_open) AS first_on,
        array_to_string(list_sort(list(DISTINCT gap) FILTER (is_open)), '; ') AS gaps,
        list_sort(list_distinct(flatten(list(evidence) FILTER (is_open)))) AS evidence
    FROM clinical.patient AS patient
    LEFT JOIN (SELECT *, is_flagged IS NULL AS is_open FROM judged) AS judged USING (patient_id)
    WHERE is_treated
    GROUP BY patient_id
    HAVING bool_or(is_flagged) IS NOT TRUE AND (is_feed_absent OR n_open > 0)
)

SELECT
    patient_id,
    'anaphylaxis' AS rule,
    'flagged' AS verdict,
    onset_on,
    onset_at,
    CASE WHEN is_fatal THEN 5 WHEN is_life_threatening THEN 4 ELSE 3 END::TINYINT AS grade,
    CASE
        WHEN (niaid_1 OR wao_1) AND has_tryptase_rise THEN 'definite'
        WHEN niaid_1 OR wao_1 THEN 'probable'
        ELSE 'possible'
    END AS certainty,
    concat_ws(
        '; ',
        CASE WHEN niaid_1 THEN 'niaid_1' END,
        CASE WHEN niaid_2 THEN 'niaid_2' END,
        CASE WHEN niaid_3 THEN 'niaid_3' END,
        CASE WHEN wao_1 THEN 'wao_1' END,
        CASE WHEN wao_2 THEN 'wao_2' END,
        CASE WHEN is_anaphylaxis_named THEN 'named' END,
        CASE WHEN is_epinephrine_given THEN 'epinephrine' END,
        CASE WHEN has_tryptase_rise THEN 'tryptase_rise' END,
        CASE WHEN has_skin_mucosa THEN 'skin_mucosa' END,
        CASE WHEN has_respiratory THEN 'respiratory' END,
        CASE WHEN has_hypotension THEN 'hypotension' WHEN has_circulatory THEN 'circulatory' END,
        CASE WHEN has_persistent_gastrointestinal THEN 'persistent_gastrointestinal' END,
        CASE WHEN has_severe_gastrointestinal THEN 'severe_gastrointestinal' END,
        CASE WHEN has_airway THEN 'airway' END,
        CASE WHEN is_vasovagal_like THEN 'vasovagal_look_alike' END
    ) AS criterion,
    NULL::DECIMAL(18, 9) AS margin_share,
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
        CASE WHEN had_reaction_before THEN '; an earlier infusion made a reaction' END,
        format('; tryptase {:g} ng/mL', acute_tryptase::DOUBLE),
        format(' (baseline {:g})', CASE WHEN acute_tryptase IS NOT NULL THEN baseline_tryptase END::DOUBLE),
        '.'
    ) AS why,
    nullif(concat_ws(
        '; ',
        gap,
        'tryptase: ' || tryptase_gap,
        CASE
            WHEN has_pallor AND is_vasovagal_like IS NULL
                THEN 'vasovagal look-alike: pulse or time of recovery not known'
        END
    ), '') AS unjudged,
    list_sort(list_concat(evidence, tryptase_evidence)) AS evidence
FROM tested

UNION ALL

SELECT
    patient_id,
    'anaphylaxis',
    CASE WHEN is_feed_absent THEN 'not_evaluable' ELSE 'incomplete' END,
    NULL,
    NULL,
    NULL,
    NULL,
    CASE WHEN has_isolated_hypotension AND NOT is_feed_absent THEN 'isolated_hypotension' END,
    NULL,
    CASE
        WHEN is_feed_absent THEN 'No adverse event of anybody was delivered.'
        WHEN first_on IS NULL THEN 'A report without a date could not be placed against the infusions.'
        WHEN n_open = 1 THEN format('The infusion on {} leaves a criterion open.', in_words(first_on))
        ELSE format('{} infusions from {} on leave a criterion open.', n_open, in_words(first_on))
    END,
    CASE WHEN is_feed_absent THEN 'no adverse events have ever been delivered' ELSE gaps END,
    CASE WHEN is_feed_absent THEN [] ELSE coalesce(evidence, []) END
FROM not_judged
