-- Tests for antibodies to ibalizumab in force, typed.
--
-- Source  ../../schemas/delivery.py
-- Reads   raw.antibody_test, staging.local_offset, staging.set_aside
-- Grain   one row per test in force

SELECT filled(sender_id) || '/' || filled(record_id) AS antibody_test_id,
    filled(raw.antibody_test.patient_id) AS patient_id,
    local_date(collected_at) AS collected_on,
    instant_at(collected_at, clock.offset_minutes) AS collected_at,
    nullif(lower(filled(antibody_result)), 'indeterminate') AS result,
    try_cast(filled(titre) AS DECIMAL(18, 6)) AS titre,
    yes_no(is_neutralising) AS is_neutralising,
    filled(assay) AS assay,
    try_cast(filled(drug_level_ug_per_ml) AS DECIMAL(18, 6)) AS drug_level_ug_per_ml,
    source_file,
    source_row
FROM raw.antibody_test
LEFT JOIN staging.local_offset AS clock
    ON clock.patient_id = filled(raw.antibody_test.patient_id) AND clock.written_on = local_date(collected_at)
ANTI JOIN (SELECT source_file, source_row FROM staging.set_aside WHERE feed = 'antibody_test') AS aside
    USING (source_file, source_row)
