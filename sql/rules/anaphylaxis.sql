-- Anaphylaxis: named, treated with epinephrine, by criteria within window_minutes, or a rise of tryptase, for review.
--
-- Source  NIAID/FAAN 2006 (Sampson et al.); World Allergy Organization 2020; Brighton Collaboration, version 1 (2007);
--         CTCAE v5.0, anaphylaxis (grade); what makes ibalizumab a known or highly probable allergen: our policy
-- Reads   clinical.infusion_response, clinical.infusion_brighton, clinical.infusion_niaid_wao, clinical.infusion_tryptase, clinical.patient, clinical.adverse_event, clinical.lab_result, reference.reaction_term, reference.threshold
-- Grain   one row per patient and infusion; else one row per patient who could not be judged in full
--
-- Certainty  definite: NIAID 1, WAO 1 or Brighton 1, and a rise of tryptase; probable: one of those, or Brighton 2;
--            possible: NIAID 2 or 3, WAO 2, Brighton 3, epinephrine, a rise alone; reported: named only (Brighton 4).
--
-- Ibalizumab is a likely allergen at every infusion (NIAID/FAAN 1, 2), a known one after an earlier reaction or
-- once antibodies to it were found. Where neither is on record, a criterion that needs a known allergen stays open:
-- low pressure alone does not flag. Only an early airway sign makes ibalizumab highly probable by itself (WAO 2).
-- Tryptase is drawn because somebody feared anaphylaxis: a rise that no report explains is flagged, one that cannot
-- be compared is left open. Brighton version 2 (2023) is not coded: only its abstract could be read. A vasovagal
-- look-alike (slow pulse, pallor, prompt recovery) and a second phase are said in criterion; they remove no flag.

WITH limits AS (
    SELECT
        to_minutes(threshold('anaphylaxis', 'tryptase_earliest_minutes')::BIGINT) AS tryptase_earliest,
        to_minutes(threshold('anaphylaxis', 'tryptase_latest_minutes')::BIGINT) AS tryptase_latest,
        to_hours(threshold('anaphylaxis', 'tryptase_baseline_hours')::BIGINT) AS tryptase_washout,
        threshold('anaphylaxis', 'tryptase_x_baseline') AS tryptase_x_baseline,
        threshold('anaphylaxis', 'tryptase_rise_ng_per_ml') AS tryptase_rise,
        to_hours(threshold('anaphylaxis', 'biphasic_earliest_hours')::BIGINT) AS biphasic_earliest,
        to_hours(threshold('anaphylaxis', 'biphasic_latest_hours')::BIGINT) AS biphasic_latest
),

-- Of several samples the one that tells most.
sampled AS (
    FROM clinical.infusion_tryptase
    QUALIFY row_number() OVER (
        PARTITION BY infusion_id
        ORDER BY has_risen DESC NULLS LAST, has_risen IS NULL DESC, value DESC, collected_at, source_file, source_row
    ) = 1
),

counted AS (
    SELECT
        response.*,
        limb.* EXCLUDE (patient_id, infusion_id),
        is_level_1,
        is_level_2,
        is_level_3,
        level_gap,
        sample
    FROM clinical.infusion_response AS response
    SEMI JOIN (SELECT patient_id FROM clinical.patient WHERE is_treated) AS treated USING (patient_id)
    JOIN clinical.infusion_brighton AS brighton
        ON brighton.patient_id = response.patient_id
        AND brighton.infusion_id IS NOT DISTINCT FROM response.infusion_id
    JOIN clinical.infusion_niaid_wao AS limb
        ON limb.patient_id = response.patient_id AND limb.infusion_id IS NOT DISTINCT FROM response.infusion_id
    LEFT JOIN sampled AS sample ON sample.infusion_id = response.infusion_id
),

