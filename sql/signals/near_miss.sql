-- Who came within the stated margin of a rule's number without being flagged by that rule.
--
-- Source  reference.near_miss_margin and reference.threshold, each row with its source
-- Reads   reference.near_miss_margin, reference.threshold, reference.rule, reference.analyte, clinical.lab_result, clinical.infusion, clinical.patient, signals.flag
-- Grain   one row per treated patient and rule: the closest value
--
-- Only exact results: a bound that may lie beyond the number is what the rule could not judge. A value at the
-- number, or beyond it by the rounding of another unit, stands 0 short.

WITH edge AS (
    SELECT
        margin.*,
        rule.analyte,
        number.value AS limit_value,
        number.unit,
        CASE direction
            WHEN 'below' THEN number.value * (1 + margin_share) ELSE number.value * (1 - margin_share)
        END::DECIMAL(18, 6) AS near_from
    FROM reference.near_miss_margin AS margin
    JOIN reference.rule AS rule USING (rule)
    JOIN reference.threshold AS number ON number.rule = margin.rule AND number.name = margin.threshold_name
    WHERE rule.is_active
),

-- One pass over the results: most fall to the comparison of their analyte with its edge.
near_result AS (
    SELECT
        patient_id,
        edge.rule,
        edge.threshold_name,
        CASE edge.measure
            WHEN 'value' THEN result.value WHEN 'x_uln' THEN result.x_uln WHEN 'x_baseline' THEN result.x_baseline
        END AS seen,
        collected_on AS seen_on,
        'lab_result' AS feed,
        source_file,
        source_row
    FROM clinical.lab_result AS result
    JOIN edge ON edge.analyte = result.analyte
    WHERE
        is_after_first_dose
        AND value_operator = '='
        AND CASE edge.direction WHEN 'below' THEN seen <= edge.near_from ELSE seen >= edge.near_from END
),

dosing AS (
    SELECT threshold('dose_late', 'interval_days') AS interval_days
),

near_dose AS (
    SELECT
        patient_id,
        edge.rule,
        edge.threshold_name,
        started_on - previous_on - interval_days AS seen,
        started_on AS seen_on,
        'infusion' AS feed,
        source_file,
        source_row
    FROM (
        SELECT *, lag(started_on) OVER (PARTITION BY patient_id ORDER BY infusion_number) AS previous_on
        FROM clinical.infusion
    )
    CROSS JOIN dosing
    JOIN edge ON edge.measure = 'days_late'
    WHERE seen >= edge.near_from AND seen < edge.limit_value
),

near AS (
    SELECT
        found.* REPLACE (CAST(found.seen AS DECIMAL(18, 6)) AS seen),
        edge.measure,
        edge.unit,
        edge.limit_value,
        analyte.title,
        greatest(
            CASE edge.direction
                WHEN 'below' THEN found.seen / edge.limit_value - 1 ELSE 1 - found.seen / edge.limit_value
            END,
            0
        ) AS short_share
    FROM (FROM near_result UNION ALL FROM near_dose) AS found
    JOIN edge USING (rule, threshold_name)
    LEFT JOIN reference.analyte AS analyte USING (analyte)
    SEMI JOIN (SELECT patient_id FROM clinical.patient WHERE is_treated) AS treated
        ON treated.patient_id = found.patient_id
    ANTI JOIN signals.flag AS flag ON flag.patient_id = found.patient_id AND flag.rule = found.rule
)

SELECT
    patient_id,
    rule,
    threshold_name,
    seen AS value,
    unit,
    limit_value,
    CAST(round(short_share, 9) AS DECIMAL(18, 9)) AS short_share,
    seen_on,
    concat(
        CASE measure
            WHEN 'value' THEN format('{} {:g} {}', title, seen::DOUBLE, unit_in_print(unit))
            WHEN 'x_uln' THEN format('{} {:.4g} × its upper limit', title, seen::DOUBLE)
            WHEN 'x_baseline' THEN format('{} {:.4g} × the baseline', title, seen::DOUBLE)
            ELSE format('A dose {:g} d after its scheduled day', seen::DOUBLE)
        END,
        ' on ', in_words(seen_on),
        CASE
            WHEN short_share > 0
                THEN format(', {:.2g} % short of {:g}', 100 * short_share::DOUBLE, limit_value::DOUBLE)
            ELSE format(', at {:g} itself', limit_value::DOUBLE)
        END,
        '; not flagged.'
    ) AS sentence,
    [evidence(feed, source_file, source_row)] AS evidence
FROM near
QUALIFY row_number() OVER (
    PARTITION BY patient_id, rule ORDER BY short_share, seen_on, threshold_name, source_file, source_row
) = 1
