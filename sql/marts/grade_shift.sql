-- How many people moved from which grade at baseline to which worst grade after the first dose.
--
-- Source  signals.grade_shift
-- Reads   signals.grade_shift, reference.analyte
-- Grain   one row per analyte, baseline grade and worst grade that occurs

SELECT
    shift.analyte,
    coalesce(analyte.title, shift.analyte) AS title,
    shift.baseline_grade,
    shift.worst_grade,
    count(*) AS n_patients,
    count(*) FILTER (WHERE shift.may_be_higher) AS n_may_be_higher
FROM signals.grade_shift AS shift
LEFT JOIN reference.analyte AS analyte USING (analyte)
GROUP BY ALL
ORDER BY shift.analyte, shift.baseline_grade NULLS LAST, shift.worst_grade NULLS LAST
