-- Haemoglobin fall: haemoglobin below haemoglobin_g_per_dl after the first dose, for review.
--
-- Source  US prescribing information of ibalizumab, section 6.1, laboratory abnormalities;
--         grades: DAIDS table, corrected version 2.1
-- Reads   clinical.lab_result, clinical.patient, reference.threshold
-- Grain   one row per patient and episode; else one row per patient who could not be judged in full
--
-- The label prints one number for women and men. The DAIDS grade, which differs by sex, stands beside it and decides
-- nothing: it may already be 3 in a man above the label's number. A result in mmol/L is compared in mmol/L, with
-- haemoglobin_mmol_per_l, as the grading tables do: converting moves results across their printed cuts.
-- An episode begins with the first low result and lasts until a later day that has a result which is not low and no
-- low one.

WITH limits AS (
    SELECT
        threshold('haemoglobin_fall', 'haemoglobin_g_per_dl') AS g_per_dl,
        threshold('haemoglobin_fall', 'haemoglobin_mmol_per_l') AS mmol_per_l
),

treated AS (
    SELECT patient_id FROM clinical.patient WHERE is_treated
),

measured AS (
    SELECT
        result.*,
        CASE WHEN reported_unit = 'mmol/L' THEN reported_value ELSE value END AS compared,
        CASE WHEN reported_unit = 'mmol/L' THEN limits.mmol_per_l ELSE limits.g_per_dl END AS cut,
        CASE WHEN reported_unit = 'mmol/L' THEN 'mmol/L' ELSE 'g/dL' END AS compared_unit
    FROM clinical.lab_result AS result
    SEMI JOIN treated USING (patient_id)
    CROSS JOIN limits
    WHERE analyte = 'haemoglobin' AND is_after_first_dose
),

judged AS (
    SELECT
        *,
        is_below(value_operator, compared, cut) AS is_beyond,
        share_below(compared, cut) AS margin_share,
        reason_not_judged(
            is_beyond, value_operator, compared, compared, ungraded_reason, 'no result in a known unit'
        ) AS reason,
        format('Haemoglobin {} {}', shown(value_operator, compared), compared_unit) AS reading,
        format('below {:g} {}', cut::DOUBLE, compared_unit) AS cut_words
    FROM measured
)

FROM laboratory_answers(
    'haemoglobin_fall', 'judged', 'treated',
    result_word := 'haemoglobin',
    results_word := 'haemoglobin results',
    no_other := format('below {:g} g/dL', threshold('haemoglobin_fall', 'haemoglobin_g_per_dl')::DOUBLE),
    worst_word := 'lowest',
    criterion_words := 'below_threshold',
    unit_words := 'g/dL'
)
