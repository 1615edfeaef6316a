-- Late dose: one given late_days or more beyond its scheduled day, or none known when it is that late, for review.
--
-- Source  US prescribing information of ibalizumab, section 2, missed dose; the scheduled day counted from the dose
--         before, entry_days, reporting_days and presumed_stopped_days: policy of this project
-- Reads   clinical.dose_course, clinical.dose_due, clinical.patient, reference.threshold
-- Grain   one row per patient and late dose; else one row per patient who could not be judged in full
--
-- Onset is the first day on which a loading dose was due, so that a flag stays the same when the dose arrives. Whether
-- a dose is missing is judged as far as the person's site has reported administrations of anybody: what lies beyond is
-- not delivered yet, like a result that is not. A site silent for more than reporting_days leaves its people unjudged. A
-- stop of treatment is not delivered: beyond presumed_stopped_days it is presumed, and stays one flag.

WITH limits AS (
    SELECT
        threshold('dose_late', 'late_days')::INTEGER AS late_days,
        threshold('dose_late', 'reporting_days')::INTEGER AS reporting_days
),

given_late AS (
    SELECT
        course.*,
        CAST(scheduled_on + late_days AS DATE) AS onset_on,
        list_sort([
            evidence('infusion', source_file, source_row),
            evidence('infusion', previous_file, previous_row)
        ]) AS evidence
    FROM (
        SELECT
            *,
            lag(source_file) OVER numbered AS previous_file,
            lag(source_row) OVER numbered AS previous_row
        FROM clinical.dose_course
        WINDOW numbered AS (PARTITION BY patient_id ORDER BY infusion_number)
    ) AS course
    SEMI JOIN (SELECT patient_id FROM clinical.patient WHERE is_treated) AS treated USING (patient_id)
    CROSS JOIN limits
    WHERE days_late >= late_days
),

not_given AS (
    SELECT
        *,
        as_of - coalesce(site_reported_until_on, last_dose_on) > reporting_days AS is_site_silent
    FROM clinical.dose_due
    CROSS JOIN limits
    SEMI JOIN (SELECT patient_id FROM clinical.patient WHERE is_treated) AS treated USING (patient_id)
    WHERE state IN ('reload_due', 'presumed_stopped')
),

late AS (
    SELECT
        patient_id,
        onset_on,
        'given_late' AS certainty,
        days_late,
        concat(
            format('The dose of {:g} mg on ', dose_mg::DOUBLE), in_words(started_on),
            format(' came {} days after the one before, ', days_since_previous),
            format('{} days beyond its scheduled day, ', days_late),
            in_words(scheduled_on)
        ) AS what,
        CASE given_dose_kind WHEN 'loading' THEN 'loading_given' ELSE 'loading_not_given' END AS criterion,
        NULL AS unjudged,
        evidence
    FROM given_late
    UNION ALL
    SELECT
        patient_id,
        reload_from_on,
        CASE state WHEN 'reload_due' THEN 'overdue' ELSE state END,
        -- A presumed stop says the same every night.
        CASE state WHEN 'reload_due' THEN not_given.days_late END,
        concat(
            'No dose is known since ', in_words(last_dose_on),
            CASE state
                WHEN 'reload_due'
                    THEN format('; at the data cut-off the next one is {} days beyond its scheduled day, ', days_late)
                ELSE '; the next one was scheduled for '
            END,
            in_words(scheduled_on)
        ),
        'no_dose_known',
        CASE
            WHEN NOT is_reported_by_site
                THEN 'whether a dose was given: the site has reported no administration of anybody after '
                    || coalesce(in_words(site_reported_until_on), in_words(last_dose_on))
        END,
        evidence
    FROM not_given
    WHERE is_reported_by_site OR state = 'presumed_stopped'
)

SELECT
    patient_id,
    'dose_late' AS rule,
    'flagged' AS verdict,
    onset_on,
    NULL::TIMESTAMPTZ AS onset_at,
    NULL::TINYINT AS grade,
    certainty,
    criterion,
    CAST(days_late::DECIMAL(18, 9) / nullif(late_days, 0) - 1 AS DECIMAL(18, 9)) AS margin_share,
    concat(
        what,
        format('; from {} days on the label asks for a new loading dose', late_days),
        CASE certainty WHEN 'presumed_stopped' THEN '; treatment is presumed stopped' END,
        '.'
    ) AS why,
    unjudged,
    evidence
FROM late
CROSS JOIN limits

UNION ALL

SELECT
    patient_id,
    'dose_late',
    'incomplete',
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    concat(
        'No dose is known since ', in_words(last_dose_on), ', and the next one was scheduled for ',
        in_words(scheduled_on), '; the site has been silent since, so it cannot be told whether it was given.'
    ),
    concat(
        'whether a dose was given: the newest administration of anybody that the site has reported is of ',
        coalesce(in_words(site_reported_until_on), in_words(last_dose_on))
    ),
    evidence
FROM not_given
WHERE
    is_site_silent
    AND NOT is_reported_by_site
    AND state <> 'presumed_stopped'
    AND patient_id NOT IN (SELECT patient_id FROM late)
