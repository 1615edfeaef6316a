-- Signs after one infusion as Brighton Collaboration's major and minor criteria, and the levels that they reach.
--
-- Source  Brighton Collaboration, anaphylaxis, version 1 (2007), by its tables in JACI 2016;137:868, table III, and
--         Heart Asia, table 1; logic of level 2 as in Law 2021: a minor criterion of any other system
-- Reads   clinical.infusion_finding, clinical.infusion_reading, clinical.infusion_response, clinical.infusion_tryptase, reference.threshold
-- Grain   one row per infusion with a response; one per patient for reports without a date
--
-- Version 2 (2023) is not coded: only its abstract could be read. Sudden onset and rapid progression are not delivered;
-- window_minutes stands for them. A criterion that a report only half describes (hives, extent not said; low pressure
-- without a reading) is empty. A tryptase that nobody drew is no criterion; nor is a sign that nobody reported.

WITH sign AS (
    SELECT
        patient_id,
        infusion_id,
        replace(feature, '_unclear', '') AS name,
        CASE WHEN ends_with(feature, '_unclear') THEN nullif(is_in_window, true) ELSE is_in_window END AS holds
    FROM clinical.infusion_finding
    WHERE
        starts_with(feature, 'brighton_')
        AND coalesce(minutes_after_end <= threshold('anaphylaxis', 'window_minutes'), true)
    UNION ALL
    SELECT
        patient_id,
        infusion_id,
        'brighton_tachycardia',
        is_after_start AND value > threshold('anaphylaxis', 'brighton_heart_rate_per_min')
    FROM clinical.infusion_reading
    WHERE
        sign = 'heart_rate'
        AND coalesce(minutes_after_end <= threshold('anaphylaxis', 'window_minutes'), true)
    UNION ALL
    SELECT patient_id, infusion_id, 'raised_tryptase', is_raised
    FROM clinical.infusion_tryptase
    WHERE is_after_start
),

answered AS (
    SELECT
        response.patient_id,
        response.infusion_id,
        any_value(has_hypotension) AS has_hypotension,
        coalesce(list(DISTINCT name) FILTER (holds), []) AS met,
        coalesce(list(DISTINCT name) FILTER (holds IS NULL AND name IS NOT NULL), []) AS unknown,
        coalesce(bool_or(name = 'brighton_tachycardia'), false) OR response.infusion_id IS NULL AS is_rate_told
    FROM clinical.infusion_response AS response
    LEFT JOIN sign
        ON sign.patient_id = response.patient_id AND sign.infusion_id IS NOT DISTINCT FROM response.infusion_id
    GROUP BY response.patient_id, response.infusion_id
),

-- A sign is true where a row meets it, else empty where one leaves it open, else false.
signs AS (
    SELECT
        *,
        'brighton_major_skin' IN met OR nullif('brighton_major_skin' IN unknown, true) AS skin_sign,
        'brighton_minor_skin' IN met OR nullif('brighton_minor_skin' IN unknown, true) AS lesser_skin_sign,
        'brighton_generalised_pruritus' IN met OR nullif('brighton_generalised_pruritus' IN unknown, true) AS itch,
        'brighton_rash' IN met OR nullif('brighton_rash' IN unknown, true) AS rash,
        'brighton_major_breathing' IN met OR nullif('brighton_major_breathing' IN unknown, true) AS airway_sign,
        'brighton_minor_breathing' IN met OR nullif('brighton_minor_breathing' IN unknown, true) AS has_minor_breathing,
        'brighton_shock' IN met OR nullif('brighton_shock' IN unknown, true) AS shock,
        'brighton_minor_gut' IN met OR nullif('brighton_minor_gut' IN unknown, true) AS has_minor_gut,
        'raised_tryptase' IN met OR nullif('raised_tryptase' IN unknown, true) AS has_raised_tryptase,
        'brighton_tachycardia' IN met
        OR nullif('brighton_tachycardia' IN unknown OR NOT is_rate_told, true) AS tachycardia,
        'brighton_capillary_refill' IN met OR nullif('brighton_capillary_refill' IN unknown, true) AS slow_refill,
        'brighton_weak_pulse' IN met OR nullif('brighton_weak_pulse' IN unknown, true) AS weak_pulse,
        'brighton_consciousness' IN met OR nullif('brighton_consciousness' IN unknown, true) AS drowsy,
        [
            len(list_filter(met, lambda name: starts_with(name, 'brighton_distress_'))),
            len(list_filter(list_distinct(met || unknown), lambda name: starts_with(name, 'brighton_distress_')))
        ] AS distress,
        [
            len(list_filter([tachycardia, slow_refill, weak_pulse, drowsy], lambda is_met: is_met)),
            len(list_filter([tachycardia, slow_refill, weak_pulse, drowsy], lambda is_met: is_met IS NOT FALSE))
        ] AS shock_signs,
        [
            len(list_filter([tachycardia, slow_refill, drowsy], lambda is_met: is_met)),
            len(list_filter([tachycardia, slow_refill, drowsy], lambda is_met: is_met IS NOT FALSE))
        ] AS circulation_signs
    FROM answered
),

