-- Every decision that an officer signed, with what was withdrawn marked and the case that it belongs to now.
--
-- Source  the record of decisions, up to the cut-off
-- Reads   raw.decision, signals.case_alias
-- Grain   one row per decision

SELECT
    decision.* EXCLUDE (snapshot) REPLACE (coalesce(alias.case_id, decision.case_id) AS case_id),
    decision.case_id AS case_id_then,
    decision.number IN (SELECT other.withdraws FROM raw.decision AS other WHERE other.withdraws IS NOT NULL) AS is_withdrawn,
    from_json(
        decision.snapshot, '[{"field": "VARCHAR", "item": "VARCHAR", "value": "VARCHAR", "in_words": "VARCHAR"}]'
    ) AS decided_on
FROM raw.decision AS decision
LEFT JOIN signals.case_alias AS alias ON alias.alias_id = decision.case_id
