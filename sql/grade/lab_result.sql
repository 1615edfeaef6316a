-- The rows of a graded file as laboratory results: each row is a person of its own, with a baseline the day before.
--
-- The dates stand for "the day of the result" and "the day before". The baseline has no limits of its own in the file: it
-- is read against those of its row.
--
-- Source  ../../schemas/staging.py, class LabResult
-- Reads   raw.graded_row
-- Grain   one row per row of the file, and one per baseline in it

WITH typed AS (
    SELECT source_row, filled(analyte) AS analyte, filled(unit) AS unit_text, lower(filled(fasting)) AS fasting,
        result_operator(value) AS value_operator,
        CASE WHEN is_result THEN result_number(value, '.') END AS reported_value,
        limit_number(lower_limit, '.') AS lower_limit,
        limit_number(upper_limit, '.') AS upper_limit,
        limit_number(baseline, '.') AS baseline,
        regexp_full_match(filled(analyte), '[0-9]{1,7}-[0-9]') AS is_loinc
    FROM raw.graded_row
),
result AS (
    SELECT 'result' AS source_file, DATE '2000-01-02' AS collected_on, * FROM typed
    UNION ALL
    SELECT 'baseline', DATE '2000-01-01', * REPLACE ('=' AS value_operator, baseline AS reported_value)
    FROM typed
    WHERE baseline IS NOT NULL
)
SELECT
    CAST(source_row AS VARCHAR) AS patient_id,
    CAST(NULL AS VARCHAR) AS laboratory_id,
    analyte AS reported_analyte,
    CASE WHEN is_loinc THEN analyte END AS loinc,
    collected_on,
    CAST(NULL AS TIMESTAMPTZ) AS collected_at,
    value_operator,
    reported_value,
    unit_text,
    lower_limit,
    upper_limit,
    CASE WHEN fasting IN ('yes', 'y', 'true', '1') THEN true WHEN fasting IN ('no', 'n', 'false', '0') THEN false END
        AS is_fasting,
    source_file,
    source_row
FROM result
