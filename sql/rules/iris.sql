-- IRIS: a reported event that fits immune reconstitution inflammatory syndrome, suspected or probable, after
-- the first dose or a later start of antiretroviral treatment, with the evidence for and against, for review.
--
-- Source  elements of French 2004 (AIDS 18:1615), Robertson 2006 (CID 42:1639), Shelburne 2006 (JAC 57:167)
--         and Novak 2012 (AIDS 26:721); their combination, windows and pairing: policy of this project
-- Reads   clinical.iris_response, clinical.adverse_event, clinical.patient
-- Grain   one row per patient and day of onset; else one row per patient who could not be judged in full
--
-- event      The term holds a listed term as whole words, or the reporter's words name IRIS. Words such as
--            "condition aggravated" count only in a person known to have a listed disease.
-- time       Onset 0 to window_days after any start of treatment: first dose, background regimen or a later
--            antiretroviral. An onset known by month, by year or not at all counts unless every day that it
--            leaves open lies outside.
-- response   The last result up to baseline_days before that start against the result nearest to onset, from
--            response_from_days after the start to response_until_days after onset: HIV RNA fallen by more
--            than rna_fall_log10_weak, CD4 risen by at least cd4_rise_weak or to cd4_multiple times.
-- suspected  Event and time, with a response or one that cannot be judged. A report that names IRIS stays
--            suspected without a response: the reporter has seen the patient.
-- probable   Event, time known to the day, HIV RNA fallen by more than rna_fall_log10_strong, alternatives
--            assessed and drug toxicity not shown. No feed says that alternatives were assessed: we read it
--            from the reporter, who calls the event related or probable, or names IRIS.
-- "Definite" is a clinician's word, never this rule's. Rising HIV RNA is evidence against, and is said.
-- The parts are read in clinical/iris_response.sql, which keeps the reports that do not fit as well.

WITH foremost AS (
    FROM clinical.iris_response WHERE is_foremost
),

episode AS (
    SELECT
        patient_id,
        started_on,
        min(started_at) AS onset_at,
        max(severity_grade) AS grade,
        array_to_string(list_sort(list(DISTINCT term)), ' and ') AS terms,
        list(evidence('adverse_event', source_file, source_row)) AS evidence
    FROM clinical.iris_response
    WHERE certainty IS NOT NULL
    GROUP BY patient_id, started_on
),

unread AS (
    SELECT
        patient_id,
        list(evidence('adverse_event', event.source_file, event.source_row) ORDER BY event.source_file, event.source_row)
            AS evidence
    FROM clinical.adverse_event AS event
    JOIN clinical.patient USING (patient_id)
    WHERE is_treated AND term IS NULL AND coalesce(started_on >= first_dose_on, true)
    GROUP BY patient_id
)

SELECT
    patient_id,
    'iris' AS rule,
    'flagged' AS verdict,
    foremost.started_on AS onset_on,
    episode.onset_at,
    episode.grade,
    foremost.certainty,
    concat_ws(
        '; ',
        'index=' || index_name || ' ' || in_words(index_on),
        'onset_day=' || coalesce((foremost.started_on - index_on)::VARCHAR, 'unknown'),
        'event=' || array_to_string(diseases, ' and '),
        'hiv_rna_fall_log10=' || rna_fall,
        CASE WHEN is_rising THEN 'rising_hiv_rna=evidence against' END,
        'cd4_change=' || cd4_rise,
        'presentation=' || CASE
            WHEN is_known THEN 'paradoxical'
            WHEN diseases = ['immune reconstitution inflammatory syndrome'] THEN 'not stated'
            ELSE 'unmasking'
        END,
        'alternative_assessed=' || if(is_assessed, 'by the reporter', 'unknown'),
        'drug_toxicity='
        || CASE is_drug_toxicity WHEN true THEN 'yes' WHEN false THEN 'no' ELSE 'unknown' END,
        'failure_or_non_adherence='
        || CASE has_no_fall WHEN true THEN 'yes' WHEN false THEN 'no' ELSE 'unknown' END,
        'opportunistic_treatment_failure=unknown',
        'unrelated_infection=unknown'
    ) AS criterion,
    NULL::DECIMAL(18, 9) AS margin_share,
    concat(
        upper(left(terms, 1)), substr(terms, 2), ' reported, onset ',
        CASE
            WHEN foremost.started_on IS NULL THEN 'not known to the day, possibly in the window after the '
            ELSE 'on ' || in_words(foremost.started_on)
                || format(', {} day{} after the ', foremost.started_on - index_on, if(foremost.started_on - index_on = 1, '', 's'))
        END,
        index_name || ' on ' || in_words(index_on),
        CASE
            WHEN rna_fall = 'unknown' THEN '; response of HIV RNA not known'
            WHEN is_rising
                THEN format('; HIV RNA rose by {:.4g} log10, which speaks against', rna_change::DOUBLE)
            ELSE format('; HIV RNA fell by {} log10', rna_fall)
        END,
        CASE
            WHEN cd4_rise = 'unknown' THEN '; response of CD4 not known'
            ELSE format('; CD4 {} /uL', cd4_rise)
        END,
        CASE WHEN is_known THEN '; the disease was known before treatment' END,
        '.'
    ) AS why,
    nullif(concat_ws(
        '; ',
        'onset: reported as ' || CASE
            WHEN foremost.started_on IS NULL THEN coalesce(foremost.started_text, 'no date')
        END,
        CASE WHEN rna_fall = 'unknown' THEN 'HIV RNA response: no pair of comparable results' END,
        CASE WHEN cd4_rise = 'unknown' THEN 'CD4 response: no pair of comparable results' END,
        CASE
            WHEN NOT is_known AND patient.prior_opportunistic_disease IS NULL
                THEN 'presentation: earlier opportunistic disease not reported'
        END
    ), '') AS unjudged,
    list_sort(list_distinct(list_concat(foremost.evidence, episode.evidence))) AS evidence
FROM foremost
JOIN clinical.patient AS patient USING (patient_id)
JOIN episode
    ON episode.patient_id = foremost.patient_id
    AND episode.started_on IS NOT DISTINCT FROM foremost.started_on

UNION ALL

SELECT
    patient_id,
    'iris',
    if(unread.evidence IS NULL, 'not_evaluable', 'incomplete'),
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    if(
        unread.evidence IS NULL,
        'No adverse event of anybody was delivered.',
        'An adverse event without a term could not be read; no other fits.'
    ),
    if(unread.evidence IS NULL, 'no adverse events delivered', 'adverse event without a term'),
    coalesce(unread.evidence, [])
FROM clinical.patient
LEFT JOIN unread USING (patient_id)
WHERE
    is_treated
    AND patient_id NOT IN (SELECT patient_id FROM foremost)
    AND (unread.evidence IS NOT NULL OR NOT EXISTS (FROM clinical.adverse_event))
