-- People of whom something was reported, but no administration is in force: no rule judges them.
--
-- Source  clinical.patient
-- Reads   clinical.patient, clinical.adverse_event, clinical.lab_result, clinical.vital_sign, clinical.medication, clinical.antibody_test
-- Grain   one row per person without an administration

WITH event AS (
    SELECT patient_id, count(*) AS n_events, count(*) FILTER (WHERE is_serious) AS n_serious_events
    FROM clinical.adverse_event
    GROUP BY patient_id
),
other AS (
    SELECT patient_id FROM clinical.lab_result
    UNION ALL
    SELECT patient_id FROM clinical.vital_sign
    UNION ALL
    SELECT patient_id FROM clinical.medication
    UNION ALL
    SELECT patient_id FROM clinical.antibody_test
),
other_report AS (
    SELECT patient_id, count(*) AS n_other_reports FROM other GROUP BY patient_id
)
SELECT
    patient.patient_id,
    patient.site_id,
    coalesce(event.n_events, 0) AS n_events,
    coalesce(event.n_serious_events, 0) AS n_serious_events,
    coalesce(other_report.n_other_reports, 0) AS n_other_reports,
    patient.died_text,
    patient.observed_until_on
FROM clinical.patient AS patient
LEFT JOIN event USING (patient_id)
LEFT JOIN other_report USING (patient_id)
WHERE NOT patient.is_treated
ORDER BY n_serious_events DESC, patient.died_text IS NULL, n_events DESC, patient.patient_id
