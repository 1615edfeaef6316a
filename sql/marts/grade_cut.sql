-- Printed cuts of the DAIDS grades of adults, in the standard unit of each analyte.
--
-- Source  reference.grade_rule, each row with its source
-- Reads   reference.grade_rule, reference.analyte
-- Grain   one row per analyte, sex, grade and direction

SELECT
    rule.analyte,
    rule.sex,
    rule.direction,
    rule.grade,
    rule.cut,
    rule.unit,
    rule.as_printed,
    rule.source,
    rule.verification
FROM reference.grade_rule AS rule
JOIN reference.analyte AS analyte ON analyte.analyte = rule.analyte AND analyte.standard_unit = rule.unit
WHERE
    rule."system" = 'daids'
    AND rule.measure = 'value'
    AND rule.grade IS NOT NULL
    AND rule.cut IS NOT NULL
    AND rule.age_below_days IS NULL
    AND NOT rule.needs_hiv_negative
    AND rule.is_fasting IS NULL
    AND rule.baseline_state IS NULL
    AND rule.needs_symptoms IS NULL
ORDER BY rule.analyte, rule.sex, rule.direction, rule.grade
