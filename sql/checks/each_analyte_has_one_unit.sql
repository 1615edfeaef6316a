-- Each analyte is kept in one unit, the standard unit of reference.analyte, which needs no conversion.
--
-- Source  the contract of clinical.lab_result
-- Reads   clinical.lab_result, reference.analyte, reference.unit_conversion
-- Grain   one row per violation; none is right

SELECT format('results of {} are kept in {}, not in its standard unit', result.analyte, unit) AS problem
FROM (SELECT DISTINCT analyte, unit FROM clinical.lab_result WHERE value IS NOT NULL) AS result
LEFT JOIN reference.analyte AS analyte ON analyte.analyte = result.analyte
WHERE unit IS DISTINCT FROM standard_unit
UNION ALL
SELECT format('the standard unit of {} is not an accepted unit with factor 1', analyte.analyte)
FROM reference.analyte AS analyte
LEFT JOIN reference.unit_conversion AS conversion
    ON conversion.analyte = analyte.analyte AND conversion.unit = analyte.standard_unit
WHERE coalesce(multiply_by <> 1 OR divide_by <> 1 OR is_log10, true)
