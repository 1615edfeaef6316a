-- Given despite hypersensitivity: an administration begun after a hypersensitivity reaction to ibalizumab, for review.
--
-- Source  US prescribing information of ibalizumab, section 4, contraindication (its date was not found); what counts as
--         a reaction: NIAID/FAAN 2006 (Sampson et al.), criteria 1 and 2; else policy of this project
-- Reads   clinical.infusion_finding, clinical.infusion_response, clinical.dose_course, clinical.adverse_event, clinical.patient, clinical.label_period, reference.listed_risk
-- Grain   one row per patient and first administration after a reaction; else one row per patient not judged in full
--
-- A reaction counts when a report names hypersensitivity or anaphylaxis, when an allergic sign (urticaria, wheeze,
-- angioedema) lies in the window of an infusion, when two of skin, breathing, circulation and lasting gastrointestinal
-- symptoms were involved, or when epinephrine was given. A mild infusion reaction without these does not. A report without a day counts for the
-- first administration after all the days that it leaves open. criterion says whether a reaction came again; silence
-- tells that only where the observation was as long as the label asks.

WITH contraindication AS (
    SELECT possible_from_on, certain_from_on
    FROM reference.listed_risk
    JOIN clinical.label_period USING (label_version)
    WHERE risk = 'hypersensitivity'
),

course AS (
    SELECT *
    FROM clinical.dose_course
    SEMI JOIN (SELECT patient_id FROM clinical.patient WHERE is_treated) AS treated USING (patient_id)
),

report AS (
    SELECT DISTINCT
        finding.patient_id,
        finding.infusion_id,
        CASE finding.feature
            WHEN 'reported_anaphylaxis' THEN 'named'
            WHEN 'reported_hypersensitivity' THEN 'named'
            WHEN 'epinephrine' THEN 'epinephrine_given'
            ELSE 'allergic_sign'
        END AS kind,
        CASE WHEN finding.feature = 'allergic_sign' THEN finding.is_in_window ELSE true END AS holds,
        finding.words,
        coalesce(finding.seen_on, earliest_day(event.started_text)) AS earliest_on,
        coalesce(finding.seen_on, latest_day(event.started_text)) AS latest_on,
        evidence(finding.feed, finding.source_file, finding.source_row) AS fact
    FROM clinical.infusion_finding AS finding
    LEFT JOIN clinical.adverse_event AS event
        ON finding.feed = 'adverse_event'
        AND event.patient_id = finding.patient_id
        AND event.source_file = finding.source_file
        AND event.source_row = finding.source_row
    WHERE
        finding.feature IN ('reported_anaphylaxis', 'reported_hypersensitivity', 'epinephrine')
        OR (finding.feature = 'allergic_sign' AND finding.is_in_window IS NOT FALSE)
),

-- Of the four systems, how many were involved and how many cannot be told.
involved AS (
    SELECT
        *,
        [has_skin_mucosa, has_respiratory, has_circulatory, has_persistent_gastrointestinal] AS systems,
        len(list_filter(systems, lambda system: system)) AS n_involved,
        len(list_filter(systems, lambda system: system IS NULL)) AS n_open
    FROM clinical.infusion_response
),

reaction AS (
    SELECT patient_id, infusion_id, kind, holds, words, earliest_on, latest_on, [fact] AS evidence
    FROM report
    UNION ALL
    SELECT
        patient_id,
        infusion_id,
        'several_systems',
        CASE WHEN n_involved >= 2 THEN true END,
        words,
        coalesce(onset_on, infused_on),
        coalesce(onset_on, infused_on),
        evidence
    FROM involved
    WHERE n_involved >= 2 OR (n_involved = 1 AND n_open > 0)
),

-- Doses that began after the reaction for certain, or perhaps.
exposure AS (
    SELECT
        reaction.*,
        dose.infusion_id AS dose_id,
        dose.infusion_number,
        CASE
            WHEN holds IS NULL THEN NULL
            WHEN at_dose.infusion_number IS NOT NULL OR dose.started_on > latest_on THEN true
        END AS is_after
    FROM reaction
    LEFT JOIN course AS at_dose ON at_dose.infusion_id = reaction.infusion_id
    JOIN course AS dose
        ON dose.patient_id = reaction.patient_id
        AND dose.infusion_number > coalesce(at_dose.infusion_number, 1)
        AND coalesce(at_dose.infusion_number IS NOT NULL OR dose.started_on >= earliest_on, true)
),

first_after AS (
    SELECT *
    FROM exposure
    WHERE is_after
    QUALIFY infusion_number = min(infusion_number) OVER (
        PARTITION BY patient_id, infusion_id, kind, words, latest_on
    )
),

