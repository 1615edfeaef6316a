-- The grades that follow from the bands in which a result lies: the highest over its scales.
--
-- A grade is known when the lowest possible grade is 1 or more, or when no other than 0 is possible. It is a minimum where
-- a higher one is possible. It is empty where it may be 0 or more: the reason says why.
--
-- Source  definitions of each system, reference.grade_rule; three-valued reading: our policy
-- Reads   clinical.grade_band, clinical.grade_situation, reference.grading_system
-- Grain   one row per combination of bands

WITH scales AS (
    SELECT DISTINCT scale_1, scale_2, scale_3 FROM clinical.grade_situation
),
band AS (
    SELECT band_id, scale_id, reach, verdicts FROM clinical.grade_band
),
combination AS (
    SELECT
        coalesce(band_1.band_id, 0) AS band_1,
        coalesce(band_2.band_id, 0) AS band_2,
        coalesce(band_3.band_id, 0) AS band_3,
        coalesce(band_1.verdicts, []) || coalesce(band_2.verdicts, []) || coalesce(band_3.verdicts, []) AS verdicts
    FROM scales
    LEFT JOIN band AS band_1 ON band_1.scale_id = scale_1
    LEFT JOIN band AS band_2 ON band_2.scale_id = scale_2
    LEFT JOIN band AS band_3 ON band_3.scale_id = scale_3
    -- One result binds its value in one way, whatever it is measured by.
    WHERE len(list_distinct(list_filter([band_1.reach, band_2.reach, band_3.reach], lambda reach: reach <> '?'))) <= 1
    UNION ALL
    SELECT 0, 0, 0, []
),
-- In each reading the highest grade counts; the readings then say which grades are possible.
read_verdict AS (
    SELECT band_1, band_2, band_3, listed.one.system AS system, listed.one.reading AS reading,
        max(listed.one.grade_min) AS grade_min,
        max(listed.one.grade_max) AS grade_max,
        -- Two bands of one grade may lie on both sides: the same side is told every night.
        arg_max(listed.one.direction, {'grade': listed.one.grade_min, 'direction': listed.one.direction})
            FILTER (WHERE listed.one.grade_min IS NOT NULL) AS direction,
        list(listed.one.open_reason) FILTER (WHERE listed.one.open_reason IS NOT NULL) AS open_reasons
    FROM combination, LATERAL (SELECT unnest(verdicts) AS one) AS listed
    GROUP BY band_1, band_2, band_3, system, reading
),
possible AS (
    SELECT band_1, band_2, band_3, system,
        min(grade_min) AS grade_min,
        max(grade_max) AS grade_max,
        arg_min(direction, {'grade': grade_min, 'direction': direction}) FILTER (WHERE grade_min IS NOT NULL) AS direction,
        array_to_string(list_sort(list_distinct(flatten(list(open_reasons) FILTER (WHERE open_reasons IS NOT NULL)))), ', ')
            AS open_reason
    FROM read_verdict
    GROUP BY band_1, band_2, band_3, system
),
verdict AS (
    SELECT combination.band_1, combination.band_2, combination.band_3, grading_system.system, title,
        possible.system IS NOT NULL AS is_defined, grade_min, grade_max, direction, open_reason
    FROM combination
    CROSS JOIN reference.grading_system AS grading_system
    LEFT JOIN possible
        ON possible.band_1 = combination.band_1
        AND possible.band_2 = combination.band_2
        AND possible.band_3 = combination.band_3
        AND possible.system = grading_system.system
    WHERE is_active
),
judged AS (
    SELECT band_1, band_2, band_3, system, title,
        CASE WHEN is_defined AND (grade_min >= 1 OR grade_max = 0) THEN CAST(grade_min AS TINYINT) END AS grade,
        CASE WHEN grade_min >= 1 THEN direction END AS direction,
        CASE WHEN grade_min >= 1 OR (is_defined AND grade_max = 0) THEN grade_min < grade_max END AS is_minimum,
        CASE
            WHEN NOT is_defined AND system = 'us_label' THEN 'no threshold is printed for this analyte'
            WHEN NOT is_defined THEN 'no grade is held for this analyte and age'
            WHEN grade IS NULL THEN coalesce(open_reason, 'cannot be judged')
        END AS reason
    FROM verdict
),
reason AS (
    SELECT band_1, band_2, band_3, system = 'us_label' AS is_label,
        string_agg(title, ', ' ORDER BY title) || ': ' || reason AS sentence
    FROM judged
    WHERE reason IS NOT NULL
    GROUP BY band_1, band_2, band_3, is_label, reason
),
reasons AS (
    SELECT band_1, band_2, band_3,
        string_agg(sentence, '; ' ORDER BY sentence) FILTER (WHERE NOT is_label) AS grade_reason,
        string_agg(sentence, '; ' ORDER BY sentence) FILTER (WHERE is_label) AS label_reason
    FROM reason
    GROUP BY band_1, band_2, band_3
)
SELECT
    judged.band_1,
    judged.band_2,
    judged.band_3,
    max(grade) FILTER (WHERE system = 'daids') AS daids_grade,
    max(direction) FILTER (WHERE system = 'daids') AS daids_direction,
    bool_or(is_minimum) FILTER (WHERE system = 'daids') AS daids_grade_is_minimum,
    max(grade) FILTER (WHERE system = 'ctcae_v5') AS ctcae_v5_grade,
    max(direction) FILTER (WHERE system = 'ctcae_v5') AS ctcae_v5_direction,
    bool_or(is_minimum) FILTER (WHERE system = 'ctcae_v5') AS ctcae_v5_grade_is_minimum,
    max(grade) FILTER (WHERE system = 'ctcae_v6') AS ctcae_v6_grade,
    max(direction) FILTER (WHERE system = 'ctcae_v6') AS ctcae_v6_direction,
    bool_or(is_minimum) FILTER (WHERE system = 'ctcae_v6') AS ctcae_v6_grade_is_minimum,
    max(grade) FILTER (WHERE system = 'us_label') >= 1 AS label_hit,
    any_value(grade_reason) AS grade_reason,
    any_value(label_reason) AS label_reason
FROM judged
LEFT JOIN reasons USING (band_1, band_2, band_3)
GROUP BY judged.band_1, judged.band_2, judged.band_3
