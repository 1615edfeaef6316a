-- Each scale cut into bands that tile the whole number line, with the lowest and highest grade of every system in each.
--
-- A band reaches from from_value up to, not including, below_value. It has a verdict for each system and reading of the
-- scale. `reach` is the operator of the result: where the result is only a bound, the verdict is the lowest and highest
-- grade of all bands on that side. Reach ? is for a measure that is missing.
--
-- Source  reference.grade_rule; grades overlap upwards: DAIDS table v2.1, "the higher grade"
-- Reads   clinical.grade_criterion, clinical.grade_scale
-- Grain   one row per scale, reach and band

WITH scale AS (
    SELECT DISTINCT scale_id, measure, readings FROM clinical.grade_scale
),
reading AS (
    SELECT scale_id, reading_number, readings[reading_number] AS criteria
    FROM scale, unnest(range(1, len(readings) + 1)) AS numbers(reading_number)
),
scale_criterion AS (
    SELECT scale_id, reading_number, criterion.*
    FROM reading, unnest(criteria) AS listed(criterion_id)
    JOIN clinical.grade_criterion AS criterion USING (criterion_id)
),
edge AS (
    SELECT scale_id, bound AS from_value FROM scale_criterion WHERE bound IS NOT NULL
    UNION
    SELECT scale_id, -999999999 FROM scale
),
tile AS (
    SELECT scale_id, from_value,
        lead(from_value, 1, 999999999) OVER (PARTITION BY scale_id ORDER BY from_value) AS below_value
    FROM edge
),
scale_system AS (
    SELECT scale_id, system, max(grade) AS highest_grade FROM scale_criterion GROUP BY scale_id, system
),
hit AS (
    SELECT tile.scale_id, from_value, reading_number, system, direction, grade, open_reason
    FROM tile
    JOIN scale_criterion
        ON scale_criterion.scale_id = tile.scale_id
        AND CASE
            WHEN bound IS NULL THEN true
            WHEN direction = 'high' THEN from_value >= bound
            ELSE from_value < bound
        END
),
exact AS (
    SELECT tile.scale_id, scale_system.system, reading.reading_number, tile.from_value, tile.below_value,
        bool_or(hit.system IS NOT NULL AND grade IS NULL) AS has_no_grade,
        CASE WHEN has_no_grade THEN 0 ELSE coalesce(max(grade), 0) END AS grade_min,
        CASE WHEN has_no_grade THEN any_value(highest_grade) ELSE coalesce(max(grade), 0) END AS grade_max,
        arg_max(direction, {'grade': grade, 'direction': direction}) FILTER (WHERE grade IS NOT NULL) AS direction,
        string_agg(DISTINCT open_reason, ', ' ORDER BY open_reason) AS open_reason
    FROM tile
    JOIN reading USING (scale_id)
    JOIN scale_system USING (scale_id)
    LEFT JOIN hit USING (scale_id, from_value, reading_number, system)
    GROUP BY tile.scale_id, scale_system.system, reading.reading_number, tile.from_value, tile.below_value
),
reached AS (
    SELECT scale_id, system, reading_number, '=' AS reach, from_value, below_value, grade_min, grade_max, direction, open_reason
    FROM exact
    UNION ALL
    SELECT scale_id, system, reading_number, operator, from_value + step, below_value + step, min(grade_min) OVER below,
        max(grade_max) OVER below, 'low', 'the result is known only as an upper bound'
    FROM exact
    -- A result below a number is at most the number less a step: its bands lie a step higher.
    CROSS JOIN (VALUES ('<=', 0.000000000), ('<', 0.000000001)) AS bound(operator, step)
    WINDOW below AS (PARTITION BY scale_id, system, reading_number, operator ORDER BY from_value)
    UNION ALL
    SELECT scale_id, system, reading_number, operator, from_value - step, below_value - step, min(grade_min) OVER above,
        max(grade_max) OVER above, 'high', 'the result is known only as a lower bound'
    FROM exact
    CROSS JOIN (VALUES ('>=', 0.000000000), ('>', 0.000000001)) AS bound(operator, step)
    WINDOW above AS (PARTITION BY scale_id, system, reading_number, operator ORDER BY from_value DESC)
    UNION ALL
    SELECT scale_id, system, reading_number, '?', min(from_value), max(below_value), min(grade_min), max(grade_max), NULL,
        CASE any_value(measure)
            WHEN 'x_lln' THEN 'lower limit missing'
            WHEN 'x_baseline' THEN 'baseline missing'
            WHEN 'value' THEN 'result missing'
            ELSE 'upper limit missing'
        END
    FROM exact
    JOIN scale USING (scale_id)
    GROUP BY scale_id, system, reading_number
)
SELECT
    CAST(row_number() OVER (ORDER BY scale_id, reach, from_value) AS INTEGER) AS band_id,
    scale_id,
    reach,
    CAST(from_value AS DECIMAL(18, 9)) AS from_value,
    CAST(below_value AS DECIMAL(18, 9)) AS below_value,
    list({
        'system': system,
        'reading': CAST(reading_number AS TINYINT),
        'grade_min': CAST(grade_min AS TINYINT),
        'grade_max': CAST(grade_max AS TINYINT),
        'direction': CASE WHEN grade_min >= 1 THEN direction END,
        'open_reason': CASE WHEN grade_max >= 1 THEN open_reason END
    } ORDER BY system, reading_number) AS verdicts
FROM reached
GROUP BY scale_id, reach, from_value, below_value
