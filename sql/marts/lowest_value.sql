-- How many people had which lowest result of grade 0: those whom no list of lowest counts names.
--
-- Source  signals.lowest_count
-- Reads   signals.lowest_count
-- Grain   one row per analyte, sex, bound and value

SELECT analyte, sex, unit, operator, value, grade, count(*) AS n_patients
FROM signals.lowest_count
WHERE grade = 0
GROUP BY ALL
ORDER BY analyte, sex, value, operator
