-- One measured vital sign, placed against the infusions. One row a reading.
--
-- Source  the relation that it shows
-- Reads   clinical.vital_sign
-- Grain   one row a reading

SELECT *
FROM clinical.vital_sign
