-- The columns of a line listing for the periodic report: one line a case, nullified ones with their mark.
--
-- Source  columns as ICH E2C(R2), appendices of the periodic benefit-risk evaluation report, asks for; signals.case
-- Reads   signals.case, marts.case_report, marts.case_flag, marts.case_treatment, reference.medical_concept
-- Grain   one row per case
--
-- reaction_group is a medical event of reference.medical_concept, a list of this project: MedDRA is licensed and not
-- delivered with it. Days are days of UTC, as those of nights. unknown is said as not reported, never as no.

WITH told AS (
    SELECT
        case_id,
        string_agg(DISTINCT verbatim_term, '; ' ORDER BY verbatim_term) AS verbatim_terms,
        string_agg(DISTINCT preferred_term, '; ' ORDER BY preferred_term) AS preferred_terms,
        string_agg(DISTINCT reporter, '; ' ORDER BY reporter) AS reporters,
        string_agg(DISTINCT action_taken, '; ' ORDER BY action_taken) AS actions_taken
    FROM marts.case_report
    WHERE disposition = 'in_force'
    GROUP BY case_id
),

report_row AS (
    SELECT case_id, string_agg(DISTINCT format('{} row {}', file_name, source_row), '; ' ORDER BY format('{} row {}', file_name, source_row)) AS rows_of_reports
    FROM marts.case_report
    GROUP BY case_id
),

flagged AS (
    SELECT case_id, string_agg(DISTINCT title, '; ' ORDER BY title) AS flags
    FROM marts.case_flag
    GROUP BY case_id
)

SELECT
    episode.case_id,
    concept.title AS reaction_group,
    episode.concept_title AS reaction,
    concept.display_order,
    episode.patient_id,
    episode.site_id,
    treatment.sex,
    treatment.age_years_at_onset,
    verbatim_terms,
    preferred_terms,
    flags,
    episode.onset_on,
    treatment.first_dose_on,
    treatment.newest_on AS newest_dose_on,
    treatment.newest_mg AS newest_dose_mg,
    treatment.n_doses,
    CAST(episode.onset_on - treatment.first_dose_on AS INTEGER) AS days_since_first_dose,
    episode.is_serious,
    episode.seriousness,
    episode.is_listed,
    episode.label_version,
    episode.is_edition_verified,
    episode.grade,
    episode.outcome,
    actions_taken,
    episode.causality_as_reported,
    episode.causality_as_suggested,
    reporters,
    episode.is_ind_study,
    episode.n_reports,
    episode.n_flags,
    CAST(episode.first_received_at AS DATE) AS first_received_on,
    CAST(episode.first_aware_at AS DATE) AS first_aware_on,
    CAST(episode.latest_information_at AS DATE) AS latest_information_on,
    rows_of_reports,
    episode.is_adverse_event,
    episode.is_nullified
FROM signals.case AS episode
JOIN reference.medical_concept AS concept USING (concept)
LEFT JOIN marts.case_treatment AS treatment USING (case_id)
LEFT JOIN told USING (case_id)
LEFT JOIN report_row USING (case_id)
LEFT JOIN flagged USING (case_id)
ORDER BY concept.display_order, reaction, first_received_on, episode.case_id
