-- Laboratory results in force, typed, in the units reported.
--
-- Source  ../../schemas/delivery.py
-- Reads   staging.typed_lab_result, staging.set_aside
-- Grain   one row per result in force

SELECT *
FROM staging.typed_lab_result
ANTI JOIN (SELECT source_file, source_row FROM staging.set_aside WHERE feed = 'lab_result') AS aside
    USING (source_file, source_row)
