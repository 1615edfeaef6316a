-- Laboratory results in force as measures of a known analyte: in its standard unit and as multiples of their own limits.
--
-- LOINC decides the analyte; without it the name does. A code that is not known leaves the named analyte unmeasured: it may
-- be another specimen, and it must not pass as if nothing had been sent. Missing age is read as adult; age is a difference of calendar
-- years. Multiples are divided from the numbers as reported and rounded once. Without an accepted unit nothing is measured.
--
-- Source  reference.analyte_code, reference.unit_spelling, reference.unit_conversion, each row with its own
-- Reads   staging.lab_result, staging.course, reference.analyte, reference.analyte_code, reference.unit_conversion, reference.unit_spelling, reference.grading_system
-- Grain   one row per result in force

WITH accepted AS (
    SELECT analyte, spelling, unit, multiply_by, divide_by, is_log10, standard_unit
    FROM reference.unit_conversion
    JOIN reference.unit_spelling USING (unit)
    JOIN reference.analyte USING (analyte)
),
policy AS (
    SELECT max(adult_from_years) AS adult_from_years, bool_or(grades_children) AS grades_children
    FROM reference.grading_system
),
joined AS (
    SELECT result.*,
        coalesce(code.analyte, named.analyte) AS analyte,
        code.analyte IS NOT NULL AS is_code_known,
        coalesce(code.is_fasting, result.is_fasting) AS was_fasting,
        accepted.unit AS reported_unit,
        standard_unit,
        CASE
            WHEN accepted.unit = standard_unit THEN reported_value
            WHEN is_log10 THEN try_cast(pow(10, reported_value) AS DECIMAL(18, 6))
            ELSE try_cast(CAST(reported_value AS DECIMAL(38, 6)) * multiply_by / divide_by AS DECIMAL(18, 6))
        END AS value,
        course.sex,
        year(collected_on) - course.birth_year AS age_years,
        collected_on - course.first_dose_on AS days_since_first_dose,
        collected_on - course.background_started_on AS days_since_background,
        coalesce(
            CASE WHEN collected_at IS NOT NULL AND course.first_dose_at IS NOT NULL THEN collected_at > course.first_dose_at
                ELSE collected_on >= course.first_dose_on END,
            false
        ) AS is_after_first_dose
    FROM staging.lab_result AS result
    LEFT JOIN staging.course AS course USING (patient_id)
    LEFT JOIN reference.analyte_code AS code ON code.code = coalesce(result.loinc, lower(result.reported_analyte))
    LEFT JOIN reference.analyte_code AS named
        ON code.code IS NULL AND result.loinc IS NOT NULL AND named.code = lower(result.reported_analyte)
    LEFT JOIN accepted ON accepted.analyte = code.analyte AND accepted.spelling = result.unit_text
)
SELECT
    patient_id,
    analyte,
    reported_analyte,
    loinc,
    collected_on,
    collected_at,
    CAST(days_since_first_dose AS INTEGER) AS days_since_first_dose,
    CAST(days_since_background AS INTEGER) AS days_since_background,
    is_after_first_dose,
    value_operator,
    value,
    CASE WHEN value IS NOT NULL THEN standard_unit END AS unit,
    reported_value,
    reported_unit,
    lower_limit,
    upper_limit,
    -- Nine decimals, as multiples have; no cut lies beyond the ends.
    CAST(least(greatest(reported_value, -99999999), 99999999) AS DECIMAL(18, 9)) AS position,
    try_cast(CASE WHEN lower_limit > 0 AND reported_unit IS NOT NULL THEN reported_value / lower_limit END AS DECIMAL(18, 9))
        AS x_lln,
    try_cast(CASE WHEN upper_limit > 0 AND reported_unit IS NOT NULL THEN reported_value / upper_limit END AS DECIMAL(18, 9))
        AS x_uln,
    coalesce(sex, 'unknown') AS sex,
    -- 365.25 days are one year of UCUM.
    CAST(coalesce(age_years, adult_from_years) * 365.25 AS DECIMAL(9, 2)) AS age_days,
    coalesce(grades_children OR age_years >= adult_from_years, true) AS is_graded,
    coalesce(was_fasting, false) AS is_fasting,
    CASE
        WHEN NOT is_code_known AND loinc IS NOT NULL THEN 'the LOINC code is not known'
        WHEN analyte IS NULL THEN 'the analyte is not known'
        WHEN reported_value IS NULL THEN 'the result is not a number'
        WHEN unit_text IS NULL THEN 'unit missing'
        WHEN reported_unit IS NULL THEN 'the unit is not accepted for this analyte'
    END AS unmeasured_reason,
    laboratory_id,
    source_file,
    source_row
FROM joined
CROSS JOIN policy
