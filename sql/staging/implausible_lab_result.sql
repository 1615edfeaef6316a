-- Laboratory results that no unit makes plausible: they lie outside the plausible range of their analyte.
--
-- A detection limit (a result reported as less than a number) is never too low, and a ceiling never too high.
--
-- Source  reference.analyte, each range with its own
-- Reads   staging.typed_lab_result, reference.analyte, reference.analyte_code, reference.unit_conversion, reference.unit_spelling
-- Grain   one row per implausible result

WITH accepted AS (
    SELECT analyte, title, spelling, unit,
        multiply_by / divide_by AS factor,
        CAST(plausible_from AS DOUBLE) AS plausible_from,
        CAST(plausible_to AS DOUBLE) AS plausible_to
    FROM reference.unit_conversion
    JOIN reference.unit_spelling USING (unit)
    JOIN reference.analyte USING (analyte)
    WHERE NOT is_log10 AND plausible_to IS NOT NULL
)
SELECT
    source_file,
    source_row,
    'value' AS column_name,
    format(
        'is no plausible result of {} in {}: it lies {} the plausible range of reference.analyte',
        title, unit, CASE WHEN reported_value * factor > plausible_to THEN 'above' ELSE 'below' END
    ) AS rule
FROM staging.typed_lab_result AS result
JOIN reference.analyte_code AS code ON code.code = coalesce(result.loinc, lower(result.reported_analyte))
JOIN accepted ON accepted.analyte = code.analyte AND accepted.spelling = result.unit_text
WHERE (value_operator IN ('=', '>', '>=') AND reported_value * factor > plausible_to)
    OR (value_operator = '=' AND reported_value * factor < plausible_from)
