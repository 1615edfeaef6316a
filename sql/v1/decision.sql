-- Every decision that an officer signed, with what was withdrawn marked and the case that it belongs to now.
--
-- Source  the record of decisions, up to the cut-off
-- Reads   raw.decision, signals.case_alias
-- Grain   one row per decision

SELECT
    decision.number,
    decision.decided_at,
    decision.decided_by,
    decision.role,
    decision.kind,
    coalesce(alias.case_id, decision.case_id) AS case_id,
    decision.case_id AS case_id_then,
    decision.feed,
    decision.source_file,
    decision.source_row,
    decision.withdraws,
    decision.number IN (SELECT other.withdraws FROM raw.decision AS other WHERE other.withdraws IS NOT NULL) AS is_withdrawn,
    decision.seriousness,
    decision.causality,
    decision.expectedness,
    decision.severity_grade,
    decision.artefact,
    decision.comment,
    decision.next_action,
    decision.next_action_on,
    decision.until_on,
    decision.submitted_on,
    decision.owner,
    decision.corrected,
    decision.run_id,
    decision.as_of,
    decision.signature,
    from_json(
        decision.snapshot, '[{"field": "VARCHAR", "item": "VARCHAR", "value": "VARCHAR", "in_words": "VARCHAR"}]'
    ) AS decided_on,
    decision.previous_sha256,
    decision.sha256
FROM raw.decision AS decision
LEFT JOIN signals.case_alias AS alias ON alias.alias_id = decision.case_id
