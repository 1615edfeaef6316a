-- Uric acid rise: uric acid above urate_mg_per_dl after the first dose, for review.
--
-- Source  US prescribing information of ibalizumab, section 6.1, laboratory abnormalities;
--         grades: DAIDS table, corrected version 2.1
-- Reads   clinical.lab_result, clinical.patient, reference.threshold
-- Grain   one row per patient and episode; else one row per patient who could not be judged in full
--
-- The label's number is in mg/dL. A result in umol/L or mmol/L is compared with urate_umol_per_l, which the DAIDS table
-- prints beside it and which lies a little below the exact conversion: no result is converted into mg/dL before it is
-- compared, so that a flag and its grade never disagree by a rounding. An episode begins with the first high result
-- and lasts until a later day that has a result which is not high and no high one.

WITH limits AS (
    SELECT
        threshold('uric_acid_rise', 'urate_mg_per_dl') AS mg_per_dl,
        threshold('uric_acid_rise', 'urate_umol_per_l') AS umol_per_l
),

treated AS (
    SELECT patient_id FROM clinical.patient WHERE is_treated
),

measured AS (
    SELECT
        result.*,
        coalesce(reported_unit IN ('umol/L', 'mmol/L'), false) AS is_molar,
        CASE
            WHEN reported_unit = 'umol/L' THEN reported_value
            WHEN reported_unit = 'mmol/L' THEN try_cast(reported_value * 1000 AS DECIMAL(18, 6))
            ELSE value
        END AS compared,
        CASE WHEN is_molar THEN limits.umol_per_l ELSE limits.mg_per_dl END AS cut,
        CASE WHEN is_molar THEN 'µmol/L' ELSE 'mg/dL' END AS compared_unit
    FROM clinical.lab_result AS result
    SEMI JOIN treated USING (patient_id)
    CROSS JOIN limits
    WHERE analyte = 'urate' AND is_after_first_dose
),

judged AS (
    SELECT
        *,
        is_above(value_operator, compared, cut) AS is_beyond,
        share_above(compared, cut) AS margin_share,
        reason_not_judged(
            is_beyond, value_operator, compared, compared, ungraded_reason, 'no result in a known unit'
        ) AS reason,
        format('Uric acid {} {}', shown(value_operator, compared), compared_unit) AS reading,
        format('above {:g} {}', cut::DOUBLE, compared_unit) AS cut_words
    FROM measured
)

FROM laboratory_answers(
    'uric_acid_rise', 'judged', 'treated',
    result_word := 'uric acid',
    results_word := 'uric acid results',
    no_other := format('above {:g} mg/dL', threshold('uric_acid_rise', 'urate_mg_per_dl')::DOUBLE),
    worst_word := 'highest',
    criterion_words := 'above_threshold',
    unit_words := 'mg/dL'
)
