-- A suggestion for the review of cause: label, time, dechallenge, rechallenge, Naranjo as a range, WHO-UMC.
--
-- Source  Naranjo scale and its words: reference.naranjo_item, reference.naranjo_band; WHO-UMC system as
--         reprinted in PMC6039921, table B2: the category "certain" is never suggested
-- Reads   signals.flag, signals.flag_in_time, signals.flag_label, signals.naranjo_answer, reference.naranjo_band, reference.causality_window, clinical.patient
-- Grain   one row per flag of a laboratory or event rule

WITH score AS (
    SELECT
        flag_id,
        CAST(sum(points_min) AS TINYINT) AS naranjo_min,
        CAST(sum(points_max) AS TINYINT) AS naranjo_max,
        any_value(answer) FILTER (WHERE item = 2) AS is_after_dose,
        any_value(answer) FILTER (WHERE item = 5) AS has_alternative
    FROM signals.naranjo_answer
    GROUP BY flag_id
),

days AS (
    SELECT max(days) AS late_days FROM reference.causality_window WHERE name = 'late_onset'
),

suggested AS (
    SELECT
        flag.*,
        label.label_version,
        label.is_listed,
        label.reason AS label_why,
        in_time.* EXCLUDE (flag_id, evidence, infusion_id),
        in_time.evidence AS evidence_in_time,
        score.naranjo_min,
        score.naranjo_max,
        CASE
            WHEN patient.first_dose_on IS NULL THEN 'unassessable'
            WHEN is_after_dose = 'no' THEN 'unlikely'
            WHEN is_after_dose = 'unknown' OR days_since_last_dose > late_days THEN 'conditional'
            WHEN dechallenge = 'positive' AND has_alternative <> 'yes' THEN 'probable pending review'
            ELSE 'possible'
        END AS who_umc,
        CASE
            WHEN patient.first_dose_on IS NULL
                THEN 'The date of the first dose is not known, so the time cannot be judged.'
            WHEN is_after_dose = 'no' THEN 'Onset lies before the first dose.'
            WHEN onset_on IS NULL THEN 'The date of onset is not known; with it the time can be judged.'
            WHEN is_after_dose = 'unknown'
                THEN 'Onset on the day of the first dose; with the times the order can be judged.'
            WHEN days_since_last_dose > late_days
                THEN format(
                    'Onset {} d after the newest dose; whether that is plausible is for the reviewer.',
                    days_since_last_dose
                )
            WHEN dechallenge = 'positive' AND has_alternative <> 'yes'
                THEN 'The time fits and it got better when the medicine was withheld; '
                    'other explanations have yet to be reviewed.'
            WHEN has_alternative = 'yes' THEN 'The time fits; something else is listed that could explain it.'
            ELSE 'The time fits; other explanations have yet to be reviewed.'
        END AS who_umc_why
    FROM signals.flag AS flag
    JOIN signals.flag_in_time AS in_time USING (flag_id)
    JOIN signals.flag_label AS label USING (flag_id)
    JOIN score USING (flag_id)
    CROSS JOIN days
    LEFT JOIN clinical.patient AS patient USING (patient_id)
)

SELECT
    flag_id,
    patient_id,
    rule,
    label_version,
    is_listed,
    label_why,
    days_since_first_dose,
    days_since_last_dose,
    minutes_from_infusion_start,
    dechallenge,
    dechallenge_why,
    rechallenge,
    rechallenge_why,
    naranjo_min,
    naranjo_max,
    lowest.band AS naranjo_min_band,
    highest.band AS naranjo_max_band,
    who_umc,
    who_umc_why,
    evidence_in_time AS evidence
FROM suggested
JOIN reference.naranjo_band AS lowest
    ON coalesce(naranjo_min >= lowest.points_from, true) AND coalesce(naranjo_min <= lowest.points_to, true)
JOIN reference.naranjo_band AS highest
    ON coalesce(naranjo_max >= highest.points_from, true) AND coalesce(naranjo_max <= highest.points_to, true)
