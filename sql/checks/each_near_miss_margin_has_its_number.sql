-- Each margin of a near miss belongs to a number in force, in the unit in which the analyte is kept.
--
-- Source  the contract of reference.near_miss_margin
-- Reads   reference.near_miss_margin, reference.threshold, reference.rule, reference.analyte
-- Grain   one row per violation; none is right

SELECT format('margin of {}.{} has no number in its unit', margin.rule, margin.threshold_name) AS problem
FROM reference.near_miss_margin AS margin
LEFT JOIN reference.threshold AS number ON number.rule = margin.rule AND number.name = margin.threshold_name
LEFT JOIN reference.rule AS rule ON rule.rule = margin.rule
LEFT JOIN reference.analyte AS analyte ON analyte.analyte = rule.analyte
WHERE
    number.unit IS DISTINCT FROM CASE measure
        WHEN 'value' THEN analyte.standard_unit WHEN 'days_late' THEN 'd' ELSE '1'
    END
    OR rule.rule IS NULL
