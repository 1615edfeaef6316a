-- Each rule with what it found and whom it could not judge.
--
-- Source  reference.rule and the answers of the night
-- Reads   reference.rule, signals.flag, signals.unassessable, clinical.patient
-- Grain   one row per rule

WITH flagged AS (
    SELECT
        rule,
        count(*) AS n_episodes,
        count(DISTINCT patient_id) AS n_patients,
        count(*) FILTER (WHERE onset_on IS NULL) AS n_undated,
        max(onset_on) AS newest_on
    FROM signals.flag
    GROUP BY rule
),
unjudged AS (
    SELECT
        rule,
        count(*) FILTER (WHERE verdict = 'incomplete') AS n_incomplete,
        count(*) FILTER (WHERE verdict = 'not_evaluable') AS n_not_evaluable
    FROM signals.unassessable
    GROUP BY rule
)
SELECT
    rule.rule,
    rule.title,
    rule.question,
    rule.kind,
    rule.analyte,
    rule.is_active,
    rule.display_order,
    coalesce(flagged.n_patients, 0) AS n_patients,
    coalesce(flagged.n_episodes, 0) AS n_episodes,
    coalesce(flagged.n_undated, 0) AS n_undated,
    flagged.newest_on,
    coalesce(unjudged.n_incomplete, 0) AS n_incomplete,
    coalesce(unjudged.n_not_evaluable, 0) AS n_not_evaluable,
    (SELECT count(*) FROM clinical.patient WHERE is_treated) AS n_treated
FROM reference.rule AS rule
LEFT JOIN flagged ON flagged.rule = rule.rule
LEFT JOIN unjudged ON unjudged.rule = rule.rule
ORDER BY rule.display_order, rule.rule
