-- Administration too fast: shorter than the label of that day allows for its dose and method, for review.
--
-- Source  US prescribing information of ibalizumab, section 2; limits: reference.labelled_administration
-- Reads   clinical.dose_course, clinical.patient
-- Grain   one row per patient and administration; else one row per patient who could not be judged in full
--
-- A later infusion may be shorter only when no reaction before was reported. A limit that was not verified (NV)
-- never flags: what lies below it cannot be judged. A method that the label did not allow has no limit here; it is
-- asked about by method_not_labelled. Of an administration that was stopped, only the end would tell the speed.

WITH dose AS (
    SELECT
        course.*,
        CASE
            WHEN duration_minutes >= shortest_minutes_most THEN false
            WHEN is_stopped_early OR shortest_verification = 'NV' THEN NULL
            WHEN duration_minutes < shortest_minutes_least THEN true
        END AS is_too_fast,
        CASE
            WHEN is_too_fast IS NOT NULL THEN NULL
            WHEN duration_minutes IS NULL THEN 'its start or its end is not known'
            WHEN method IS NULL THEN 'the method is not reported'
            WHEN shortest_minutes_most IS NULL
                THEN 'the label of that day names no limit for that dose and method'
            WHEN is_stopped_early THEN 'it was stopped early, so its length does not tell its speed'
            WHEN shortest_verification = 'NV'
                THEN format(
                    'shorter than the {:g} minutes of the label, of which it was not verified that they are a minimum',
                    shortest_minutes_most::DOUBLE
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
    HAVING bool_or(is_too_fast) IS NOT TRUE AND count(reason) > 0
)

SELECT
    patient_id,
    'infusion_too_fast' AS rule,
    'flagged' AS verdict,
    started_on AS onset_on,
    started_at AS onset_at,
    NULL::TINYINT AS grade,
    CASE
        WHEN shortest_verification = 'V3' THEN 'limit_of_weaker_source'
        WHEN infusion_number > 1 AND given_dose_kind = 'loading' THEN 'reload_limit_by_policy'
        ELSE 'limit_of_label'
    END AS certainty,
    concat_ws(
        '; ',
        given_dose_kind,
        method,
        CASE WHEN infusion_number = 1 THEN 'first_administration' END,
        CASE WHEN had_reaction_before AND given_dose_kind = 'maintenance' THEN 'after_earlier_reaction' END
    ) AS criterion,
    CAST(1 - duration_minutes / shortest_minutes_least AS DECIMAL(18, 9)) AS margin_share,
    concat(
        format('Administration {} on ', infusion_number), in_words(started_on),
        format(
            ', {:g} mg by {}, took {:g} minutes; the label asks for at least {:g}',
            dose_mg::DOUBLE, method, round(duration_minutes, 2)::DOUBLE, shortest_minutes_least::DOUBLE
        ),
        CASE
            WHEN had_reaction_before AND given_dose_kind = 'maintenance'
                THEN ' unless no reaction was reported before, and one was'
        END,
        '.'
    ) AS why,
    NULL AS unjudged,
    [evidence('infusion', source_file, source_row)] AS evidence
FROM dose
WHERE is_too_fast

UNION ALL

SELECT
    patient_id,
    'infusion_too_fast',
    CASE WHEN n_open = n_doses THEN 'not_evaluable' ELSE 'incomplete' END,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    format('The length of {} of {} administrations could not be judged.', n_open, n_doses),
    reasons,
    evidence
FROM not_judged
