-- One laboratory result in force, with baseline, multiples, grades and the label's threshold. One row a result.
--
-- Source  the relation that it shows
-- Reads   clinical.lab_result
-- Grain   one row a result

SELECT *
FROM clinical.lab_result
