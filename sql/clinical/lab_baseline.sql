-- Each person's last exact result of an analyte before the first infusion, and before the background regimen.
--
-- Both lie at most baseline_days before. A result in the unit of the later one is preferred: people with baselines in
-- several units have a row for each unit; everyone else has one row for any unit. An untimed result counts only on an
-- earlier local date. The baseline is graded by itself, without a baseline of its own.
--
-- Source  baseline: our policy, after CDISC ADaM; look-back: reference.analyte
-- Reads   staging.lab_measure, reference.analyte, reference.unit_conversion, clinical.grade_situation, clinical.grade_band, clinical.grade_outcome
-- Grain   one row per patient, analyte and (for people with baselines in several units) unit of the later result

WITH eligible AS (
    SELECT patient_id, analyte, reported_unit, sex, age_days, is_graded,
        {
            'reported_value': reported_value, 'value': value, 'x_uln': x_uln, 'x_lln': x_lln, 'is_fasting': is_fasting,
            'collected_on': collected_on, 'collected_at': collected_at
        } AS result,
        -- The last: by local date, then time; results of one moment by their place in the deliveries.
        (collected_on, collected_at, source_file, source_row) AS recency,
        NOT is_after_first_dose AND days_since_first_dose >= -baseline_days AS is_before_first_dose,
        days_since_background BETWEEN -baseline_days AND -1 AS is_before_background
    FROM staging.lab_measure
    JOIN reference.analyte USING (analyte)
    WHERE value IS NOT NULL AND value_operator = '='
        AND (
            (NOT is_after_first_dose AND days_since_first_dose >= -baseline_days)
            OR days_since_background BETWEEN -baseline_days AND -1
        )
),
last_in_unit AS (
    SELECT patient_id, analyte, reported_unit,
        any_value(sex) AS sex,
        max(age_days) AS age_days,
        bool_and(is_graded) AS is_graded,
        arg_max(result, recency) FILTER (WHERE is_before_first_dose) AS baseline,
        arg_max(result, recency) FILTER (WHERE is_before_background) AS background
    FROM eligible
    GROUP BY patient_id, analyte, reported_unit
),
counted AS (
    SELECT *, count(*) OVER (PARTITION BY patient_id, analyte) AS n_units FROM last_in_unit
),
last_in_any_unit AS (
    SELECT patient_id, analyte, any_value(sex) AS sex, max(age_days) AS age_days, bool_and(is_graded) AS is_graded,
        max({'on': baseline.collected_on, 'at': baseline.collected_at, 'unit': reported_unit, 'result': baseline})
            FILTER (WHERE baseline IS NOT NULL) AS last_baseline,
        max({'on': background.collected_on, 'at': background.collected_at, 'unit': reported_unit, 'result': background})
            FILTER (WHERE background IS NOT NULL) AS last_background
    FROM counted
    WHERE n_units > 1
    GROUP BY patient_id, analyte
),
chosen AS (
    SELECT patient_id, analyte, CAST(NULL AS VARCHAR) AS for_unit, sex, age_days, is_graded,
        reported_unit AS baseline_unit, baseline, reported_unit AS background_unit, background
    FROM counted
    WHERE n_units = 1
    UNION ALL
    SELECT any_unit.patient_id, any_unit.analyte, accepted.unit, any_unit.sex, any_unit.age_days, any_unit.is_graded,
        CASE WHEN in_unit.baseline IS NULL THEN last_baseline.unit ELSE accepted.unit END,
        coalesce(in_unit.baseline, last_baseline.result),
        CASE WHEN in_unit.background IS NULL THEN last_background.unit ELSE accepted.unit END,
        coalesce(in_unit.background, last_background.result)
    FROM last_in_any_unit AS any_unit
    JOIN reference.unit_conversion AS accepted ON accepted.analyte = any_unit.analyte
    LEFT JOIN counted AS in_unit
        ON in_unit.patient_id = any_unit.patient_id
        AND in_unit.analyte = any_unit.analyte
        AND in_unit.reported_unit = accepted.unit
),
positioned AS (
    SELECT chosen.*, scale_1, scale_2, scale_3,
        CAST(greatest(least(baseline.reported_value, 99999999), -99999999) AS DECIMAL(18, 9)) AS position,
        CASE measure_1 WHEN 'value' THEN position WHEN 'x_uln' THEN baseline.x_uln WHEN 'x_lln' THEN baseline.x_lln END
            AS position_1,
        CASE measure_2 WHEN 'value' THEN position WHEN 'x_uln' THEN baseline.x_uln WHEN 'x_lln' THEN baseline.x_lln END
            AS position_2,
        CASE measure_3 WHEN 'value' THEN position WHEN 'x_uln' THEN baseline.x_uln WHEN 'x_lln' THEN baseline.x_lln END
            AS position_3
    FROM chosen
    LEFT JOIN clinical.grade_situation AS situation
        ON situation.analyte = chosen.analyte
        AND situation.reported_unit = baseline_unit
        AND situation.sex = chosen.sex
        AND situation.is_fasting = baseline.is_fasting
        AND situation.baseline_state = 'missing'
        AND chosen.age_days >= situation.age_from_days
        AND chosen.age_days < situation.age_below_days
)
SELECT
    patient_id,
    analyte,
    for_unit,
    baseline.collected_on AS baseline_on,
    baseline_unit AS baseline_reported_unit,
    baseline.reported_value AS baseline_reported_value,
    baseline.value AS baseline_value,
    baseline.x_uln AS baseline_x_uln,
    CASE
        WHEN baseline.value IS NULL THEN 'missing'
        WHEN baseline.x_uln > 1 THEN 'high'
        WHEN baseline.x_lln < 1 THEN 'low'
        WHEN baseline.x_uln IS NULL THEN 'unknown'
        WHEN baseline.x_lln IS NULL THEN 'not_high'
        ELSE 'normal'
    END AS baseline_state,
    CASE WHEN is_graded AND baseline IS NOT NULL THEN outcome.daids_grade END AS baseline_daids_grade,
    background_unit AS background_reported_unit,
    background.reported_value AS background_reported_value,
    background.value AS background_value
FROM positioned
LEFT JOIN clinical.grade_band AS band_1
    ON band_1.scale_id = scale_1
    AND band_1.reach = CASE WHEN position_1 IS NULL THEN '?' ELSE '=' END
    AND coalesce(position_1, 0.000000000) >= band_1.from_value
    AND coalesce(position_1, 0.000000000) < band_1.below_value
LEFT JOIN clinical.grade_band AS band_2
    ON band_2.scale_id = scale_2
    AND band_2.reach = CASE WHEN position_2 IS NULL THEN '?' ELSE '=' END
    AND coalesce(position_2, 0.000000000) >= band_2.from_value
    AND coalesce(position_2, 0.000000000) < band_2.below_value
LEFT JOIN clinical.grade_band AS band_3
    ON band_3.scale_id = scale_3
    AND band_3.reach = CASE WHEN position_3 IS NULL THEN '?' ELSE '=' END
    AND coalesce(position_3, 0.000000000) >= band_3.from_value
    AND coalesce(position_3, 0.000000000) < band_3.below_value
LEFT JOIN clinical.grade_outcome AS outcome
    ON outcome.band_1 = coalesce(band_1.band_id, 0)
    AND outcome.band_2 = coalesce(band_2.band_id, 0)
    AND outcome.band_3 = coalesce(band_3.band_id, 0)
