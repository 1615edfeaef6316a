-- Wrong dose: an amount that differs by more than tolerance_share from what the label asks for at that point.
--
-- Source  US prescribing information of ibalizumab, section 2: a loading dose first and after a gap, else maintenance;
--         tolerance_share: policy of this project
-- Reads   clinical.dose_course, clinical.patient, reference.threshold
-- Grain   one row per patient and administration; else one row per patient who could not be judged in full
--
-- What was left of an administration that was stopped is flagged as well, and criterion says that it was stopped.

WITH limits AS (
    SELECT threshold('dose_wrong', 'tolerance_share') AS tolerance_share
),

dose AS (
    SELECT
        course.*,
        -- An absurd amount still differs; least() alone would read a missing one as a large difference.
        CASE
            WHEN expected_dose_mg IS NOT NULL AND dose_mg IS NOT NULL
                THEN CAST(least(abs(dose_mg - expected_dose_mg) / expected_dose_mg, 999999999) AS DECIMAL(18, 9))
        END AS differs_by,
        differs_by > tolerance_share AS is_wrong,
        CASE
            WHEN is_wrong IS NOT NULL THEN NULL
            WHEN dose_mg IS NULL THEN 'no amount reported'
            ELSE 'no edition of the label was in force for certain on that day'
        END AS reason
    FROM clinical.dose_course AS course
    SEMI JOIN (SELECT patient_id FROM clinical.patient WHERE is_treated) AS treated USING (patient_id)
    CROSS JOIN limits
),

not_judged AS (
    SELECT
        patient_id,
        count(*) AS n_doses,
        count(reason) AS n_open,
        array_to_string(list_sort(list(DISTINCT reason) FILTER (reason IS NOT NULL)), '; ') AS reasons,
        list_sort(list(DISTINCT evidence('infusion', source_file, source_row)) FILTER (reason IS NOT NULL)) AS evidence
    FROM dose
    GROUP BY patient_id
    HAVING bool_or(is_wrong) IS NOT TRUE AND count(reason) > 0
)

SELECT
    patient_id,
    'dose_wrong' AS rule,
    'flagged' AS verdict,
    started_on AS onset_on,
    started_at AS onset_at,
    NULL::TINYINT AS grade,
    CASE WHEN is_stopped_early THEN 'partial' ELSE 'recorded' END AS certainty,
    concat_ws(
        '; ',
        CASE
            WHEN is_stopped_early AND dose_mg < expected_dose_mg THEN 'partial_dose'
            WHEN expected_dose_kind = given_dose_kind THEN 'other_amount'
            WHEN expected_dose_kind = 'maintenance' THEN 'loading_not_due'
            WHEN previous_on IS NULL THEN 'first_dose_without_loading'
            ELSE 'reload_due_not_given'
        END,
        CASE WHEN dose_mg < expected_dose_mg THEN 'below' ELSE 'above' END,
        CASE WHEN is_stopped_early THEN 'stopped_early' END
    ) AS criterion,
    differs_by AS margin_share,
    concat(
        format('Administration {} on ', infusion_number), in_words(started_on),
        format(' was of {:g} mg; the label asks for {:g} mg ', dose_mg::DOUBLE, expected_dose_mg::DOUBLE),
        CASE
            WHEN previous_on IS NULL THEN 'as the first dose'
            WHEN expected_dose_kind = 'loading'
                THEN format('again, {} days after the dose before', days_since_previous)
            ELSE format('as maintenance, {} days after the dose before', days_since_previous)
        END,
        CASE WHEN is_stopped_early THEN '; it was stopped early' END,
        '.'
    ) AS why,
    NULL AS unjudged,
    [evidence('infusion', source_file, source_row)] AS evidence
FROM dose
WHERE is_wrong

UNION ALL

SELECT
    patient_id,
    'dose_wrong',
    CASE WHEN n_open = n_doses THEN 'not_evaluable' ELSE 'incomplete' END,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    format('The amount of {} of {} administrations could not be judged.', n_open, n_doses),
    reasons,
    evidence
FROM not_judged
