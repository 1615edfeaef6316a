-- All that was seen around one infusion, as the limbs that the definitions of both rules are made of.
--
-- Source  NIAID/FAAN 2006 (Sampson et al.), WAO 2020, CTCAE v5.0; figures that they lack: our policy
-- Reads   clinical.infusion_finding, clinical.infusion_reading, clinical.infusion_tryptase, clinical.infusion, reference.threshold
-- Grain   one row per infusion with a report, a reading or a tryptase; one per patient for reports without a date
--
-- A report without a time, on a day of several infusions or the day after, stands with the last of them and says that
-- it may belong to another.
--
-- A symptom that nobody reported is false; a pressure or saturation that nobody read at an infusion is empty.

WITH near AS (
    SELECT *
    FROM clinical.infusion_finding
    WHERE coalesce(minutes_after_end <= threshold('anaphylaxis', 'window_minutes'), true)
),

near_reading AS (
    SELECT *
    FROM clinical.infusion_reading
    WHERE coalesce(minutes_after_end <= threshold('anaphylaxis', 'window_minutes'), true)
),

limb AS (
    SELECT
        patient_id,
        infusion_id,
        unnest([
            {
                'name': CASE
                    WHEN
                        feed <> 'adverse_event'
                        OR feature = 'action_taken'
                        OR starts_with(feature, 'reported_')
                        THEN 'statement'
                    WHEN is_reaction THEN 'symptom'
                    ELSE 'supporting symptom'
                END,
                'holds': is_in_window
            },
            {'name': 'any ' || feature, 'holds': is_in_window}
        ]) AS limb
    FROM clinical.infusion_finding
    UNION ALL
    SELECT
        patient_id,
        infusion_id,
        unnest([
            {'name': 'change', 'holds': is_change},
            {'name': 'repeated change', 'holds': is_repeated_change},
            {'name': 'any fever', 'holds': is_fever}
        ])
    FROM clinical.infusion_reading
    UNION ALL
    SELECT patient_id, infusion_id, {'name': feature, 'holds': is_in_window}
    FROM near
    UNION ALL
    SELECT
        patient_id,
        infusion_id,
        unnest([
            {
                'name': 'persistent',
                'holds': is_in_window
                AND minutes_to_resolution >= threshold('anaphylaxis', 'gastrointestinal_persistent_minutes')
            },
            {
                'name': 'severe',
                'holds': is_in_window
                AND severity_grade >= threshold('anaphylaxis', 'gastrointestinal_severe_grade')
            }
        ])
    FROM near
    WHERE feature = 'gastrointestinal'
    UNION ALL
    SELECT
        patient_id,
        infusion_id,
        {
            'name': 'early airway',
            'holds': is_in_window
            AND minutes_after_end <= threshold('anaphylaxis', 'airway_probable_minutes')
        }
    FROM near
    WHERE feature IN ('bronchospasm', 'larynx')
    UNION ALL
    SELECT
        patient_id,
        infusion_id,
        {
            'name': 'prompt recovery',
            'holds': is_in_window
            AND minutes_to_resolution <= threshold('anaphylaxis', 'vasovagal_recovery_minutes')
        }
    FROM near
    WHERE feature IN ('pallor', 'end_organ')
    UNION ALL
    SELECT patient_id, infusion_id, {'name': 'hypotension', 'holds': is_hypotension}
    FROM near_reading
    WHERE sign = 'systolic_pressure'
    UNION ALL
    SELECT patient_id, infusion_id, {'name': 'hypoxaemia', 'holds': is_hypoxaemia}
    FROM near_reading
    WHERE sign = 'oxygen_saturation'
    UNION ALL
    SELECT patient_id, infusion_id, {'name': 'slow pulse', 'holds': is_bradycardia}
    FROM near_reading
    WHERE sign = 'heart_rate'
    UNION ALL
    SELECT patient_id, infusion_id, {'name': 'tryptase', 'holds': is_after_start}
    FROM clinical.infusion_tryptase
),

