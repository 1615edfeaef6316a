-- Everyone who appears in any delivery, with the course of treatment. One row a patient.
--
-- Source  the relation that it shows
-- Reads   clinical.patient
-- Grain   one row a patient

SELECT *
FROM clinical.patient
