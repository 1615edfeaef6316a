-- Thrombocytopenia: a platelet count below platelets_giga_per_l after the first dose, for review.
--
-- Source  US prescribing information of ibalizumab, section 6.1, laboratory abnormalities;
--         grades: DAIDS table, corrected version 2.1
-- Reads   clinical.lab_result, clinical.patient, reference.threshold
-- Grain   one row per patient and episode; else one row per patient who could not be judged in full
--
-- An episode begins with the first low count and lasts until a later day that has a count which is not low and no
-- low one. Every accepted unit of a count differs by a power of ten, so the standard unit is compared.

WITH limits AS (
    SELECT threshold('thrombocytopenia', 'platelets_giga_per_l') AS platelets
),

treated AS (
    SELECT patient_id FROM clinical.patient WHERE is_treated
),

judged AS (
    SELECT
        result.*,
        is_below(value_operator, value, limits.platelets) AS is_beyond,
        share_below(value, limits.platelets) AS margin_share,
        reason_not_judged(
            is_beyond, value_operator, value, value, ungraded_reason, 'no count in the standard unit'
        ) AS reason,
        'Platelets ' || shown(value_operator, value) || ' × 10⁹/L' AS reading,
        format('below {:g} × 10⁹/L', limits.platelets::DOUBLE) AS cut_words
    FROM clinical.lab_result AS result
    SEMI JOIN treated USING (patient_id)
    CROSS JOIN limits
    WHERE analyte = 'platelets' AND is_after_first_dose
)

FROM laboratory_answers(
    'thrombocytopenia', 'judged', 'treated',
    result_word := 'platelet count',
    results_word := 'platelet counts',
    no_other := format('below {:g} × 10⁹/L', threshold('thrombocytopenia', 'platelets_giga_per_l')::DOUBLE),
    worst_word := 'lowest',
    criterion_words := 'below_threshold',
    unit_words := '× 10⁹/L'
)
