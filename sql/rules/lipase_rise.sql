-- Lipase rise: lipase strictly above x_uln times its own upper limit after the first dose, for review.
--
-- Source  US prescribing information of ibalizumab, section 6.1, laboratory abnormalities;
--         grades: DAIDS table, corrected version 2.1
-- Reads   clinical.lab_result, clinical.patient, reference.threshold
-- Grain   one row per patient and episode; else one row per patient who could not be judged in full
--
-- The label prints "above"; the DAIDS table counts the multiple itself too, so that a result just at it has the grade
-- and no flag. A result without an upper limit of its own cannot be judged: no limit of a textbook stands in.
-- An episode begins with the first high result and lasts until a later day that has a result which is not high and no
-- high one.

WITH limits AS (
    SELECT threshold('lipase_rise', 'x_uln') AS x_uln
),

treated AS (
    SELECT patient_id FROM clinical.patient WHERE is_treated
),

judged AS (
    SELECT
        result.*,
        is_above(value_operator, result.x_uln, limits.x_uln) AS is_beyond,
        share_above(result.x_uln, limits.x_uln) AS margin_share,
        reason_not_judged(
            is_beyond, value_operator, value, result.x_uln,
            CASE WHEN value IS NULL THEN ungraded_reason END, 'no upper limit of its own'
        ) AS reason,
        concat(
            'Lipase ' || shown(value_operator, round(result.x_uln, 3)) || ' × its upper limit',
            ' (' || shown(value_operator, round(value, 2)) || ' U/L)'
        ) AS reading,
        format('above {:g} × it', limits.x_uln::DOUBLE) AS cut_words
    FROM clinical.lab_result AS result
    SEMI JOIN treated USING (patient_id)
    CROSS JOIN limits
    WHERE analyte = 'lipase' AND is_after_first_dose
)

FROM laboratory_answers(
    'lipase_rise', 'judged', 'treated',
    result_word := 'lipase',
    results_word := 'lipase results',
    no_other := format('above {:g} × its upper limit', threshold('lipase_rise', 'x_uln')::DOUBLE),
    worst_word := 'highest',
    criterion_words := 'above_uln_multiple',
    unit_words := 'U/L'
)
