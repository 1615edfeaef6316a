-- What reports say about the time after an infusion: symptoms, actions and treatments, each placed in time.
--
-- Source  CTCAE v5.0, infusion related reaction; terms, treatments: rows of reference, each with its source;
--         classes of onset: our policy on published ranges
-- Reads   clinical.adverse_event, clinical.infusion, clinical.medication, clinical.patient, reference.reaction_term, reference.reaction_treatment, reference.threshold
-- Grain   one row per report and feature
--
-- A report without a time is 'not timed' when its date allows the window. One that began after the window is
-- left out unless its own term names a reaction: such a report is never dropped.

WITH event AS (
    SELECT
        event.*,
        lower(concat_ws(' ', term, verbatim_term)) AS all_words,
        CASE WHEN action_taken IN ('slowed', 'interrupted', 'stopped') THEN action_taken END AS action,
        CASE WHEN ended_at >= started_at THEN minutes_between(started_at, ended_at) END AS minutes_known,
        -- Dates n apart lie more than n - 1 days apart, whatever the times.
        CASE WHEN ended_on > started_on + 1 THEN (ended_on - started_on - 1) * 24 * 60 END
            AS minutes_at_least,
        coalesce(started_at > min(ended_at) OVER (
            PARTITION BY infusion_id, term ORDER BY started_at, event_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ), false) AS is_recurrence
    FROM clinical.adverse_event AS event
    JOIN clinical.patient AS patient USING (patient_id)
    -- A partial date before the first dose, such as a year, needs no place among the infusions.
    WHERE
        infusion_id IS NOT NULL
        OR (
            started_on IS NULL
            AND coalesce(started_text >= left(first_dose_on::VARCHAR, length(started_text)), true)
        )
),

-- Of an uncoded report every listed term among its words counts, unless the whole is a listed term itself.
uncoded AS (
    SELECT
        event_id,
        bare_words(all_words) AS words
    FROM event
    WHERE preferred_term IS NULL AND term NOT IN (SELECT term FROM reference.reaction_term WHERE matches = 'whole')
),

term_words AS (
    SELECT
        feature,
        is_reaction,
        bare_words(term) AS words
    FROM reference.reaction_term
),

feature AS (
    SELECT event_id, feature, is_reaction
    FROM event
    JOIN reference.reaction_term AS term ON term.matches = 'whole' AND term.term = event.term
    UNION
    SELECT event_id, feature, is_reaction
    FROM event
    JOIN reference.reaction_term AS term
        ON term.matches = 'part' AND contains(all_words, term.term)
    UNION
    SELECT event_id, feature, is_reaction
    FROM uncoded
    JOIN term_words ON contains(uncoded.words, term_words.words)
    UNION
    SELECT event_id, 'action_taken', true
    FROM event
    WHERE action IS NOT NULL AND infusion_id IS NOT NULL
),

reported AS (
    SELECT
        patient_id,
        infusion_id,
        feature,
        is_reaction,
        concat(term, ' (ibalizumab ' || action || ')') AS words,
        started_on AS seen_on,
        started_at AS seen_at,
        coalesce(minutes_from_infusion_end, minutes_from_infusion_start) AS minutes_after_end,
        days_from_infusion AS days_after,
        is_zone_open,
        severity_grade,
        is_fatal_report(outcome, seriousness, severity_grade) AS is_fatal,
        coalesce(contains(seriousness, 'life_threatening'), false) OR feature = 'life_threatening'
            AS is_life_threatening,
        coalesce(contains(seriousness, 'hospitalisation'), false) AS is_hospitalised,
        is_recurrence,
        ended_at AS resolved_at,
        coalesce(minutes_known, minutes_at_least) AS minutes_to_resolution,
        'adverse_event' AS feed,
        source_file,
        source_row
    FROM event
    JOIN feature USING (event_id)
),

-- A medicine is told by a listed name among its words: "Adrenaline (epinephrine) 0.3 mg" as well as "epinephrine".
treatment_kind AS (
    SELECT named.medicine, list(DISTINCT kind) AS kinds
    FROM (SELECT DISTINCT medicine FROM clinical.medication) AS named
    JOIN reference.reaction_treatment AS listed ON contains(bare_words(named.medicine), bare_words(listed.medicine))
    WHERE kind IN ('epinephrine', 'vasopressor')
    GROUP BY named.medicine
),

