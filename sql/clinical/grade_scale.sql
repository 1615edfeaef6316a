-- The criteria that hold for each situation of a result, every condition resolved.
--
-- A situation is all that decides which criteria hold: analyte, reported unit, sex, fasting, state of the baseline, age.
-- Where something is not known (sex, symptoms, limits of the baseline), each possibility is one reading of the scale: a
-- list of criteria. Situations that read the same criteria share a scale.
--
-- Source  definitions of each system, reference.grade_rule; a missing baseline: reference.grading_system
-- Reads   clinical.grade_criterion
-- Grain   one row per situation and measure

WITH age_from AS (
    SELECT analyte, age_from_days FROM clinical.grade_criterion
    UNION
    SELECT analyte, age_below_days FROM clinical.grade_criterion WHERE age_below_days IS NOT NULL
    UNION
    SELECT analyte, 0 FROM clinical.grade_criterion
),
age AS (
    SELECT analyte, age_from_days,
        lead(age_from_days, 1, 9999999) OVER (PARTITION BY analyte ORDER BY age_from_days) AS age_below_days
    FROM age_from
),
unit AS (
    SELECT DISTINCT analyte, reported_unit FROM clinical.grade_criterion
),
situation AS (
    SELECT
        row_number() OVER () AS situation_id,
        analyte, reported_unit, sex, is_fasting, baseline_state, age_from_days, age_below_days
    FROM unit
    JOIN age USING (analyte)
    CROSS JOIN unnest(['F', 'M', 'unknown']) AS sexes(sex)
    CROSS JOIN unnest([true, false]) AS fasting_states(is_fasting)
    CROSS JOIN unnest(['missing', 'unknown', 'low', 'not_high', 'normal', 'high']) AS baseline_states(baseline_state)
),
possibility AS (
    SELECT situation.*, possible_sex, possible_state, has_symptoms
    FROM situation,
        unnest(CASE sex WHEN 'unknown' THEN ['F', 'M'] ELSE [sex] END) AS sexes(possible_sex),
        unnest(CASE baseline_state
            WHEN 'unknown' THEN ['low', 'normal', 'high']
            WHEN 'not_high' THEN ['low', 'normal']
            WHEN 'missing' THEN ['normal']
            ELSE [baseline_state]
        END) AS states(possible_state),
        unnest([true, false]) AS symptoms(has_symptoms)
),
holds AS (
    SELECT possibility.situation_id, possible_sex, possible_state, has_symptoms, criterion.measure, criterion_id
    FROM possibility
    JOIN clinical.grade_criterion AS criterion
        ON criterion.analyte = possibility.analyte
        AND criterion.reported_unit = possibility.reported_unit
        AND criterion.age_from_days <= possibility.age_from_days
        AND coalesce(criterion.age_below_days >= possibility.age_below_days, true)
        AND coalesce(criterion.sex = possible_sex, true)
        AND coalesce(criterion.is_fasting = possibility.is_fasting, true)
        AND coalesce(criterion.needs_symptoms = has_symptoms, true)
        AND CASE criterion.baseline_state
            WHEN 'high' THEN possible_state = 'high'
            WHEN 'not_high' THEN possible_state <> 'high'
            WHEN 'low' THEN possible_state = 'low'
            WHEN 'not_low' THEN possible_state <> 'low'
            ELSE true
        END
        AND NOT (
            possibility.baseline_state = 'missing' AND measure = 'x_baseline' AND when_baseline_missing <> 'keep_unknown'
        )
),
measured AS (
    SELECT DISTINCT situation_id, measure FROM holds
),
held AS (
    SELECT situation_id, possible_sex, possible_state, has_symptoms, measured.measure,
        coalesce(list(criterion_id ORDER BY criterion_id) FILTER (WHERE criterion_id IS NOT NULL), []) AS criteria
    FROM possibility
    JOIN measured USING (situation_id)
    LEFT JOIN holds USING (situation_id, possible_sex, possible_state, has_symptoms, measure)
    GROUP BY situation_id, possible_sex, possible_state, has_symptoms, measured.measure
),
-- One reading holds on all measures at once: on every scale of a situation it has the same place.
reading AS (
    SELECT DISTINCT situation_id, list({'measure': measure, 'criteria': criteria} ORDER BY measure) AS by_measure
    FROM held
    GROUP BY situation_id, possible_sex, possible_state, has_symptoms
),
scale AS (
    SELECT situation_id, listed.one.measure AS measure, list(listed.one.criteria ORDER BY by_measure) AS readings
    FROM reading, LATERAL (SELECT unnest(by_measure) AS one) AS listed
    GROUP BY situation_id, measure
)
SELECT
    analyte,
    reported_unit,
    sex,
    is_fasting,
    baseline_state,
    CAST(age_from_days AS DECIMAL(9, 2)) AS age_from_days,
    CAST(age_below_days AS DECIMAL(9, 2)) AS age_below_days,
    measure,
    CAST(dense_rank() OVER (ORDER BY analyte, measure, readings) AS INTEGER) AS scale_id,
    readings
FROM scale
JOIN situation USING (situation_id)
