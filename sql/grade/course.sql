-- Each row of a graded file as a person whose treatment starts on the day of the result; age is kept to its decimals.
--
-- Source  ../../schemas/staging.py, class Course
-- Reads   raw.graded_row
-- Grain   one row per row of the file

SELECT
    CAST(source_row AS VARCHAR) AS patient_id,
    CASE lower(filled(sex)) WHEN 'f' THEN 'F' WHEN 'female' THEN 'F' WHEN 'm' THEN 'M' WHEN 'male' THEN 'M' END AS sex,
    2000 - CASE WHEN try_cast(age_years AS DECIMAL(9, 5)) >= 0 THEN try_cast(age_years AS DECIMAL(9, 5)) END AS birth_year,
    DATE '2000-01-02' AS first_dose_on,
    CAST(NULL AS TIMESTAMPTZ) AS first_dose_at,
    CAST(NULL AS DATE) AS background_started_on
FROM raw.graded_row
