-- Method not labelled on its date: a dose given in a way that the label of that day did not allow for it, for review.
--
-- Source  US prescribing information of ibalizumab, section 2, by edition: reference.labelled_administration
-- Reads   clinical.dose_course, clinical.patient
-- Grain   one row per patient and administration; else one row per patient who could not be judged in full
--
-- The day on which an edition came into force allows the method already.

WITH dose AS (
    SELECT
        course.*,
        CASE
            WHEN is_method_labelled IS NOT NULL THEN NULL
            WHEN method IS NULL THEN 'the method is not reported'
            ELSE 'the edition of the label in force on that day is not certain'
        END AS reason
    FROM clinical.dose_course AS course
    SEMI JOIN (SELECT patient_id FROM clinical.patient WHERE is_treated) AS treated USING (patient_id)
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
    HAVING bool_or(NOT is_method_labelled) IS NOT TRUE AND count(reason) > 0
)

SELECT
    patient_id,
    'method_not_labelled' AS rule,
    'flagged' AS verdict,
    started_on AS onset_on,
    started_at AS onset_at,
    NULL::TINYINT AS grade,
    'reported' AS certainty,
    concat_ws('; ', given_dose_kind, method) AS criterion,
    NULL::DECIMAL(18, 9) AS margin_share,
    concat(
        format('Administration {} on ', infusion_number), in_words(started_on),
        format(', a {} dose of {:g} mg, was given by {}', given_dose_kind, dose_mg::DOUBLE, method),
        coalesce('; the label allows that from ' || in_words(method_labelled_from_on) || ' on', ''),
        '.'
    ) AS why,
    NULL AS unjudged,
    [evidence('infusion', source_file, source_row)] AS evidence
FROM dose
WHERE NOT is_method_labelled

UNION ALL

SELECT
    patient_id,
    'method_not_labelled',
    CASE WHEN n_open = n_doses THEN 'not_evaluable' ELSE 'incomplete' END,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    format('The method of {} of {} administrations could not be judged.', n_open, n_doses),
    reasons,
    evidence
FROM not_judged
