-- Each version of each report against the US label in force on the day of its onset.
--
-- Source  as clinical.event_listedness, which asks the same of the versions in force
-- Reads   clinical.report_version, clinical.label_period, reference.label_version, reference.listed_risk, reference.listed_term
-- Grain   one row per version

WITH reports AS (
    SELECT * EXCLUDE (event_id), version_id AS event_id FROM clinical.report_version
),

editions AS (
    FROM clinical.label_period JOIN (SELECT label_version, edition FROM reference.label_version) USING (label_version)
),

listed_terms AS (
    SELECT
        term,
        risk,
        term.verification <> 'NV' AS is_term_verified,
        label_version,
        listed_up_to_grade,
        section
    FROM reference.listed_term AS term
    JOIN reference.listed_risk AS listed USING (risk)
)

SELECT event_id AS version_id, risk, label_version, is_listed, reason
FROM label_answers('reports', 'editions', 'listed_terms')
