-- Glucose rise: glucose above glucose_mg_per_dl after the first dose, fasting or not, for review.
--
-- Source  US prescribing information of ibalizumab, section 6.1, laboratory abnormalities;
--         grades: DAIDS table, corrected version 2.1
-- Reads   clinical.lab_result, clinical.patient, reference.threshold
-- Grain   one row per patient and episode; else one row per patient who could not be judged in full
--
-- The label's number is in mg/dL. A result in mmol/L is compared in mmol/L, at or above glucose_mmol_per_l, which the
-- DAIDS table prints beside it: no result is converted before it is compared, so that a flag and its grade never
-- disagree by a rounding. An episode begins with the first high result and lasts until a later day that has a result
-- which is not high and no high one.

WITH limits AS (
    SELECT
        threshold('glucose_rise', 'glucose_mg_per_dl') AS mg_per_dl,
        threshold('glucose_rise', 'glucose_mmol_per_l') AS mmol_per_l
),

treated AS (
    SELECT patient_id FROM clinical.patient WHERE is_treated
),

measured AS (
    SELECT
        result.*,
        reported_unit IS NOT DISTINCT FROM 'mmol/L' AS is_in_mmol,
        CASE WHEN is_in_mmol THEN reported_value ELSE value END AS compared,
        CASE WHEN is_in_mmol THEN limits.mmol_per_l ELSE limits.mg_per_dl END AS cut,
        CASE WHEN is_in_mmol THEN 'mmol/L' ELSE 'mg/dL' END AS compared_unit
    FROM clinical.lab_result AS result
    SEMI JOIN treated USING (patient_id)
    CROSS JOIN limits
    WHERE analyte = 'glucose' AND is_after_first_dose
),

judged AS (
    SELECT
        *,
        CASE
            WHEN is_in_mmol THEN is_at_least(value_operator, compared, cut)
            ELSE is_above(value_operator, compared, cut)
        END AS is_beyond,
        share_above(compared, cut) AS margin_share,
        reason_not_judged(
            is_beyond, value_operator, compared, compared, ungraded_reason, 'no result in a known unit'
        ) AS reason,
        format('Glucose {} {}', shown(value_operator, compared), compared_unit) AS reading,
        CASE WHEN is_in_mmol THEN 'at or above ' ELSE 'above ' END
        || format('{:g} {}', cut::DOUBLE, compared_unit) AS cut_words
    FROM measured
)

FROM laboratory_answers(
    'glucose_rise', 'judged', 'treated',
    result_word := 'glucose',
    results_word := 'glucose results',
    no_other := format('above {:g} mg/dL', threshold('glucose_rise', 'glucose_mg_per_dl')::DOUBLE),
    worst_word := 'highest',
    criterion_words := 'above_threshold',
    unit_words := 'mg/dL'
)
