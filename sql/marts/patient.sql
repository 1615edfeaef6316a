-- Everybody in any delivery, with what the night says of them in numbers; those with flags first.
--
-- Source  clinical.patient, signals.flag, signals.unassessable
-- Reads   clinical.patient, clinical.dose_due, clinical.adverse_event, signals.flag, signals.unassessable
-- Grain   one row per person
--
-- patient_key names the page of the person: an id is text from outside and never becomes a file name.

WITH flagged AS (
    SELECT patient_id, count(*) AS n_flags, max(onset_on) AS newest_flag_on
    FROM signals.flag
    GROUP BY patient_id
),
unjudged AS (
    SELECT patient_id, count(*) AS n_not_judged
    FROM signals.unassessable
    GROUP BY patient_id
),
event AS (
    SELECT patient_id, count(*) AS n_events, count(*) FILTER (WHERE is_serious) AS n_serious_events
    FROM clinical.adverse_event
    GROUP BY patient_id
)
SELECT
    patient.patient_id,
    left(sha256(patient.patient_id), 16) AS patient_key,
    patient.site_id,
    patient.sex,
    patient.age_years_at_first_dose,
    patient.is_treated,
    patient.first_dose_on,
    patient.last_dose_on,
    patient.n_infusions,
    due.state AS dose_state,
    due.days_late,
    due.is_reported_by_site,
    patient.is_dead,
    patient.died_text,
    patient.observed_until_on,
    coalesce(n_flags, 0) AS n_flags,
    newest_flag_on,
    coalesce(n_not_judged, 0) AS n_not_judged,
    coalesce(n_events, 0) AS n_events,
    coalesce(n_serious_events, 0) AS n_serious_events
FROM clinical.patient AS patient
LEFT JOIN clinical.dose_due AS due USING (patient_id)
LEFT JOIN flagged USING (patient_id)
LEFT JOIN unjudged USING (patient_id)
LEFT JOIN event USING (patient_id)
ORDER BY n_flags = 0, newest_flag_on DESC NULLS FIRST, patient.patient_id