judged AS (
    SELECT
        counted.*,
        niaid_1 OR niaid_2 OR niaid_3 OR wao_1 OR wao_2 AS is_met_without_brighton,
        is_met_without_brighton OR is_level_1 OR is_level_2 OR is_level_3 AS is_met,
        sample.has_risen AS has_risen_after_infusion,
        CASE
            WHEN is_met OR is_anaphylaxis_named OR is_epinephrine_given OR has_risen_after_infusion THEN true
            WHEN sample.infusion_id IS NOT NULL AND has_risen_after_infusion IS NULL THEN NULL
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
                WHEN (niaid_3 IS NULL OR wao_2 IS NULL) AND is_known_allergen IS NULL
                    THEN 'known allergen: no earlier reaction to ibalizumab is on record, nor antibodies to it'
            END,
            'Brighton: ' || level_gap,
            CASE
                WHEN is_met AND is_met_without_brighton IS NOT TRUE
                    THEN 'Brighton: sudden onset and rapid progression are not delivered'
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
        ), '') AS gap,
        CASE
            WHEN sample.infusion_id IS NULL OR has_risen_after_infusion IS NOT NULL THEN NULL
            WHEN sample.is_after_start IS NULL THEN 'time of a sample of that day not known'
            WHEN sample.baseline_value IS NULL THEN 'no baseline'
            ELSE 'result only known as a bound'
        END AS sample_gap
    FROM counted
),

flagged AS (
    FROM judged WHERE is_flagged
),

-- Signs that came back after all earlier ones were gone, before any other infusion.
phase AS (
    SELECT
        infusion_id,
        started_on,
        started_at,
        max(ended_at) OVER earlier AS well_at,
        count(*) FILTER (ended_at IS NULL) OVER earlier = 0 AS is_well_known,
        evidence('adverse_event', source_file, source_row) AS evidence
    FROM clinical.adverse_event AS event
    SEMI JOIN flagged USING (infusion_id)
    WHERE
        started_at IS NOT NULL
        AND EXISTS (
            FROM reference.reaction_term AS sign
            WHERE
                is_reaction
                AND CASE matches
                    WHEN 'whole' THEN sign.term = event.term
                    ELSE contains(lower(concat_ws(' ', event.term, verbatim_term)), sign.term)
                END
        )
    WINDOW earlier AS (
        PARTITION BY infusion_id ORDER BY started_at, event_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    )
),

returned AS (
    SELECT infusion_id, min(started_on) AS returned_on, list(evidence) AS returned_evidence
    FROM phase
    CROSS JOIN limits
    WHERE
        is_well_known
        AND started_at BETWEEN well_at + limits.biphasic_earliest AND well_at + limits.biphasic_latest
    GROUP BY infusion_id
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
        returned_on,
        returned_evidence,
        acute.value > limits.tryptase_x_baseline * CAST(baseline.value AS DECIMAL(38, 6)) + limits.tryptase_rise AS is_above,
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
        (is_met OR is_anaphylaxis_named OR is_epinephrine_given) IS NOT TRUE AS is_rise_only,
        CASE WHEN acute.value IS NULL THEN sample.value ELSE acute.value END AS told_tryptase,
        CASE WHEN acute.value IS NULL THEN sample.baseline_value ELSE baseline.value END AS told_baseline,
        [
            evidence('lab_result', row.source_file, row.source_row)
            FOR row IN [
                {'source_file': acute.source_file, 'source_row': acute.source_row},
                {'source_file': baseline.source_file, 'source_row': baseline.source_row},
                {'source_file': sample.source_file, 'source_row': sample.source_row},
                {'source_file': sample.baseline_source_file, 'source_row': sample.baseline_source_row}
            ] IF row.source_file IS NOT NULL
        ] AS tryptase_evidence
    FROM flagged
    CROSS JOIN limits
    LEFT JOIN acute ON acute.infusion_id = flagged.infusion_id
    LEFT JOIN baseline ON baseline.infusion_id = flagged.infusion_id
    LEFT JOIN returned ON returned.infusion_id = flagged.infusion_id
),

not_judged AS (
    SELECT
        patient_id,
        (SELECT count(*) = 0 FROM clinical.adverse_event) AS is_feed_absent,
        count(*) FILTER (is_open) AS n_open,
        bool_or(is_open AND has_hypotension) AS has_isolated_hypotension,
        first(infused_on ORDER BY infused_on) FILTER (is_open) AS first_on,
        bool_or(is_open AND sample_gap IS NOT NULL) AS has_open_tryptase,
        bool_or(is_open AND is_vasovagal_like) AS has_vasovagal_like,
        array_to_string(
            list_sort(list(DISTINCT concat_ws('; ', gap, 'tryptase: ' || sample_gap)) FILTER (is_open)), '; '
        ) AS gaps,
        list_sort(list_distinct(flatten(list(list_concat(evidence, sample_evidence)) FILTER (is_open)))) AS evidence
    FROM clinical.patient AS patient
    LEFT JOIN (
        SELECT
            *,
            is_flagged IS NULL AS is_open,
            CASE
                WHEN sample_gap IS NULL THEN []
                ELSE [evidence('lab_result', sample.source_file, sample.source_row)]
            END AS sample_evidence
        FROM judged
    ) AS judged USING (patient_id)
    WHERE is_treated
    GROUP BY patient_id
    HAVING bool_or(is_flagged) IS NOT TRUE AND (is_feed_absent OR n_open > 0)
)