answered AS (
    SELECT
        patient_id,
        infusion_id,
        coalesce(list(DISTINCT limb.name) FILTER (limb.holds), []) AS met,
        coalesce(list(DISTINCT limb.name) FILTER (limb.holds IS NULL), []) AS unknown,
        list(DISTINCT limb.name) AS asked
    FROM limb
    GROUP BY patient_id, infusion_id
),

-- A limb is true where a row meets it, else empty where one leaves it open, else false. Some need a reading.
limbs AS (
    SELECT
        patient_id,
        infusion_id,
        'symptom' IN met OR nullif('symptom' IN unknown, true) AS has_symptom,
        'supporting symptom' IN met OR nullif('supporting symptom' IN unknown, true)
            AS has_supporting_symptom,
        'change' IN met OR nullif('change' IN unknown, true) AS has_change,
        'repeated change' IN met OR nullif('repeated change' IN unknown, true) AS has_repeated_change,
        'any fever' IN met OR nullif('any fever' IN unknown, true) AS has_fever,
        'any allergic_sign' IN met OR nullif('any allergic_sign' IN unknown, true) AS has_allergic_sign,
        'skin_mucosa' IN met OR nullif('skin_mucosa' IN unknown, true) AS has_skin_mucosa,
        'hypoxaemia' IN met
        OR nullif('hypoxaemia' IN unknown OR ('hypoxaemia' NOT IN asked AND infusion_id IS NOT NULL), true)
            AS has_hypoxaemia,
        'respiratory' IN met OR nullif('respiratory' IN unknown, true) OR has_hypoxaemia AS has_respiratory,
        'hypotension' IN met
        OR nullif('hypotension' IN unknown OR ('hypotension' NOT IN asked AND infusion_id IS NOT NULL), true)
            AS has_hypotension,
        'reduced_pressure' IN met OR nullif('reduced_pressure' IN unknown, true)
        OR 'end_organ' IN met OR nullif('end_organ' IN unknown, true)
        OR has_hypotension AS has_circulatory,
        'persistent' IN met OR nullif('persistent' IN unknown, true) AS has_persistent_gastrointestinal,
        'severe' IN met OR nullif('severe' IN unknown, true) AS has_severe_gastrointestinal,
        'bronchospasm' IN met OR nullif('bronchospasm' IN unknown, true)
        OR 'larynx' IN met OR nullif('larynx' IN unknown, true) AS has_airway,
        'early airway' IN met OR nullif('early airway' IN unknown, true) AS has_early_airway,
        'chest_unmapped' IN met OR nullif('chest_unmapped' IN unknown, true) AS has_chest_symptom,
        'pallor' IN met OR nullif('pallor' IN unknown, true) AS has_pallor,
        has_pallor
        AND ('prompt recovery' IN met OR nullif('prompt recovery' IN unknown, true))
        AND ('slow pulse' IN met OR nullif('slow pulse' IN unknown OR 'slow pulse' NOT IN asked, true))
            AS is_vasovagal_like
    FROM answered
),

said AS (
    SELECT
        patient_id,
        infusion_id,
        bool_or(starts_with(feature, 'reported_')) AS is_named,
        bool_or(feature = 'reported_anaphylaxis') AS is_anaphylaxis_named,
        bool_or(starts_with(feature, 'reported_') OR (feature = 'allergic_sign' AND is_in_window))
            AS makes_known_allergen,
        bool_or(feature = 'action_taken') AS is_action_taken,
        bool_or(feature IN ('treatment', 'epinephrine', 'vasopressor')) AS is_reaction_treated,
        bool_or(feature = 'epinephrine') AS is_epinephrine_given,
        bool_or(is_fatal) FILTER (is_reaction) AS is_fatal,
        bool_or(is_life_threatening) FILTER (is_reaction) AS is_life_threatening,
        bool_or(is_hospitalised) FILTER (is_reaction) AS is_hospitalised,
        bool_or(is_recurrence) FILTER (is_reaction) AS is_recurrent,
        max(severity_grade) FILTER (starts_with(feature, 'reported_')) AS reported_grade,
        max(minutes_to_resolution) FILTER (is_reaction) AS minutes_to_resolution,
        bool_and(seen_at IS NOT NULL AND resolved_at IS NOT NULL)
            FILTER (is_reaction AND feed = 'adverse_event') AS is_resolution_known,
        max(resolved_at) FILTER (is_reaction) AS last_resolved_at,
        bool_or(timing = 'not timed' AND seen_on IS NULL) AS is_undated,
        bool_or(timing = 'not timed' AND seen_on IS NOT NULL) AS is_untimed,
        bool_or(timing = 'not timed' AND seen_on IS NOT NULL AND NOT is_zone_open) AS has_no_time,
        bool_or(timing = 'not timed' AND is_zone_open) AS is_clock_unread,
        bool_or(is_zone_open) AS is_zone_open
    FROM clinical.infusion_finding
    GROUP BY patient_id, infusion_id
),

