-- The scales that a result is read on, for each situation, side by side.
--
-- Source  clinical.grade_scale
-- Reads   clinical.grade_scale
-- Grain   one row per situation

WITH placed AS (
    SELECT *,
        row_number() OVER (
            PARTITION BY analyte, reported_unit, sex, is_fasting, baseline_state, age_from_days ORDER BY measure
        ) AS slot
    FROM clinical.grade_scale
)
SELECT
    analyte,
    reported_unit,
    sex,
    is_fasting,
    baseline_state,
    age_from_days,
    age_below_days,
    max(measure) FILTER (WHERE slot = 1) AS measure_1,
    max(scale_id) FILTER (WHERE slot = 1) AS scale_1,
    max(measure) FILTER (WHERE slot = 2) AS measure_2,
    max(scale_id) FILTER (WHERE slot = 2) AS scale_2,
    max(measure) FILTER (WHERE slot = 3) AS measure_3,
    CASE
        WHEN count(*) > 3 THEN error('A result of ' || analyte || ' would be read on more than three scales.')
        ELSE max(scale_id) FILTER (WHERE slot = 3)
    END AS scale_3
FROM placed
GROUP BY analyte, reported_unit, sex, is_fasting, baseline_state, age_from_days, age_below_days
