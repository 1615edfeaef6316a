-- Wrong dose: an amount that differs by more than tolerance_share from what the label asks for at that point, several
-- administrations on one local day, or one given early_days or more before its scheduled day, for review.
--
-- Source  US prescribing information of ibalizumab, section 2: a loading dose first and after a gap, else maintenance
--         every two weeks; tolerance_share, early_days and the scheduled day counted from the dose before: our policy
-- Reads   clinical.dose_course, clinical.patient, reference.threshold
-- Grain   one row per patient and day of such a dose; else one row per patient who could not be judged in full
--
-- Administrations of one day are judged by their sum: a dose in parts is no overdose, but is told, because the records
-- may as well be one dose reported twice. What was left of an administration that was stopped is flagged as well, and
-- criterion says that it was stopped.

WITH limits AS (
    SELECT
        threshold('dose_wrong', 'tolerance_share') AS tolerance_share,
        threshold('dose_wrong', 'early_days')::INTEGER AS early_days
),

-- What was due on a day is what was due at its first administration.
day AS (
    SELECT
        patient_id,
        started_on,
        first(course ORDER BY infusion_number) AS first_of_day,
        count(*) AS n_doses,
        bool_or(is_stopped_early) AS is_stopped_early,
        CASE WHEN count(dose_mg) = n_doses THEN sum(dose_mg) END AS given_mg,
        string_agg(coalesce(format('{:g} mg', dose_mg::DOUBLE), 'an unknown amount'), ' and ' ORDER BY infusion_number)
            AS amounts,
        list_sort(list(evidence('infusion', source_file, source_row))) AS evidence
    FROM clinical.dose_course AS course
    SEMI JOIN (SELECT patient_id FROM clinical.patient WHERE is_treated) AS treated USING (patient_id)
    GROUP BY patient_id, started_on
),

dose AS (
    SELECT
        day.*,
        first_of_day.expected_dose_kind AS expected_dose_kind,
        first_of_day.expected_dose_mg AS expected_dose_mg,
        -- An absurd amount still differs; least() alone would read a missing one as a large difference.
        CASE
            WHEN expected_dose_mg IS NOT NULL AND given_mg IS NOT NULL
                THEN CAST(least(abs(given_mg - expected_dose_mg) / expected_dose_mg, 999999999) AS DECIMAL(18, 9))
        END AS differs_by,
        differs_by > tolerance_share AS is_wrong_amount,
        CAST(-first_of_day.days_late AS INTEGER) AS days_early,
        coalesce(days_early >= early_days, false) AS is_early,
        n_doses > 1 AS is_several,
        is_early OR is_several OR is_wrong_amount AS is_wrong,
        CASE
            WHEN is_wrong_amount IS NOT NULL THEN NULL
            WHEN given_mg IS NULL THEN 'no amount reported'
            ELSE 'no edition of the label was in force for certain on that day'
        END AS reason,
        CASE
            WHEN first_of_day.previous_on IS NULL THEN 'as the first dose'
            WHEN expected_dose_kind = 'loading'
                THEN format('again, {} days after the dose before', first_of_day.days_since_previous)
            ELSE format('as maintenance, {} days after the dose before', first_of_day.days_since_previous)
        END AS due_as,
        early_days
    FROM day
    CROSS JOIN limits
),

not_judged AS (
    SELECT
        patient_id,
        count(*) AS n_doses,
        count(reason) AS n_open,
        array_to_string(list_sort(list(DISTINCT reason) FILTER (reason IS NOT NULL)), '; ') AS reasons,
        list_sort(flatten(list(evidence) FILTER (reason IS NOT NULL))) AS evidence
    FROM dose
    GROUP BY patient_id
    HAVING bool_or(is_wrong) IS NOT TRUE AND count(reason) > 0
)

SELECT
    patient_id,
    'dose_wrong' AS rule,
    'flagged' AS verdict,
    started_on AS onset_on,
    first_of_day.started_at AS onset_at,
    NULL::TINYINT AS grade,
    CASE WHEN is_stopped_early THEN 'partial' ELSE 'recorded' END AS certainty,
    concat_ws(
        '; ',
        CASE
            WHEN is_several AND is_wrong_amount IS false THEN 'one_dose_in_parts'
            WHEN is_several THEN 'several_on_one_day'
            WHEN is_wrong_amount IS NOT true THEN NULL
            WHEN is_stopped_early AND given_mg < expected_dose_mg THEN 'partial_dose'
            WHEN expected_dose_kind = first_of_day.given_dose_kind THEN 'other_amount'
            WHEN expected_dose_kind = 'maintenance' THEN 'loading_not_due'
            WHEN first_of_day.previous_on IS NULL THEN 'first_dose_without_loading'
            ELSE 'reload_due_not_given'
        END,
        CASE WHEN is_wrong_amount THEN if(given_mg < expected_dose_mg, 'below', 'above') END,
        CASE WHEN is_stopped_early AND is_wrong_amount THEN 'stopped_early' END,
        CASE WHEN is_early THEN 'too_early' END
    ) AS criterion,
    greatest(
        CASE WHEN is_wrong_amount THEN differs_by END,
        CASE WHEN is_early THEN try_cast(days_early::DECIMAL(18, 9) / early_days - 1 AS DECIMAL(18, 9)) END
    ) AS margin_share,
    concat(
        CASE
            WHEN is_several
                THEN format('{} administrations on ', n_doses) || in_words(started_on) || ' were of ' || amounts
                    || coalesce(format(', together {:g} mg', given_mg::DOUBLE), '')
            ELSE format('Administration {} on ', first_of_day.infusion_number) || in_words(started_on)
                || ' was of ' || amounts
        END,
        CASE
            WHEN is_wrong_amount THEN format('; the label asks for {:g} mg ', expected_dose_mg::DOUBLE) || due_as
            WHEN is_several AND NOT is_wrong_amount THEN ', which is what the label asks for ' || due_as
            WHEN NOT is_wrong_amount THEN ', as the label asks'
        END,
        CASE WHEN is_stopped_early THEN if(is_several, '; one was stopped early', '; it was stopped early') END,
        CASE
            WHEN is_early THEN format(
                '; {} days after the dose before and {} days before the scheduled day, ',
                first_of_day.days_since_previous, days_early
            ) || in_words(first_of_day.scheduled_on)
        END,
        '.'
    ) AS why,
    nullif(concat_ws(
        '; ',
        reason,
        CASE WHEN is_several THEN 'whether the records of that day are parts of one dose, doses of their own or one reported twice' END
    ), '') AS unjudged,
    evidence
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
