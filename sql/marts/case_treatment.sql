-- The person of each case and the treatment: one row to fill a form from, with the rows behind it.
--
-- Source  signals.case, clinical.patient, clinical.infusion
-- Reads   signals.case, clinical.patient, clinical.infusion, raw.delivery
-- Grain   one row per case
--
-- The doses are those on or before the day of onset: the first and the newest. Without a day of onset no dose is known to
-- lie before it. The age is the calendar year of onset less the year of birth: the day of birth is never delivered.

WITH dose AS (
    SELECT
        episode.case_id,
        count(*)::INTEGER AS n_doses,
        arg_min(dose, dose.infusion_number) AS first_dose,
        arg_max(dose, dose.infusion_number) AS newest_dose
    FROM signals.case AS episode
    JOIN (
        SELECT infusion.*, coalesce(delivery.file_name, 'file not in the archive') AS file_name
        FROM clinical.infusion AS infusion
        LEFT JOIN raw.delivery AS delivery USING (source_file)
    ) AS dose
        ON dose.patient_id = episode.patient_id AND dose.started_on <= episode.onset_on
    GROUP BY episode.case_id
)

SELECT
    episode.case_id,
    patient.patient_id,
    patient.sex,
    patient.birth_year,
    CAST(year(episode.onset_on) - patient.birth_year AS INTEGER) AS age_years_at_onset,
    patient.first_dose_on,
    patient.last_dose_on,
    patient.has_gilbert_syndrome,
    patient.prior_opportunistic_disease,
    patient.treatment_experience,
    patient.died_text,
    described.file_name AS person_file_name,
    patient.described_in_row AS person_row,
    coalesce(n_doses, 0) AS n_doses,
    first_dose.started_on AS first_on,
    first_dose.dose_mg AS first_mg,
    first_dose.method AS first_method,
    first_dose.file_name AS first_file_name,
    first_dose.source_row AS first_row,
    newest_dose.infusion_number AS newest_number,
    newest_dose.started_on AS newest_on,
    newest_dose.dose_mg AS newest_mg,
    newest_dose.method AS newest_method,
    newest_dose.file_name AS newest_file_name,
    newest_dose.source_row AS newest_row
FROM signals.case AS episode
LEFT JOIN clinical.patient AS patient USING (patient_id)
LEFT JOIN raw.delivery AS described ON described.source_file = patient.described_in_file
LEFT JOIN dose USING (case_id)
