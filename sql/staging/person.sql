-- The newest description of each person.
--
-- Source  our policy: the latest report, then the latest receipt
-- Reads   staging.patient
-- Grain   one row per patient

SELECT *
FROM staging.patient
QUALIFY row_number() OVER (
    PARTITION BY patient_id ORDER BY reported_at DESC, received_at DESC, source_file, source_row
) = 1
