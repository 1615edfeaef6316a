-- Medicines taken or given: background regimen, concomitant, premedication, treatment. One row a medicine.
--
-- Source  the relation that it shows
-- Reads   clinical.medication
-- Grain   one row a medicine

SELECT *
FROM clinical.medication
