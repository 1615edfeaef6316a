-- Acute kidney injury: creatinine after the first dose risen by rise_mg_per_dl or more within rise_hours, or to
-- x_baseline times the baseline or more within baseline_days, for review.
--
-- Source  KDIGO clinical practice guideline for acute kidney injury, 2012, section 2.1, as tabulated by BMJ Best Practice
-- Reads   clinical.lab_result, clinical.patient, reference.threshold
-- Grain   one row per patient and episode; else one row per patient who could not be judged in full
--
-- A result is only judged against earlier results of the baseline_days before it, never against itself. The rise
-- within rise_hours is read in umol/L where both were reported so, else in mg/dL. The multiple is of the lowest of
-- those results, or of the own baseline if the lowest still lay below the multiple: then it was passed within the days.
-- An earlier result that is an upper bound settles only what its bound already reaches.
-- Without such an earlier result a creatinine cannot be judged here; creatinine_rise judges it without regard to time.
-- stage_3_mg_per_dl makes stage 3 only of a result that meets the definition. Urine and renal replacement: not delivered.

WITH limits AS (
    SELECT
        threshold('acute_kidney_injury', 'rise_mg_per_dl') AS rise_mg_per_dl,
        threshold('acute_kidney_injury', 'rise_umol_per_l') AS rise_umol_per_l,
        threshold('acute_kidney_injury', 'rise_hours') AS rise_hours,
        threshold('acute_kidney_injury', 'x_baseline') AS x_baseline,
        threshold('acute_kidney_injury', 'baseline_days')::INTEGER AS baseline_days,
        threshold('acute_kidney_injury', 'stage_2_x_baseline') AS stage_2_x_baseline,
        threshold('acute_kidney_injury', 'stage_3_x_baseline') AS stage_3_x_baseline,
        threshold('acute_kidney_injury', 'stage_3_mg_per_dl') AS stage_3_mg_per_dl,
        threshold('acute_kidney_injury', 'stage_3_umol_per_l') AS stage_3_umol_per_l
),

treated AS (
    SELECT patient_id FROM clinical.patient WHERE is_treated
),

creatinine AS (
    FROM clinical.lab_result
    SEMI JOIN treated USING (patient_id)
    WHERE analyte = 'creatinine'
),

pair AS (
    SELECT
        newer.source_file,
        newer.source_row,
        earlier.source_file AS earlier_file,
        earlier.source_row AS earlier_row,
        newer.collected_on - earlier.collected_on AS days_apart,
        -- Above a lower earlier result than printed, the rise and the multiple are at least what is computed.
        CASE
            WHEN earlier.value_operator = '=' THEN newer.value_operator
            WHEN newer.value_operator IN ('=', '>', '>=') THEN if(earlier.value_operator = '<', '>', '>=')
        END AS operator,
        newer.reported_unit = 'umol/L' AND earlier.reported_unit = 'umol/L' AS is_si,
        if(is_si, newer.reported_value - earlier.reported_value, newer.value - earlier.value) AS rise,
        if(is_si, limits.rise_umol_per_l, limits.rise_mg_per_dl) AS rise_cut,
        is_at_least(operator, rise, rise_cut) AS is_risen,
        try_cast(CASE
            WHEN newer.reported_unit = earlier.reported_unit THEN newer.reported_value / earlier.reported_value
            ELSE newer.value / earlier.value
        END AS DECIMAL(18, 9)) AS multiple,
        is_at_least(operator, multiple, limits.x_baseline)
        OR (
            newer.x_baseline IS NOT NULL
            AND is_at_least(newer.value_operator, newer.x_baseline, limits.x_baseline)
            AND CASE
                WHEN earlier.reported_unit = newer.reported_unit
                    THEN CAST(earlier.reported_value AS DECIMAL(38, 6)) * newer.x_baseline < limits.x_baseline * CAST(newer.reported_value AS DECIMAL(38, 6))
                ELSE CAST(earlier.value AS DECIMAL(38, 6)) * newer.x_baseline < limits.x_baseline * CAST(newer.value AS DECIMAL(38, 6))
            END
        ) AS is_multiplied,
        CASE
            WHEN newer.collected_at IS NOT NULL AND earlier.collected_at IS NOT NULL
                THEN minutes_between(earlier.collected_at, newer.collected_at) <= limits.rise_hours * 60
            -- Two dates d days apart lie more than (d - 1) and less than (d + 1) times 24 hours apart.
            WHEN (days_apart + 1) * 24 <= limits.rise_hours THEN true
            WHEN (days_apart - 1) * 24 >= limits.rise_hours THEN false
        END AS is_in_hours,
        CASE
            WHEN newer.collected_at IS NOT NULL AND earlier.collected_at IS NOT NULL
                THEN earlier.collected_at < newer.collected_at
            WHEN days_apart > 0 THEN true
        END AS is_earlier,
        is_earlier AND (is_multiplied OR (is_risen AND is_in_hours)) AS is_beyond,
        CASE
            WHEN is_earlier IS NULL THEN 'the order of two results of one day is not known'
            WHEN is_in_hours IS NULL AND is_risen THEN 'the hours between two results are not known'
            WHEN is_beyond IS NULL AND earlier.value_operator <> '='
                THEN 'an earlier creatinine reported only as ' || shown(earlier.value_operator, round(earlier.value, 2))
        END AS reason
    FROM creatinine AS newer
    JOIN creatinine AS earlier USING (patient_id)
    CROSS JOIN limits
    WHERE
        newer.is_after_first_dose
        AND days_apart BETWEEN 0 AND limits.baseline_days
        AND (earlier.source_file, earlier.source_row) <> (newer.source_file, newer.source_row)
        AND is_earlier IS NOT false
        AND earlier.value_operator IN ('=', '<', '<=')
        AND earlier.value > 0
        AND newer.value IS NOT NULL
),

