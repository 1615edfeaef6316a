-- Laboratory results in force with baseline, multiples, grades and the threshold of the US label.
--
-- Nothing is judged here: every condition was resolved in clinical.grade_situation, every number line cut in
-- clinical.grade_band, every combination decided in clinical.grade_outcome. A result only finds its place. Results up to
-- the first infusion have no baseline. Below adult_from_years only the label's threshold is read.
--
-- Source  DAIDS table v2.1; CTCAE v5.0; US prescribing information, section 6.1; each row of reference.grade_rule
-- Reads   staging.lab_measure, clinical.lab_baseline, clinical.grade_situation, clinical.grade_band, clinical.grade_outcome
-- Grain   one row per result in force

WITH compared AS (
    SELECT measure.*,
        baseline_on,
        baseline_value,
        baseline_x_uln,
        baseline_daids_grade,
        coalesce(baseline_state, 'missing') AS baseline_state,
        try_cast(CASE
            WHEN baseline_reported_unit = reported_unit AND baseline_reported_value > 0
                THEN reported_value / baseline_reported_value
            WHEN baseline_value > 0 THEN value / baseline_value
        END AS DECIMAL(18, 9)) AS x_baseline,
        CASE WHEN days_since_background >= 0 THEN background_value END AS background_baseline_value,
        try_cast(CASE
            WHEN days_since_background >= 0 AND background_reported_unit = reported_unit AND background_reported_value > 0
                THEN reported_value / background_reported_value
            WHEN days_since_background >= 0 AND background_value > 0 THEN value / background_value
        END AS DECIMAL(18, 9)) AS x_background_baseline
    FROM staging.lab_measure AS measure
    LEFT JOIN clinical.lab_baseline AS baseline
        ON baseline.patient_id = measure.patient_id
        AND baseline.analyte = measure.analyte
        AND (baseline.for_unit IS NULL OR baseline.for_unit = measure.reported_unit)
        AND measure.is_after_first_dose
),
positioned AS (
    SELECT compared.*, scale_1, scale_2, scale_3,
        CASE measure_1
            WHEN 'value' THEN position
            WHEN 'x_uln' THEN x_uln
            WHEN 'x_lln' THEN x_lln
            WHEN 'x_baseline' THEN x_baseline
            -- Both multiples must lie beyond the cut; one that does not settles it, whatever the other.
            WHEN 'x_uln_and_x_baseline'
                THEN CASE WHEN x_uln IS NOT NULL OR x_baseline <= 1 THEN least(x_uln, x_baseline) END
        END AS position_1,
        CASE measure_2
            WHEN 'value' THEN position
            WHEN 'x_uln' THEN x_uln
            WHEN 'x_lln' THEN x_lln
            WHEN 'x_baseline' THEN x_baseline
            WHEN 'x_uln_and_x_baseline'
                THEN CASE WHEN x_uln IS NOT NULL OR x_baseline <= 1 THEN least(x_uln, x_baseline) END
        END AS position_2,
        CASE measure_3
            WHEN 'x_uln' THEN x_uln
            WHEN 'x_lln' THEN x_lln
            WHEN 'x_baseline' THEN x_baseline
            WHEN 'x_uln_and_x_baseline'
                THEN CASE WHEN x_uln IS NOT NULL OR x_baseline <= 1 THEN least(x_uln, x_baseline) END
        END AS position_3
    FROM compared
    LEFT JOIN clinical.grade_situation AS situation
        ON situation.analyte = compared.analyte
        AND situation.reported_unit = compared.reported_unit
        AND situation.sex = compared.sex
        AND situation.is_fasting = compared.is_fasting
        AND situation.baseline_state = compared.baseline_state
        AND compared.age_days >= situation.age_from_days
        AND compared.age_days < situation.age_below_days
)
SELECT
    patient_id,
    analyte,
    reported_analyte,
    loinc,
    collected_on,
    collected_at,
    days_since_first_dose,
    is_after_first_dose,
    value_operator,
    value,
    unit,
    reported_value,
    reported_unit,
    lower_limit,
    upper_limit,
    x_lln,
    x_uln,
    baseline_value,
    baseline_on,
    baseline_x_uln,
    x_baseline,
    background_baseline_value,
    x_background_baseline,
    CASE WHEN is_graded THEN daids_grade END AS daids_grade,
    CASE WHEN is_graded THEN daids_direction END AS daids_direction,
    CASE WHEN is_graded THEN daids_grade_is_minimum END AS daids_grade_is_minimum,
    CASE WHEN is_graded THEN ctcae_v5_grade END AS ctcae_v5_grade,
    CASE WHEN is_graded THEN ctcae_v5_direction END AS ctcae_v5_direction,
    CASE WHEN is_graded THEN ctcae_v5_grade_is_minimum END AS ctcae_v5_grade_is_minimum,
    CASE WHEN is_graded THEN ctcae_v6_grade END AS ctcae_v6_grade,
    CASE WHEN is_graded THEN ctcae_v6_direction END AS ctcae_v6_direction,
    CASE WHEN is_graded THEN ctcae_v6_grade_is_minimum END AS ctcae_v6_grade_is_minimum,
    baseline_daids_grade,
    CASE WHEN unmeasured_reason IS NULL THEN label_hit END AS label_hit,
    CASE
        WHEN unmeasured_reason IS NOT NULL THEN unmeasured_reason
        WHEN is_graded AND label_reason IS NULL THEN grade_reason
        ELSE concat_ws(
            '; ', CASE WHEN is_graded THEN grade_reason ELSE 'people of this age are not graded' END, label_reason
        )
    END AS ungraded_reason,
    laboratory_id,
    source_file,
    source_row
FROM positioned
LEFT JOIN clinical.grade_band AS band_1
    ON band_1.scale_id = scale_1
    AND band_1.reach = CASE WHEN position_1 IS NULL THEN '?' ELSE value_operator END
    AND coalesce(position_1, 0.000000000) >= band_1.from_value
    AND coalesce(position_1, 0.000000000) < band_1.below_value
LEFT JOIN clinical.grade_band AS band_2
    ON band_2.scale_id = scale_2
    AND band_2.reach = CASE WHEN position_2 IS NULL THEN '?' ELSE value_operator END
    AND coalesce(position_2, 0.000000000) >= band_2.from_value
    AND coalesce(position_2, 0.000000000) < band_2.below_value
LEFT JOIN clinical.grade_band AS band_3
    ON band_3.scale_id = scale_3
    AND band_3.reach = CASE WHEN position_3 IS NULL THEN '?' ELSE value_operator END
    AND coalesce(position_3, 0.000000000) >= band_3.from_value
    AND coalesce(position_3, 0.000000000) < band_3.below_value
LEFT JOIN clinical.grade_outcome AS outcome
    ON outcome.band_1 = coalesce(band_1.band_id, 0)
    AND outcome.band_2 = coalesce(band_2.band_id, 0)
    AND outcome.band_3 = coalesce(band_3.band_id, 0)
