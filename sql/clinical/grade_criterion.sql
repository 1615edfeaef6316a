-- Each grading rule as half a number line, in every unit that a result of its analyte may be reported in.
--
-- A criterion holds from its bound upwards (high) or below its bound (low): the smallest decimal step turns
-- "more than the cut" into "from the cut and a step". A rule that no laboratory result can decide (HIV status, a unit
-- without printed cuts) holds everywhere, but only in one of two readings: so the grade stays open.
--
-- Source  reference.grade_rule, each row with its own
-- Reads   reference.grade_rule, reference.grading_system, reference.unit_conversion
-- Grain   one row per grading rule in force and unit accepted for its analyte

WITH rule AS (
    SELECT grade_rule.*, title, when_baseline_missing
    FROM reference.grade_rule
    JOIN reference.grading_system USING (system)
    WHERE is_active AND measure <> 'clinical'
),
accepted AS (
    SELECT analyte, unit, coalesce(graded_in, unit) AS graded_in, coalesce(graded_factor, 1) AS graded_factor
    FROM reference.unit_conversion
),
printed AS (
    SELECT rule.*,
        accepted.unit AS reported_unit,
        CASE measure
            WHEN 'value' THEN CAST(cut / graded_factor AS DECIMAL(18, 9))
            WHEN 'percent_fall' THEN CAST(1 - cut * 0.01 AS DECIMAL(18, 9))
            ELSE CAST(cut AS DECIMAL(18, 9))
        END AS edge,
        CASE
            WHEN needs_hiv_negative THEN 'graded only in people without HIV'
            WHEN grade IS NULL OR needs_symptoms IS NOT NULL THEN 'depends on more than the result (' || condition || ')'
            WHEN sex IS NOT NULL THEN 'sex missing'
            WHEN baseline_state IS NOT NULL THEN 'limits of the baseline missing'
        END AS open_reason
    FROM rule
    JOIN accepted
        ON accepted.analyte = rule.analyte AND (measure <> 'value' OR rule.unit = accepted.graded_in)
),
unprinted AS (
    SELECT DISTINCT system, rule.analyte, accepted.unit AS reported_unit, when_baseline_missing,
        max(grade) OVER (PARTITION BY system, rule.analyte) AS grade
    FROM rule
    JOIN accepted ON accepted.analyte = rule.analyte
    WHERE measure = 'value'
        AND NOT EXISTS (
            FROM rule AS other
            WHERE other.system = rule.system AND other.analyte = rule.analyte AND other.measure = 'value'
                AND other.unit = accepted.graded_in
        )
),
criterion AS (
    SELECT system, row_id, analyte, reported_unit,
        CASE measure WHEN 'percent_fall' THEN 'x_baseline' ELSE measure END AS measure,
        direction,
        grade,
        CASE
            WHEN needs_hiv_negative THEN NULL
            WHEN includes_cut = (direction = 'high') THEN edge
            ELSE CAST(edge + 0.000000001 AS DECIMAL(18, 9))
        END AS bound,
        sex, age_from_days, age_below_days, is_fasting, baseline_state,
        CASE WHEN needs_hiv_negative THEN true ELSE needs_symptoms END AS needs_symptoms,
        when_baseline_missing,
        open_reason
    FROM printed
    UNION ALL BY NAME
    SELECT system, analyte, reported_unit, 'value' AS measure, 'high' AS direction, grade, true AS needs_symptoms,
        when_baseline_missing, 'no cut is printed in this unit' AS open_reason
    FROM unprinted
)
SELECT
    CAST(row_number() OVER (ORDER BY system, analyte, reported_unit, measure, row_id) AS INTEGER) AS criterion_id,
    system,
    row_id,
    analyte,
    reported_unit,
    measure,
    direction,
    grade,
    bound,
    sex,
    CAST(coalesce(age_from_days, 0) AS DECIMAL(9, 2)) AS age_from_days,
    age_below_days,
    is_fasting,
    baseline_state,
    needs_symptoms,
    when_baseline_missing,
    open_reason
FROM criterion
