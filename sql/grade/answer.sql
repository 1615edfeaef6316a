-- What is written behind each row of a graded file.
--
-- Source  clinical.lab_result
-- Reads   clinical.lab_result, raw.graded_row
-- Grain   one row per row of the file, in its order

SELECT
    CAST(daids_grade AS VARCHAR) AS daids_grade,
    daids_direction,
    CAST(ctcae_v5_grade AS VARCHAR) AS ctcae_v5_grade,
    ctcae_v5_direction,
    CAST(ctcae_v6_grade AS VARCHAR) AS ctcae_v6_grade,
    ctcae_v6_direction,
    CAST(label_hit AS VARCHAR) AS label_hit,
    concat_ws(
        '; ',
        ungraded_reason,
        CASE WHEN daids_grade_is_minimum THEN 'DAIDS v2.1: the grade may be higher' END,
        CASE WHEN ctcae_v5_grade_is_minimum THEN 'CTCAE v5.0: the grade may be higher' END,
        CASE WHEN ctcae_v6_grade_is_minimum THEN 'CTCAE v6.0: the grade may be higher' END,
        CASE WHEN filled(delivered.lower_limit) IS NOT NULL AND result.lower_limit IS NULL THEN 'lower_limit is not a number' END,
        CASE WHEN filled(delivered.upper_limit) IS NOT NULL AND result.upper_limit IS NULL THEN 'upper_limit is not a number' END,
        CASE WHEN limit_number(baseline, '.') IS NULL AND filled(baseline) IS NOT NULL THEN 'baseline is not a number' END,
        CASE
            WHEN filled(age_years) IS NOT NULL AND coalesce(try_cast(age_years AS DECIMAL(9, 5)) < 0, true)
                THEN 'age_years is not a number of years and was read as adult'
        END,
        CASE
            WHEN lower(filled(sex)) NOT IN ('f', 'm', 'female', 'male', 'unknown') THEN 'sex is none of F, M, female, male'
        END,
        CASE
            WHEN lower(filled(fasting)) NOT IN ('yes', 'no', 'y', 'n', 'true', 'false', '1', '0', 'unknown')
                THEN 'fasting is neither yes nor no and was read as no'
        END
    ) AS reason
FROM clinical.lab_result AS result
JOIN raw.graded_row AS delivered USING (source_row)
WHERE source_file = 'result'
ORDER BY source_row
