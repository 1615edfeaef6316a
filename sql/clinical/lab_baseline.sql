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
    SELECT patient_id, analyte, reported_unit, value, reported_value, x_uln, x_lln, collected_on, sex, age_days, is_fasting,
        is_graded,
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
        arg_max(eligible, recency) FILTER (WHERE is_before_first_dose) AS baseline,
        arg_max(eligible, recency) FILTER (WHERE is_before_background) AS background
    FROM eligible
    GROUP BY patient_id, analyte, reported_unit
),
last_in_any_unit AS (
    SELECT patient_id, analyte,
        arg_max(baseline, baseline.recency) AS baseline,
        arg_max(background, background.recency) AS background,
        count(*) AS n_units
    FROM last_in_unit
    GROUP BY patient_id, analyte
),
chosen AS (
    SELECT patient_id, analyte, NULL AS for_unit, baseline, background
    FROM last_in_any_unit
    WHERE n_units = 1
    UNION ALL
    SELECT patient_id, analyte, accepted.unit,
        coalesce(in_unit.baseline, any_unit.baseline),
        coalesce(in_unit.background, any_unit.background)
    FROM last_in_any_unit AS any_unit
    JOIN reference.unit_conversion AS accepted USING (analyte)
    LEFT JOIN last_in_unit AS in_unit
        ON in_unit.patient_id = any_unit.patient_id
        AND in_unit.analyte = any_unit.analyte
        AND in_unit.reported_unit = accepted.unit
    WHERE n_units > 1
),
placed AS (
    SELECT chosen.*, situation.*,
        CASE measure_1 WHEN 'value' THEN position WHEN 'x_uln' THEN baseline.x_uln WHEN 'x_lln' THEN baseline.x_lln END AS at_1,
        CASE measure_2 WHEN 'value' THEN position WHEN 'x_uln' THEN baseline.x_uln WHEN 'x_lln' THEN baseline.x_lln END AS at_2,
        CASE measure_3 WHEN 'value' THEN position WHEN 'x_uln' THEN baseline.x_uln WHEN 'x_lln' THEN baseline.x_lln END AS at_3
    FROM chosen
    LEFT JOIN clinical.grade_situation AS situation ON true
)
SELECT 1
