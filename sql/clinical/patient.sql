-- Everyone who appears in any delivery, with the course of treatment.
--
-- Source  ../../schemas/delivery.py
-- Reads   staging.course, staging.patient, staging.person, clinical.infusion, clinical.lab_result, clinical.adverse_event, clinical.vital_sign, clinical.medication, clinical.antibody_test
-- Grain   one row per patient

WITH seen AS (
    SELECT patient_id, max(started_on) AS last_on FROM clinical.infusion GROUP BY patient_id
    UNION ALL
    SELECT patient_id, max(collected_on) FROM clinical.lab_result GROUP BY patient_id
    UNION ALL
    SELECT patient_id, max(started_on) FROM clinical.adverse_event GROUP BY patient_id
    UNION ALL
    SELECT patient_id, max(measured_on) FROM clinical.vital_sign GROUP BY patient_id
    UNION ALL
    SELECT patient_id, max(started_on) FROM clinical.medication GROUP BY patient_id
    UNION ALL
    SELECT patient_id, max(collected_on) FROM clinical.antibody_test GROUP BY patient_id
    UNION ALL
    SELECT patient_id, died_on FROM staging.patient
),
observed AS (
    SELECT patient_id, max(last_on) AS last_on FROM seen GROUP BY patient_id
),
fatal AS (
    SELECT DISTINCT patient_id
    FROM clinical.adverse_event
    WHERE is_fatal_report(outcome, seriousness, severity_grade)
),
dosed AS (
    SELECT patient_id, count(*) AS n_infusions, max(started_on) AS last_dose_on,
        arg_max(site_id, infusion_number) FILTER (WHERE site_id IS NOT NULL) AS site_id
    FROM clinical.infusion
    GROUP BY patient_id
)
SELECT patient_id,
    coalesce(person.site_id, dosed.site_id) AS site_id,
    person.sex,
    person.birth_year,
    dosed.n_infusions IS NOT NULL AS is_treated,
    course.first_dose_on,
    course.first_dose_at,
    dosed.last_dose_on,
    CAST(coalesce(dosed.n_infusions, 0) AS INTEGER) AS n_infusions,
    course.background_started_on,
    person.treatment_experience,
    person.has_gilbert_syndrome,
    person.prior_opportunistic_disease,
    person.died_text IS NOT NULL OR fatal.patient_id IS NOT NULL AS is_dead,
    person.died_on,
    person.died_text,
    least(observed.last_on, person.died_on) AS observed_until_on,
    CAST(year(course.first_dose_on) - person.birth_year AS INTEGER) AS age_years_at_first_dose,
    person.source_file AS described_in_file,
    person.source_row AS described_in_row
FROM observed
LEFT JOIN staging.person AS person USING (patient_id)
LEFT JOIN staging.course AS course USING (patient_id)
LEFT JOIN dosed USING (patient_id)
LEFT JOIN fatal USING (patient_id)
