-- People of whom something was reported, but no administration is in force: no rule judges them. One row a person.
--
-- Source  the relation that it shows
-- Reads   marts.patient_without_dose
-- Grain   one row a person without an administration

SELECT *
FROM marts.patient_without_dose
