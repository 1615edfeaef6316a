-- Whom a rule could not judge, in whole or in part, with the name of the signal.
--
-- Source  signals.unassessable
-- Reads   signals.unassessable, reference.rule
-- Grain   one row per patient and rule

SELECT
    unassessable.patient_id,
    unassessable.rule,
    coalesce(rule.title, unassessable.rule) AS title,
    rule.display_order,
    unassessable.verdict,
    unassessable.reason,
    len(unassessable.evidence) AS n_evidence
FROM signals.unassessable AS unassessable
LEFT JOIN reference.rule AS rule ON rule.rule = unassessable.rule
ORDER BY rule.display_order, unassessable.verdict DESC, unassessable.patient_id
