-- Each person's lowest neutrophil count after the first dose, with its grade; a bound such as "<0.2" stays one.
--
-- Grain   one row per person with a count in the standard unit

SELECT patient_id,
    arg_min(value_operator, value) AS value_operator,
    min(value) AS lowest_giga_per_l,
    arg_min(collected_on, value) AS collected_on,
    arg_min(daids_grade, value) AS daids_grade
FROM v1.lab_result
WHERE analyte = 'neutrophils' AND is_after_first_dose AND value IS NOT NULL
GROUP BY patient_id
ORDER BY lowest_giga_per_l, patient_id
