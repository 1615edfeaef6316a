-- Tests for antibodies to ibalizumab, placed against the first dose.
--
-- Source  ../../schemas/delivery.py
-- Reads   staging.antibody_test, staging.course
-- Grain   one row per test

SELECT antibody_test_id,
    test.patient_id,
    collected_on,
    collected_at,
    CAST(collected_on - first_dose_on AS INTEGER) AS days_since_first_dose,
    CASE
        WHEN collected_at IS NOT NULL AND first_dose_at IS NOT NULL THEN collected_at > first_dose_at
        WHEN collected_on <> first_dose_on THEN collected_on > first_dose_on
        ELSE coalesce(collected_at > first_dose_at, first_dose_on IS NOT NULL)
    END AS is_after_first_dose,
    result,
    titre,
    is_neutralising,
    assay,
    drug_level_ug_per_ml,
    source_file,
    source_row
FROM staging.antibody_test AS test
LEFT JOIN staging.course USING (patient_id)
