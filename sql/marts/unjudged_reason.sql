-- Why people could not be judged, counted.
--
-- Source  signals.unassessable
-- Reads   signals.unassessable, reference.rule
-- Grain   one row per rule, verdict and reason

SELECT
    unassessable.rule,
    coalesce(any_value(rule.title), unassessable.rule) AS title,
    any_value(rule.display_order) AS display_order,
    unassessable.verdict,
    unassessable.reason,
    count(*) AS n_patients
FROM signals.unassessable AS unassessable
LEFT JOIN reference.rule AS rule ON rule.rule = unassessable.rule
GROUP BY unassessable.rule, unassessable.verdict, unassessable.reason
ORDER BY display_order, verdict DESC, n_patients DESC, reason