given_again AS (
    SELECT
        patient_id,
        dose_id AS infusion_id,
        array_to_string(list_sort(list(DISTINCT kind)), '; ') AS kinds,
        -- All that was seen around an infusion holds what the single reports say.
        coalesce(
            string_agg(DISTINCT words, ', ' ORDER BY words) FILTER (kind = 'several_systems'),
            string_agg(DISTINCT words, ', ' ORDER BY words)
        ) AS words,
        min(earliest_on) AS reacted_on,
        list_sort(list_distinct(flatten(list(evidence)))) AS evidence
    FROM first_after
    GROUP BY patient_id, dose_id
),

-- Whether a reaction came again at that administration.
outcome AS (
    SELECT
        given_again.*,
        course.started_on,
        course.started_at,
        course.infusion_number,
        course.source_file,
        course.source_row,
        is_named OR is_action_taken OR is_reaction_treated OR has_symptom AS is_reaction,
        CASE
            WHEN is_reaction THEN 'reaction_recurred'
            WHEN response.infusion_id IS NOT NULL AND is_reaction IS NULL THEN 'recurrence_not_judged'
            WHEN observed_minutes >= observation_minutes_most THEN 'no_reaction_reported'
            ELSE 'recurrence_not_judged'
        END AS recurrence,
        CASE
            WHEN started_on >= certain_from_on THEN 'contraindicated'
            WHEN started_on >= possible_from_on THEN 'date_not_verified'
            WHEN possible_from_on IS NOT NULL THEN 'before_contraindication_date'
        END AS era
    FROM given_again
    JOIN course USING (patient_id, infusion_id)
    LEFT JOIN clinical.infusion_response AS response USING (infusion_id)
    LEFT JOIN contraindication ON true
),

not_judged AS (
    SELECT
        patient_id,
        (SELECT count(*) = 0 FROM clinical.adverse_event) AS is_feed_absent,
        string_agg(DISTINCT words, ', ' ORDER BY words) FILTER (dose_id IS NOT NULL) AS words,
        coalesce(list_sort(list_distinct(flatten(list(evidence) FILTER (dose_id IS NOT NULL)))), []) AS evidence
    FROM clinical.patient AS patient
    LEFT JOIN exposure USING (patient_id)
    WHERE is_treated AND patient_id NOT IN (SELECT patient_id FROM given_again)
    GROUP BY patient_id
    HAVING is_feed_absent OR count(dose_id) > 0
)

SELECT
    patient_id,
    'given_despite_hypersensitivity' AS rule,
    'flagged' AS verdict,
    started_on AS onset_on,
    started_at AS onset_at,
    NULL::TINYINT AS grade,
    coalesce(era, 'date_not_verified') AS certainty,
    concat_ws('; ', kinds, recurrence) AS criterion,
    NULL::DECIMAL(18, 9) AS margin_share,
    concat(
        format('Administration {} on ', infusion_number), in_words(started_on),
        ' was given after a reaction',
        coalesce(' of ' || in_words(reacted_on), ''),
        ': ', words,
        CASE recurrence
            WHEN 'reaction_recurred' THEN '; a reaction was reported again'
            WHEN 'no_reaction_reported' THEN '; no reaction was reported again'
            ELSE '; whether one came again cannot be judged'
        END,
        '.'
    ) AS why,
    nullif(concat_ws(
        '; ',
        CASE
            WHEN recurrence = 'recurrence_not_judged'
                THEN 'whether a reaction came again: a report without a time, or an observation not as long as asked'
        END,
        CASE
            WHEN coalesce(era, 'date_not_verified') = 'date_not_verified'
                THEN 'whether it was contraindicated: the date of that edition of the label was not verified'
        END
    ), '') AS unjudged,
    list_sort(list_distinct(list_append(evidence, evidence('infusion', source_file, source_row)))) AS evidence
FROM outcome

UNION ALL

SELECT
    patient_id,
    'given_despite_hypersensitivity',
    CASE WHEN is_feed_absent THEN 'not_evaluable' ELSE 'incomplete' END,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    CASE
        WHEN is_feed_absent THEN 'No adverse event of anybody was delivered.'
        ELSE concat('A reaction could not be placed before an administration, or not be told as allergic: ', words, '.')
    END,
    CASE
        WHEN is_feed_absent THEN 'no adverse events have ever been delivered'
        ELSE 'whether an administration came after a hypersensitivity reaction: its day, time or vital signs are not known'
    END,
    CASE WHEN is_feed_absent THEN [] ELSE evidence END
FROM not_judged