treatment AS (
    SELECT
        given.*,
        'epinephrine' IN kinds AS is_epinephrine,
        'vasopressor' IN kinds AND coalesce(route NOT IN ('oral', 'inhaled', 'topical'), true) AS is_vasopressor,
        unnest(list_filter(
            [
                CASE WHEN role = 'reaction_treatment' THEN 'treatment' END,
                CASE WHEN is_epinephrine THEN 'epinephrine' END,
                CASE WHEN is_vasopressor THEN 'vasopressor' END
            ],
            lambda feature: feature IS NOT NULL
        )) AS feature
    FROM clinical.medication AS given
    LEFT JOIN treatment_kind USING (medicine)
    LEFT JOIN (SELECT patient_id, first_dose_on FROM clinical.patient) AS course USING (patient_id)
    WHERE
        infusion_id IS NOT NULL
        OR (
            (role = 'reaction_treatment' OR is_epinephrine)
            AND started_on IS NULL
            AND coalesce(began_by_on >= first_dose_on, true)
        )
),

stated AS (
    SELECT * FROM reported
    UNION ALL BY NAME
    SELECT
        treatment.patient_id,
        infusion_id,
        feature,
        true AS is_reaction,
        concat('given ', medicine, ' (' || route || ')') AS words,
        treatment.started_on AS seen_on,
        treatment.started_at AS seen_at,
        minutes_between(coalesce(ended_at, infusion.started_at), treatment.started_at) AS minutes_after_end,
        CAST(treatment.started_on - infusion.started_on AS INTEGER) AS days_after,
        coalesce(is_vasopressor OR (is_epinephrine AND route = 'intravenous'), false)
            AS is_life_threatening,
        'medication' AS feed,
        treatment.source_file,
        treatment.source_row
    FROM treatment
    LEFT JOIN clinical.infusion AS infusion USING (infusion_id)
    UNION ALL BY NAME
    SELECT
        patient_id,
        infusion_id,
        'action_taken' AS feature,
        true AS is_reaction,
        'infusion ' || action_taken AS words,
        started_on AS seen_on,
        'during' AS timing,
        'infusion' AS feed,
        source_file,
        source_row
    FROM clinical.infusion
    WHERE action_taken IN ('slowed', 'interrupted', 'stopped')
),

placed AS (
    SELECT
        * EXCLUDE (timing),
        CASE
            WHEN timing IS NOT NULL THEN timing
            WHEN minutes_after_end <= 0 THEN 'during'
            WHEN minutes_after_end <= threshold('infusion_reaction', 'immediate_minutes') THEN 'immediate'
            WHEN minutes_after_end <= threshold('infusion_reaction', 'accelerated_minutes') THEN 'accelerated'
            WHEN minutes_after_end <= threshold('infusion_reaction', 'window_minutes') THEN 'late'
            WHEN minutes_after_end IS NOT NULL THEN 'delayed'
            WHEN (days_after - 1) * 24 * 60 >= threshold('infusion_reaction', 'window_minutes') THEN 'delayed'
            ELSE 'not timed'
        END AS timing
    FROM stated
)

SELECT
    patient_id,
    infusion_id,
    feature,
    is_reaction,
    words,
    seen_on,
    seen_at,
    minutes_after_end::DECIMAL(18, 6) AS minutes_after_end,
    timing,
    coalesce(is_zone_open, false) AS is_zone_open,
    CASE timing WHEN 'not timed' THEN NULL ELSE timing <> 'delayed' END AS is_in_window,
    severity_grade,
    coalesce(is_fatal, false) AS is_fatal,
    coalesce(is_life_threatening, false) AS is_life_threatening,
    coalesce(is_hospitalised, false) AS is_hospitalised,
    coalesce(is_recurrence, false) AS is_recurrence,
    resolved_at,
    minutes_to_resolution::DECIMAL(18, 6) AS minutes_to_resolution,
    feed,
    source_file,
    source_row
FROM placed
WHERE
    (timing <> 'delayed' OR starts_with(feature, 'reported_'))
    -- An action bears on ibalizumab as a whole: untimed, it speaks for the infusion of its own day only.
    AND (feature <> 'action_taken' OR timing <> 'not timed' OR days_after = 0)
