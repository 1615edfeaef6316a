-- Direct bilirubin rise: direct bilirubin strictly above x_uln times its upper limit after the first dose, for review.
--
-- Source  US prescribing information of ibalizumab, section 6.1, laboratory abnormalities;
--         grades: DAIDS table, corrected version 2.1
-- Reads   clinical.lab_result, clinical.patient, reference.threshold
-- Grain   one row per patient and episode; else one row per patient who could not be judged in full
--
-- A supporting signal: any result above the limit counts, so that it says little alone. certainty says so. The DAIDS
-- table grades it only together with signs of liver injury, which no laboratory result shows: the grade is the one that
-- it has with them. A result without an upper limit of its own cannot be judged. An episode begins with the first high
-- result and lasts until a later day that has a result which is not high and no high one.

WITH limits AS (
    SELECT threshold('direct_bilirubin_rise', 'x_uln') AS x_uln
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
            'Direct bilirubin ' || shown(value_operator, round(result.x_uln, 3)) || ' × its upper limit',
            ' (' || shown(value_operator, round(value, 2)) || ' mg/dL)'
        ) AS reading,
        CASE limits.x_uln WHEN 1 THEN 'above it' ELSE format('above {:g} × it', limits.x_uln::DOUBLE) END AS cut_words
    FROM clinical.lab_result AS result
    SEMI JOIN treated USING (patient_id)
    CROSS JOIN limits
    WHERE analyte = 'bilirubin_direct' AND is_after_first_dose
)

FROM laboratory_answers(
    'direct_bilirubin_rise', 'judged', 'treated',
    result_word := 'direct bilirubin',
    results_word := 'direct bilirubin results',
    no_other := format('above {:g} × its upper limit', threshold('direct_bilirubin_rise', 'x_uln')::DOUBLE),
    worst_word := 'highest',
    criterion_words := 'above_uln',
    unit_words := 'mg/dL',
    certainty_word := 'supporting',
    open_question := 'grade: holds only with signs of liver injury, which no laboratory result shows'
)
