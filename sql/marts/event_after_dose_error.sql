-- Events reported soon after an administration that a rule of dosing flagged: near in time, which says nothing about cause.
--
-- Source  how long is soon: window_minutes of infusion_reaction, counted here from the start of the administration
-- Reads   signals.flag, clinical.infusion, clinical.adverse_event, reference.threshold
-- Grain   one row per flag and event that began so soon, or of which the time leaves that open
--
-- A flag stands for all administrations of its day when it is about their sum, or when its time is not known.

WITH soon AS (
    SELECT max(value) AS window_minutes, CAST(ceil(max(value) / 1440) AS INTEGER) AS window_days
    FROM reference.threshold
    WHERE rule = 'infusion_reaction' AND name = 'window_minutes'
),

given AS (
    SELECT flag.flag_id, flag.rule, flag.patient_id, infusion.infusion_id, infusion.started_on, infusion.started_at
    FROM signals.flag AS flag
    JOIN clinical.infusion AS infusion
        ON infusion.patient_id = flag.patient_id AND infusion.started_on = flag.onset_on
    WHERE
        flag.rule IN (
            'dose_wrong', 'given_despite_hypersensitivity', 'method_not_labelled', 'infusion_too_fast',
            'observation_too_short', 'outside_indication'
        )
        AND (
            flag.rule = 'dose_wrong' OR flag.onset_at IS NULL OR infusion.started_at IS NULL
            OR infusion.started_at = flag.onset_at
        )
),

near AS (
    SELECT
        given.flag_id,
        given.rule,
        given.patient_id,
        given.infusion_id,
        given.started_on AS infused_on,
        event.event_id,
        coalesce(event.preferred_term, event.verbatim_term, event.term) AS term,
        event.started_on,
        event.started_text,
        event.severity_grade,
        event.is_serious,
        minutes_between(given.started_at, event.started_at) AS minutes_from_start,
        soon.window_minutes,
        CASE
            WHEN minutes_from_start IS NOT NULL THEN minutes_from_start BETWEEN 0 AND soon.window_minutes
            WHEN coalesce(event.started_on, latest_day(event.started_text)) < given.started_on THEN false
            WHEN coalesce(event.started_on, earliest_day(event.started_text)) > given.started_on + window_days
                THEN false
        END AS is_soon
    FROM given
    JOIN clinical.adverse_event AS event USING (patient_id)
    CROSS JOIN soon
)

SELECT *
FROM near
WHERE is_soon IS NOT false
QUALIFY row_number() OVER (
    PARTITION BY flag_id, event_id ORDER BY is_soon NULLS LAST, minutes_from_start NULLS LAST, infusion_id
) = 1
ORDER BY flag_id, is_soon NULLS LAST, minutes_from_start NULLS LAST, event_id
