-- Each administration against the label: what was due, how late, by which method, how fast, how long observed.
--
-- Source  US prescribing information of ibalizumab, section 2; the scheduled day counted from the dose before, and
--         the kind of a dose read from the nearer amount: policy of this project
-- Reads   clinical.infusion, clinical.infusion_response, clinical.adverse_event, clinical.label_period, reference.labelled_administration, reference.threshold
-- Grain   one row per administration
--
-- Days are local dates: a dose is due on a day, not after so many hours. A loading dose is due first, and again
-- when the dose before lies interval_days + late_days back or more; else maintenance is due. A reaction seen in
-- vital signs alone, which nobody reported, does not count as a reaction before; a report without a time on a day of
-- several administrations may have come before the last of them.

WITH limits AS (
    SELECT
        threshold('dose_late', 'interval_days')::INTEGER AS interval_days,
        threshold('dose_late', 'late_days')::INTEGER AS late_days
),

labelled AS (
    SELECT administration.*, possible_from_on, certain_from_on
    FROM reference.labelled_administration AS administration
    JOIN clinical.label_period USING (label_version)
),

response AS (
    SELECT
        patient_id,
        infusion_id,
        is_named OR is_action_taken OR is_reaction_treated OR has_symptom AS is_reaction,
        may_belong_to_other AND is_reaction IS NOT FALSE AS may_be_of_one_before
    FROM clinical.infusion_response
),

-- A report without a date may speak of any administration.
undated AS (
    SELECT patient_id, bool_or(is_reaction IS NOT FALSE) AS has_undated_reaction
    FROM response
    WHERE infusion_id IS NULL
    GROUP BY patient_id
),

course AS (
    SELECT
        infusion.*,
        lag(started_on) OVER numbered AS previous_on,
        CAST(started_on - previous_on AS INTEGER) AS days_since_previous,
        CASE
            WHEN previous_on IS NULL OR days_since_previous >= interval_days + late_days THEN 'loading'
            ELSE 'maintenance'
        END AS expected_dose_kind,
        coalesce(action_taken = 'stopped', false) AS is_stopped_early,
        CASE WHEN ended_at >= started_at THEN minutes_between(started_at, ended_at) END AS duration_minutes,
        CASE
            WHEN infusion_number = 1 THEN false
            WHEN bool_or(is_reaction) OVER earlier THEN true
            WHEN
                bool_or(response.infusion_id IS NOT NULL AND is_reaction IS NULL) OVER earlier
                OR has_undated_reaction
                OR may_be_of_one_before
                OR (SELECT count(*) = 0 FROM clinical.adverse_event)
                THEN NULL
            ELSE false
        END AS had_reaction_before
    FROM clinical.infusion AS infusion
    LEFT JOIN response USING (infusion_id)
    LEFT JOIN undated ON undated.patient_id = infusion.patient_id
    CROSS JOIN limits
    WINDOW
        numbered AS (PARTITION BY infusion.patient_id ORDER BY infusion_number),
        earlier AS (
            PARTITION BY infusion.patient_id ORDER BY infusion_number
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        )
),

-- The amounts of both kinds on that day, by the newest edition that was in force for certain.
amount AS (
    SELECT
        infusion_id,
        arg_max(labelled.dose_mg, certain_from_on) FILTER (dose_kind = 'loading') AS loading_mg,
        arg_max(labelled.dose_mg, certain_from_on) FILTER (dose_kind = 'maintenance') AS maintenance_mg
    FROM course
    JOIN labelled ON certain_from_on <= started_on
    GROUP BY infusion_id
),

measured AS (
    SELECT
        course.*,
        CASE expected_dose_kind WHEN 'loading' THEN loading_mg ELSE maintenance_mg END AS expected_dose_mg,
        CASE
            WHEN is_stopped_early AND course.dose_mg <= expected_dose_mg THEN expected_dose_kind
            WHEN course.dose_mg - maintenance_mg > loading_mg - course.dose_mg THEN 'loading'
            WHEN course.dose_mg - maintenance_mg <= loading_mg - course.dose_mg THEN 'maintenance'
        END AS given_dose_kind
    FROM course
    LEFT JOIN amount USING (infusion_id)
),

-- What the label says of that dose by that method: the newest edition in force for certain, or a possible one.
asked AS (
    SELECT
        infusion_id,
        bool_or(certain_from_on <= started_on) AS is_certain,
        arg_max(labelled, certain_from_on) FILTER (certain_from_on <= started_on) AS label
    FROM measured
    JOIN labelled
        ON dose_kind = given_dose_kind AND labelled.method = measured.method AND possible_from_on <= started_on
    GROUP BY infusion_id
),

allowed_from AS (
    SELECT dose_kind, method, min(certain_from_on) AS allowed_from_on
    FROM labelled
    GROUP BY dose_kind, method
)

SELECT
    measured.infusion_id,
    patient_id,
    site_id,
    infusion_number,
    started_on,
    started_at,
    previous_on,
    days_since_previous,
    CAST(previous_on + interval_days AS DATE) AS scheduled_on,
    CAST(days_since_previous - interval_days AS INTEGER) AS days_late,
    expected_dose_kind,
    expected_dose_mg,
    measured.dose_mg,
    given_dose_kind,
    is_stopped_early,
    measured.method,
    CASE
        WHEN given_dose_kind IS NULL OR measured.method IS NULL THEN NULL
        WHEN is_certain IS NULL THEN false
        ELSE nullif(is_certain, false)
    END AS is_method_labelled,
    allowed_from_on AS method_labelled_from_on,
    duration_minutes,
    CASE
        WHEN infusion_number = 1 OR had_reaction_before THEN label.shortest_minutes
        ELSE label.shortest_minutes_later
    END AS shortest_minutes_least,
    CASE
        WHEN infusion_number = 1 OR had_reaction_before IS NOT FALSE THEN label.shortest_minutes
        ELSE label.shortest_minutes_later
    END AS shortest_minutes_most,
    label.shortest_verification AS shortest_verification,
    measured.observed_minutes,
    CASE
        WHEN infusion_number = 1 OR had_reaction_before THEN label.observed_minutes
        ELSE label.observed_minutes_later
    END AS observation_minutes_least,
    CASE
        WHEN infusion_number = 1 OR had_reaction_before IS NOT FALSE THEN label.observed_minutes
        ELSE label.observed_minutes_later
    END AS observation_minutes_most,
    label.observation_verification AS observation_verification,
    had_reaction_before,
    source_file,
    source_row
FROM measured
LEFT JOIN asked USING (infusion_id)
LEFT JOIN allowed_from
    ON allowed_from.dose_kind = given_dose_kind AND allowed_from.method = measured.method
CROSS JOIN limits
