-- Every laboratory result with its limits, baseline and grade, and the delivered row behind it, newest first.
-- `place` counts a person's results from the newest, `place_of_title` those of one analyte; `n_results` is how many.
--
-- Source  clinical.lab_result
-- Reads   clinical.lab_result, reference.analyte, reference.unit_conversion, raw.delivery
-- Grain   one row per result in force

SELECT
    result.patient_id,
    coalesce(result.analyte, result.reported_analyte) AS analyte,
    coalesce(analyte.title, result.reported_analyte, result.loinc) AS title,
    result.collected_on,
    result.collected_at,
    result.days_since_first_dose,
    result.value_operator,
    result.value,
    result.unit,
    result.reported_value,
    result.reported_unit,
    result.lower_limit,
    result.upper_limit,
    CAST(result.lower_limit AS DOUBLE) * conversion.multiply_by / conversion.divide_by AS lower_limit_in_unit,
    CAST(result.upper_limit AS DOUBLE) * conversion.multiply_by / conversion.divide_by AS upper_limit_in_unit,
    result.baseline_value,
    result.x_uln,
    result.x_baseline,
    result.daids_grade,
    result.daids_grade_is_minimum,
    result.label_hit,
    result.ungraded_reason,
    coalesce(delivery.file_name, 'file not in the archive') AS file_name,
    result.source_row,
    row_number() OVER newest AS place,
    row_number() OVER newest_of_title AS place_of_title,
    count(*) OVER (PARTITION BY result.patient_id) AS n_results
FROM clinical.lab_result AS result
LEFT JOIN reference.analyte AS analyte ON analyte.analyte = result.analyte
LEFT JOIN reference.unit_conversion AS conversion
    ON conversion.analyte = result.analyte AND conversion.unit = result.reported_unit AND NOT conversion.is_log10
LEFT JOIN raw.delivery AS delivery ON delivery.source_file = result.source_file
WINDOW
    newest AS (
        PARTITION BY result.patient_id
        ORDER BY result.collected_on DESC, result.collected_at DESC NULLS LAST,
            coalesce(analyte.title, result.reported_analyte, result.loinc), result.source_row
    ),
    newest_of_title AS (
        PARTITION BY result.patient_id, coalesce(analyte.title, result.reported_analyte, result.loinc)
        ORDER BY result.collected_on DESC, result.collected_at DESC NULLS LAST, result.source_row
    )
ORDER BY result.patient_id, place