criteria AS (
    SELECT
        *,
        skin_sign OR (itch AND rash) AS has_major_skin,
        lesser_skin_sign OR (itch AND NOT rash) AS has_minor_skin,
        airway_sign OR CASE
            WHEN distress[1] >= threshold('anaphylaxis', 'brighton_distress_signs') THEN true
            WHEN distress[2] < threshold('anaphylaxis', 'brighton_distress_signs') THEN false
        END AS has_major_breathing,
        has_hypotension OR shock OR CASE
            WHEN shock_signs[1] >= threshold('anaphylaxis', 'brighton_shock_signs') THEN true
            WHEN shock_signs[2] < threshold('anaphylaxis', 'brighton_shock_signs') THEN false
        END AS has_major_circulation,
        CASE
            WHEN circulation_signs[1] >= threshold('anaphylaxis', 'brighton_circulation_signs') THEN true
            WHEN circulation_signs[2] < threshold('anaphylaxis', 'brighton_circulation_signs') THEN false
        END AS has_minor_circulation
    FROM signs
),

levels AS (
    SELECT
        *,
        has_minor_skin OR has_minor_gut OR has_raised_tryptase AS has_minor_elsewhere,
        [has_minor_skin, has_minor_breathing, has_minor_circulation, has_minor_gut, has_raised_tryptase] AS minors,
        has_major_skin AND (has_major_circulation OR has_major_breathing) AS is_level_1,
        (has_major_circulation AND has_major_breathing)
        OR (has_major_circulation AND (has_minor_elsewhere OR has_minor_breathing))
        OR (has_major_breathing AND (has_minor_elsewhere OR has_minor_circulation))
        OR (has_major_skin AND (has_minor_circulation OR has_minor_breathing)) AS is_level_2,
        -- One of its own and this many of other systems.
        (has_minor_circulation OR has_minor_breathing) AND CASE
            WHEN
                len(list_filter(minors, lambda is_met: is_met))
                > threshold('anaphylaxis', 'brighton_other_systems')
                THEN true
            WHEN
                len(list_filter(minors, lambda is_met: is_met IS NOT FALSE))
                <= threshold('anaphylaxis', 'brighton_other_systems')
                THEN false
        END AS is_level_3
    FROM criteria
)

SELECT
    patient_id,
    infusion_id,
    has_major_skin,
    has_major_circulation,
    has_major_breathing,
    has_minor_skin,
    has_minor_circulation,
    has_minor_breathing,
    has_minor_gut,
    has_raised_tryptase,
    is_level_1,
    is_level_2,
    is_level_3,
    CASE
        WHEN
            is_level_1 IS NULL
            OR (is_level_2 IS NULL AND NOT is_level_1)
            OR (is_level_3 IS NULL AND NOT (is_level_1 OR is_level_2))
            THEN
                nullif(concat_ws(
                    ', ',
                    CASE
                        WHEN has_major_skin IS NULL OR has_minor_skin IS NULL THEN 'extent of a skin sign not said'
                    END,
                    CASE WHEN has_major_breathing IS NULL THEN 'a sign of the airway described in part only' END,
                    CASE WHEN has_major_circulation IS NULL THEN 'pressure or shock not measured' END,
                    CASE WHEN has_minor_circulation IS NULL THEN 'heart rate not read' END,
                    CASE WHEN has_raised_tryptase IS NULL THEN 'tryptase without its upper limit' END
                ), '')
    END AS level_gap
FROM levels