SELECT
    patient_id,
    'anaphylaxis' AS rule,
    'flagged' AS verdict,
    coalesce(onset_on, sample.collected_on) AS onset_on,
    onset_at,
    CASE WHEN is_fatal THEN 5 WHEN is_life_threatening THEN 4 ELSE 3 END::TINYINT AS grade,
    CASE
        WHEN (niaid_1 OR wao_1 OR is_level_1) AND has_tryptase_rise THEN 'definite'
        WHEN niaid_1 OR wao_1 OR is_level_1 OR is_level_2 THEN 'probable'
        WHEN is_met OR is_epinephrine_given OR has_tryptase_rise OR has_risen_after_infusion THEN 'possible'
        ELSE 'reported'
    END AS certainty,
    concat_ws(
        '; ',
        CASE WHEN niaid_1 THEN 'niaid_1' END,
        CASE WHEN niaid_2 THEN 'niaid_2' END,
        CASE WHEN niaid_3 THEN 'niaid_3' END,
        CASE WHEN wao_1 THEN 'wao_1' END,
        CASE WHEN wao_2 THEN 'wao_2' END,
        CASE
            WHEN is_level_1 THEN 'brighton_v1_level_1'
            WHEN is_level_2 THEN 'brighton_v1_level_2'
            WHEN is_level_3 THEN 'brighton_v1_level_3'
            WHEN is_anaphylaxis_named THEN 'brighton_v1_level_4'
        END,
        CASE WHEN is_anaphylaxis_named THEN 'named' END,
        CASE WHEN is_epinephrine_given THEN 'epinephrine' END,
        CASE WHEN is_rise_only THEN 'tryptase_rise_only' WHEN has_tryptase_rise THEN 'tryptase_rise' END,
        CASE WHEN has_skin_mucosa THEN 'skin_mucosa' END,
        CASE WHEN has_respiratory THEN 'respiratory' END,
        CASE WHEN has_hypotension THEN 'hypotension' WHEN has_circulatory THEN 'circulatory' END,
        CASE WHEN has_persistent_gastrointestinal THEN 'persistent_gastrointestinal' END,
        CASE WHEN has_severe_gastrointestinal THEN 'severe_gastrointestinal' END,
        CASE WHEN has_airway THEN 'airway' END,
        CASE WHEN is_known_allergen THEN 'known_allergen' END,
        CASE WHEN returned_on IS NOT NULL THEN 'biphasic' END,
        CASE WHEN is_vasovagal_like THEN 'vasovagal_look_alike' END
    ) AS criterion,
    NULL::DECIMAL(18, 9) AS margin_share,
    concat(
        coalesce(
            format('Infusion {} on ', infusion_number) || in_words(infused_on),
            'A report without a date'
        ),
        ': ', coalesce(words, 'no sign reported'),
        CASE timing
            WHEN 'during' THEN '; onset during the infusion'
            WHEN 'not timed' THEN '; time of onset not known'
            ELSE '; ' || timing || ' onset after the infusion'
        END,
        CASE WHEN had_reaction_before THEN '; an earlier infusion made a reaction' END,
        '; antibodies to ibalizumab found on ' || in_words(antibodies_on),
        '; signs came back on ' || in_words(returned_on),
        format('; tryptase {:g} ng/mL', told_tryptase::DOUBLE),
        format(' (baseline {:g})', CASE WHEN told_tryptase IS NOT NULL THEN told_baseline END::DOUBLE),
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
    list_sort(list_distinct(flatten([
        evidence, tryptase_evidence, antibody_evidence, coalesce(returned_evidence, [])
    ]))) AS evidence
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
    CASE
        WHEN NOT is_feed_absent THEN nullif(concat_ws(
            '; ',
            CASE WHEN has_isolated_hypotension THEN 'isolated_hypotension' END,
            CASE WHEN has_open_tryptase THEN 'tryptase_not_judged' END,
            CASE WHEN has_vasovagal_like THEN 'vasovagal_look_alike' END
        ), '')
    END,
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
