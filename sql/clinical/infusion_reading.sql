-- Vital signs around an infusion, beside the last reading before it, against the limits of both rules.
--
-- Source  NIAID/FAAN 2006 (Sampson et al.) and WAO 2020, adults, for reduced pressure; else our policy
-- Reads   clinical.vital_sign, clinical.infusion, reference.threshold
-- Grain   one row per reading that was not, for certain, before the infusion

WITH reading AS (
    SELECT
        sign.*,
        minutes_between(coalesce(infusion.ended_at, infusion.started_at), measured_at) AS minutes_after_end,
        sign.is_without_offset <> infusion.is_without_offset
        AND (sign.is_without_offset OR measured_at IS NOT NULL)
        AND (infusion.is_without_offset OR infusion.started_at IS NOT NULL) AS is_zone_open,
        coalesce(
            minutes_from_infusion_start > 0
            OR (minutes_from_infusion_start = 0 AND phase IS DISTINCT FROM 'pre'),
            phase <> 'pre'
        ) AS is_after_start
    FROM clinical.vital_sign AS sign
    JOIN clinical.infusion AS infusion USING (infusion_id)
    WHERE sign.sign IN ('systolic_pressure', 'heart_rate', 'oxygen_saturation', 'temperature')
),

before AS (
    SELECT
        infusion_id,
        sign,
        last(value ORDER BY measured_at NULLS FIRST, source_file, source_row) AS value_before
    FROM reading
    WHERE NOT is_after_start
    GROUP BY infusion_id, sign
),

compared AS (
    SELECT
        reading.*,
        value_before,
        value_before - value AS fall,
        value - value_before AS rise
    FROM reading
    LEFT JOIN before USING (infusion_id, sign)
    WHERE
        is_after_start IS NOT FALSE
        AND coalesce(minutes_after_end <= threshold('infusion_reaction', 'window_minutes'), true)
),

judged AS (
    SELECT
        *,
        is_after_start AND sign = 'systolic_pressure' AND (
            value < threshold('anaphylaxis', 'systolic_pressure_mm_hg')
            OR fall > threshold('anaphylaxis', 'systolic_fall_share') * CAST(value_before AS DECIMAL(38, 6))
        ) AS is_hypotension,
        is_after_start AND sign = 'oxygen_saturation'
        AND value <= threshold('anaphylaxis', 'oxygen_saturation_percent')
        AND fall >= threshold('anaphylaxis', 'oxygen_saturation_fall_percent') AS is_hypoxaemia,
        is_after_start AND sign = 'temperature'
        AND value >= threshold('infusion_reaction', 'cytokine_temperature_cel') AS is_fever,
        is_after_start AND sign = 'heart_rate'
        AND value < threshold('anaphylaxis', 'vasovagal_heart_rate_per_min') AS is_bradycardia,
        is_after_start AND CASE sign
            WHEN 'systolic_pressure' THEN
                value < threshold('infusion_reaction', 'systolic_pressure_mm_hg')
                OR fall > threshold('infusion_reaction', 'systolic_fall_share') * CAST(value_before AS DECIMAL(38, 6))
                OR (
                    value >= threshold('infusion_reaction', 'systolic_high_mm_hg')
                    AND rise >= threshold('infusion_reaction', 'systolic_rise_mm_hg')
                )
            WHEN 'heart_rate' THEN
                value >= threshold('infusion_reaction', 'heart_rate_per_min')
                OR rise >= threshold('infusion_reaction', 'heart_rate_rise_per_min')
            WHEN 'oxygen_saturation' THEN
                value <= threshold('infusion_reaction', 'oxygen_saturation_percent')
                OR fall >= threshold('infusion_reaction', 'oxygen_saturation_fall_percent')
            WHEN 'temperature' THEN
                value >= threshold('infusion_reaction', 'temperature_cel')
                AND rise >= threshold('infusion_reaction', 'temperature_rise_cel')
        END AS is_change
    FROM compared
),

-- How far a change lies beyond its limit, as a share of that limit: of either limit the farther, of both the nearer.
beyond AS (
    SELECT
        *,
        CASE sign
            WHEN 'systolic_pressure' THEN greatest(
                1 - value / threshold('infusion_reaction', 'systolic_pressure_mm_hg'),
                1 - value / nullif((1 - threshold('infusion_reaction', 'systolic_fall_share')) * CAST(value_before AS DECIMAL(38, 6)), 0),
                least(
                    value / threshold('infusion_reaction', 'systolic_high_mm_hg') - 1,
                    value / (value_before + threshold('infusion_reaction', 'systolic_rise_mm_hg')) - 1
                )
            )
            WHEN 'heart_rate' THEN greatest(
                value / threshold('infusion_reaction', 'heart_rate_per_min') - 1,
                value / (value_before + threshold('infusion_reaction', 'heart_rate_rise_per_min')) - 1
            )
            WHEN 'oxygen_saturation' THEN greatest(
                1 - value / threshold('infusion_reaction', 'oxygen_saturation_percent'),
                1 - value
                / nullif(value_before - threshold('infusion_reaction', 'oxygen_saturation_fall_percent'), 0)
            )
            WHEN 'temperature' THEN least(
                value / threshold('infusion_reaction', 'temperature_cel') - 1,
                value / nullif(value_before + threshold('infusion_reaction', 'temperature_rise_cel'), 0) - 1
            )
        END AS share_beyond
    FROM judged
),

neighboured AS (
    SELECT
        *,
        lag(is_change) OVER running AS was_change,
        lead(is_change) OVER running AS becomes_change,
        lag(measured_at) OVER running + span >= measured_at AS has_neighbour_before,
        measured_at + span >= lead(measured_at) OVER running AS has_neighbour_after
    FROM beyond
    CROSS JOIN (SELECT to_minutes(threshold('infusion_reaction', 'repeat_minutes')::BIGINT)) AS repeat(span)
    WINDOW running AS (
        PARTITION BY infusion_id, sign ORDER BY measured_at NULLS LAST, source_file, source_row
    )
)

SELECT
    patient_id,
    infusion_id,
    sign,
    measured_on,
    measured_at,
    minutes_after_end,
    CASE
        WHEN minutes_after_end <= 0 THEN 'during'
        WHEN minutes_after_end <= threshold('infusion_reaction', 'immediate_minutes') THEN 'immediate'
        WHEN minutes_after_end <= threshold('infusion_reaction', 'accelerated_minutes') THEN 'accelerated'
        WHEN minutes_after_end IS NOT NULL THEN 'late'
        WHEN phase = 'during' THEN 'during'
        ELSE 'not timed'
    END AS timing,
    value,
    value_before,
    is_zone_open,
    is_after_start,
    is_hypotension,
    is_hypoxaemia,
    is_fever,
    is_bradycardia,
    is_change,
    -- A change that was not read again in time is neither confirmed nor refuted.
    is_change AND (
        CASE WHEN has_neighbour_before THEN was_change ELSE false END
        OR CASE WHEN has_neighbour_after THEN becomes_change END
    ) AS is_repeated_change,
    try_cast(CASE WHEN is_change THEN share_beyond END AS DECIMAL(18, 9)) AS margin_share,
    concat(
        replace(sign, '_', ' '),
        format(' {:g} {}', value::DOUBLE, unit_in_print(unit)),
        coalesce(format(' ({:g} before)', value_before::DOUBLE), ' (none before)')
    ) AS words,
    source_file,
    source_row
FROM neighboured
