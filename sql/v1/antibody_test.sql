-- Tests for antibodies to ibalizumab. One row a test.
--
-- Source  the relation that it shows
-- Reads   clinical.antibody_test
-- Grain   one row a test

SELECT *
FROM clinical.antibody_test
