-- One administration of ibalizumab that took place (whole or in part). One row an administration.
--
-- Source  the relation that it shows
-- Reads   clinical.infusion
-- Grain   one row an administration

SELECT *
FROM clinical.infusion
