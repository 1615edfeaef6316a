-- Observation too short: less time after the end than the label asks for after that administration, for review.
--
-- Source  US prescribing information of ibalizumab, section 2; limits: reference.labelled_administration
-- Reads   clinical.dose_course, clinical.patient
-- Grain   one row per patient and administration; else one row per patient who could not be judged in full
--
-- Less observation is allowed after a later administration only when no reaction before was reported. A time that was
-- not reported is neither short nor enough. A limit that was not verified (NV) never flags.

WITH dose AS (
    SELECT
        course.*,
        CASE
            WHEN observed_minutes >= observation_minutes_most THEN false
            WHEN observation_verification = 'NV' THEN NULL
            WHEN observed_minutes < observation_minutes_least THEN true
        END AS is_short,
        CASE
            WHEN is_short IS NOT NULL THEN NULL
            WHEN observed_minutes IS NULL THEN 'the time of observation is not reported'
            WHEN method IS NULL THEN 'the method is not reported'
            WHEN observation_minutes_most IS NULL
                THEN 'the label of that day names no observation for that dose and method'
            WHEN observation_verification = 'NV'
                THEN format(
                    'shorter than {:g} minutes, a limit that was not verified', observation_minutes_most::DOUBLE
                )
            ELSE 'whether an earlier administration was followed by a reaction is not known'
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
    HAVING bool_or(is_short) IS NOT TRUE AND count(reason) > 0
)

SELECT
    patient_id,
    'observation_too_short' AS rule,
    'flagged' AS verdict,
    started_on AS onset_on,
    started_at AS onset_at,
    NULL::TINYINT AS grade,
    CASE observation_verification WHEN 'V3' THEN 'limit_of_weaker_source' ELSE 'limit_of_label' END AS certainty,
    concat_ws(
        '; ',
        method,
        CASE
            WHEN infusion_number = 1 THEN 'first_administration'
            WHEN had_reaction_before THEN 'after_earlier_reaction'
            ELSE 'later_administration'
        END
    ) AS criterion,
    try_cast(1 - observed_minutes / observation_minutes_least AS DECIMAL(18, 9)) AS margin_share,
    concat(
        format('Observed for {:g} minutes after administration {} on ', observed_minutes::DOUBLE, infusion_number),
        in_words(started_on),
        format('; {:g} minutes are asked for ', observation_minutes_least::DOUBLE),
        CASE
            WHEN infusion_number = 1 THEN 'after the first'
            WHEN had_reaction_before THEN 'when a reaction was reported before'
            ELSE 'after a later one'
        END,
        '.'
    ) AS why,
    CASE
        WHEN observation_verification = 'V3'
            THEN 'the wording of the label: the time after a push rests on one weaker source'
    END AS unjudged,
    [evidence('infusion', source_file, source_row)] AS evidence
FROM dose
WHERE is_short

UNION ALL

SELECT
    patient_id,
    'observation_too_short',
    CASE WHEN n_open = n_doses THEN 'not_evaluable' ELSE 'incomplete' END,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    format('The observation after {} of {} administrations could not be judged.', n_open, n_doses),
    reasons,
    evidence
FROM not_judged