shared_day AS (
    SELECT infusion_id, count(*) OVER (PARTITION BY patient_id, started_on) > 1 AS has_several
    FROM clinical.infusion
),

read AS (
    SELECT
        patient_id,
        infusion_id,
        CASE
            WHEN count(*) FILTER (sign = 'systolic_pressure') = 0
                THEN 'no systolic pressure read from the start of the infusion on'
            WHEN count(value_before) FILTER (sign = 'systolic_pressure') = 0
                THEN 'no systolic pressure before the infusion to tell a fall'
            ELSE 'a systolic pressure without a time'
        END AS hypotension_gap,
        CASE
            WHEN count(*) FILTER (sign = 'oxygen_saturation') = 0
                THEN 'no saturation read from the start of the infusion on'
            WHEN count(value_before) FILTER (sign = 'oxygen_saturation') = 0
                THEN 'no saturation before the infusion to tell a fall'
            ELSE 'a saturation without a time'
        END AS saturation_gap,
        nullif(concat_ws(
            ', ',
            CASE
                WHEN bool_or(is_change AND is_repeated_change IS NULL) THEN 'a change not read again in time'
            END,
            CASE
                WHEN bool_or(is_change IS NULL AND value_before IS NULL) THEN 'no reading before the infusion'
            END,
            CASE WHEN bool_or(is_after_start IS NULL AND NOT is_zone_open) THEN 'a reading without a time' END,
            CASE
                WHEN bool_or(is_after_start IS NULL AND is_zone_open) THEN 'a reading sent without its offset from UTC'
                WHEN bool_or(is_zone_open) THEN 'a reading sent without its offset from UTC, read as local time'
            END
        ), '') AS change_gap,
        max(margin_share) AS change_margin_share
    FROM clinical.infusion_reading
    GROUP BY patient_id, infusion_id
),

counted AS (
    SELECT
        patient_id, infusion_id, is_reaction AS counts, is_in_window, timing, words, true AS is_told,
        seen_on, seen_at, feed, source_file, source_row
    FROM clinical.infusion_finding
    UNION ALL
    SELECT
        patient_id, infusion_id, coalesce(is_change OR is_hypotension OR is_hypoxaemia, false),
        is_after_start, timing, words,
        row_number() OVER (
            PARTITION BY infusion_id, sign, is_hypotension, is_hypoxaemia
            ORDER BY measured_at NULLS LAST, source_file, source_row
        ) <= 2,
        measured_on, measured_at, 'vital_sign', source_file, source_row
    FROM clinical.infusion_reading
    WHERE is_change OR is_hypotension OR is_hypoxaemia OR is_fever
),

worded AS (
    SELECT patient_id, infusion_id, string_agg(words, ', ' ORDER BY seen_at NULLS LAST, is_answer, words)
            AS words
    FROM (
        SELECT
            patient_id, infusion_id, words, min(seen_at) AS seen_at,
            bool_and(feed = 'medication') AS is_answer
        FROM counted
        WHERE is_told
        GROUP BY patient_id, infusion_id, words
    )
    GROUP BY patient_id, infusion_id
),