compared AS (
    SELECT
        source_file,
        source_row,
        bool_or(is_beyond) OR (bool_or(is_beyond IS NULL) AND NULL) AS is_met,
        bool_or(is_earlier AND is_risen AND is_in_hours) IS TRUE AS has_risen,
        bool_or(is_earlier AND is_multiplied) IS TRUE AS has_multiplied,
        bool_or(is_earlier AND is_in_hours) IS TRUE AS has_in_hours,
        bool_or(is_earlier AND is_risen) IS TRUE AS may_be_risen,
        max(multiple) FILTER (WHERE is_earlier) AS multiple,
        max(rise / rise_cut) FILTER (WHERE is_earlier AND is_risen AND is_in_hours) AS x_rise,
        arg_max(
            {'rise': rise, 'unit': if(is_si, 'µmol/L', 'mg/dL')},
            (rise / rise_cut, -days_apart, earlier_file, earlier_row)
        ) FILTER (WHERE is_earlier AND is_risen AND is_in_hours) AS largest,
        array_to_string(list_sort(list(DISTINCT reason)), '; ') AS reasons,
        list(evidence('lab_result', earlier_file, earlier_row)) FILTER (WHERE is_earlier) AS earlier_evidence
    FROM pair
    GROUP BY source_file, source_row
),

judged AS (
    SELECT
        creatinine.*,
        coalesce(has_risen, false) AS is_risen,
        coalesce(has_multiplied, false) AS is_multiplied,
        largest,
        greatest(multiple, if(is_multiplied, creatinine.x_baseline, NULL)) AS highest_multiple,
        coalesce(earlier_evidence, []) AS earlier_evidence,
        CASE
            WHEN compared.is_met IS DISTINCT FROM false THEN compared.is_met
            -- A rise since an older result may have come within the hours.
            WHEN may_be_risen AND NOT has_in_hours THEN NULL
            ELSE false
        END AS is_beyond,
        try_cast(greatest(
            if(is_risen, x_rise - 1, NULL), if(is_multiplied, share_above(highest_multiple, limits.x_baseline), NULL)
        ) AS DECIMAL(18, 9)) AS margin_share,
        CASE
            WHEN is_beyond IS DISTINCT FROM true THEN NULL
            WHEN highest_multiple >= limits.stage_3_x_baseline THEN 3
            WHEN
                CASE reported_unit
                    WHEN 'umol/L' THEN is_at_least(value_operator, reported_value, limits.stage_3_umol_per_l)
                    ELSE is_at_least(value_operator, value, limits.stage_3_mg_per_dl)
                END
                THEN 3
            WHEN highest_multiple >= limits.stage_2_x_baseline THEN 2
            ELSE 1
        END AS stage,
        CASE
            WHEN is_beyond IS NOT NULL THEN NULL
            WHEN value IS NULL THEN coalesce(ungraded_reason, 'no creatinine in the standard unit')
            WHEN compared.source_row IS NULL THEN 'no earlier creatinine in the days that count'
            WHEN compared.is_met IS false THEN 'a rise whose hours are not known: no result between'
            ELSE coalesce(nullif(reasons, ''), 'reported only as ' || shown(coalesce(value_operator, '?'), value))
        END AS reason
    FROM creatinine
    LEFT JOIN compared USING (source_file, source_row)
    CROSS JOIN limits
    WHERE is_after_first_dose
),

course AS (
    SELECT
        patient_id,
        n_recoveries,
        max(stage) AS stage,
        bool_or(is_risen) AS is_risen,
        bool_or(is_multiplied) AS is_multiplied,
        flatten(list(earlier_evidence)) AS earlier_evidence
    FROM laboratory_hits('judged')
    GROUP BY patient_id, n_recoveries
)

SELECT
    patient_id,
    'acute_kidney_injury' AS rule,
    'flagged' AS verdict,
    onset_on,
    onset_at,
    grade,
    'stage_' || stage AS certainty,
    concat_ws(
        '; ',
        CASE WHEN is_risen THEN 'rise_in_hours' END,
        CASE WHEN is_multiplied THEN 'baseline_multiple_in_days' END
    ) AS criterion,
    worst.margin_share,
    concat(
        'Creatinine ' || shown(worst.value_operator, round(worst.value, 2)) || ' mg/dL on ' || in_words(worst.collected_on),
        format(
            ', risen by {:g} {} within {:g} hours',
            round(worst.largest.rise, 2)::DOUBLE, worst.largest.unit, limits.rise_hours::DOUBLE
        ),
        CASE
            WHEN worst.is_multiplied
                THEN format(', {:.3g} × an earlier result or the baseline', worst.highest_multiple::DOUBLE)
                    || format(', risen within {} days', limits.baseline_days)
        END,
        format('; KDIGO stage {} by creatinine', stage),
        place_in_episode(n_hits, onset_on, newest_on, 'furthest', 'such result'),
        '.'
    ) AS why,
    concat_ws('; ', 'urine output and renal replacement: not delivered', open_grade(grade, grade_is_minimum)) AS unjudged,
    list_sort(list_distinct(list_concat(episode.evidence, course.earlier_evidence))) AS evidence
FROM laboratory_episodes('judged') AS episode
JOIN course USING (patient_id, n_recoveries)
CROSS JOIN limits

UNION ALL

SELECT * REPLACE (concat_ws('; ', unjudged, 'urine output and renal replacement: not delivered') AS unjudged)
FROM laboratory_unjudged(
    'acute_kidney_injury', 'judged', 'treated',
    result_word := 'creatinine',
    results_word := 'creatinine results',
    no_other := 'such a rise'
)