proven AS (
    SELECT
        patient_id,
        infusion_id,
        first(
            {'seen_on': seen_on, 'seen_at': seen_at, 'timing': timing}
            ORDER BY counts DESC, is_in_window DESC NULLS LAST, seen_at NULLS LAST, seen_on, timing
        ) AS onset,
        list_sort(list(DISTINCT evidence(feed, source_file, source_row))) AS evidence
    FROM counted
    GROUP BY patient_id, infusion_id
)

SELECT
    limbs.patient_id,
    limbs.infusion_id,
    infusion_number,
    started_on AS infused_on,
    onset.seen_on AS onset_on,
    onset.seen_at AS onset_at,
    onset.timing AS timing,
    CASE WHEN is_resolution_known THEN last_resolved_at END AS resolved_at,
    words,
    coalesce(is_named, false) AS is_named,
    coalesce(is_anaphylaxis_named, false) AS is_anaphylaxis_named,
    coalesce(is_action_taken, false) AS is_action_taken,
    coalesce(is_reaction_treated, false) AS is_reaction_treated,
    coalesce(is_epinephrine_given, false) AS is_epinephrine_given,
    coalesce(is_fatal, false) AS is_fatal,
    coalesce(is_life_threatening, false) AS is_life_threatening,
    coalesce(is_hospitalised, false) AS is_hospitalised,
    coalesce(is_recurrent, false) AS is_recurrent,
    reported_grade,
    minutes_to_resolution,
    coalesce(is_resolution_known, false) AS is_resolution_known,
    has_symptom,
    has_supporting_symptom,
    has_change,
    has_repeated_change,
    change_margin_share,
    has_fever,
    has_allergic_sign,
    has_skin_mucosa,
    has_respiratory,
    has_hypotension,
    has_circulatory,
    has_persistent_gastrointestinal,
    has_severe_gastrointestinal,
    has_airway,
    has_early_airway,
    has_chest_symptom,
    has_pallor,
    is_vasovagal_like,
    nullif(coalesce(bool_or(makes_known_allergen) OVER (
        PARTITION BY limbs.patient_id ORDER BY infusion_number
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AND infusion_number IS NOT NULL, false), false) AS had_reaction_before,
    CASE
        WHEN has_hypotension IS NULL
            THEN coalesce(hypotension_gap, 'no systolic pressure read from the start of the infusion on')
    END AS hypotension_gap,
    CASE
        WHEN has_hypoxaemia IS NULL
            THEN coalesce(saturation_gap, 'no saturation read from the start of the infusion on')
    END AS saturation_gap,
    CASE
        WHEN limbs.infusion_id IS NOT NULL AND read.infusion_id IS NULL
            THEN 'none read from the start of the infusion on'
        ELSE change_gap
    END AS change_gap,
    coalesce(is_untimed AND has_several, false) AS may_belong_to_other,
    nullif(concat_ws(
        ', ',
        CASE WHEN is_undated THEN 'a report without a date' END,
        CASE WHEN has_no_time THEN 'a report or an infusion without a time of day' END,
        CASE
            WHEN is_clock_unread THEN 'a time sent without its offset from UTC'
            WHEN is_zone_open THEN 'a time sent without its offset from UTC, read as local time'
        END,
        CASE WHEN may_belong_to_other THEN 'with several infusions on that day it may belong to any of them' END,
        CASE
            WHEN ended_at IS NULL AND onset.seen_at IS NOT NULL
                THEN 'end of the infusion not known, counted from its start'
        END
    ), '') AS onset_gap,
    coalesce(evidence, []) AS evidence
FROM limbs
LEFT JOIN clinical.infusion AS infusion USING (infusion_id)
LEFT JOIN shared_day USING (infusion_id)
LEFT JOIN said
    ON said.patient_id = limbs.patient_id AND said.infusion_id IS NOT DISTINCT FROM limbs.infusion_id
LEFT JOIN read ON read.infusion_id = limbs.infusion_id
LEFT JOIN worded
    ON worded.patient_id = limbs.patient_id AND worded.infusion_id IS NOT DISTINCT FROM limbs.infusion_id
LEFT JOIN proven
    ON proven.patient_id = limbs.patient_id AND proven.infusion_id IS NOT DISTINCT FROM limbs.infusion_id
