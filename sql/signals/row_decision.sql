-- What was decided last about each quarantined row that somebody decided about.
--
-- Source  21 CFR 600.80(c): a row that cannot be read may describe a serious case
-- Reads   raw.decision, reference.decision_kind, signals.quarantine
-- Grain   one row per quarantined row decided about, also when it has left the quarantine since

SELECT
    decision.source_file,
    decision.source_row,
    arg_max(decision.feed, decision.number) AS feed,
    arg_max(decision.number, decision.number) AS decision_number,
    arg_max(decision.kind, decision.number) AS decision_kind,
    arg_max(decision.decided_at, decision.number) AS decided_at,
    arg_max(decision.decided_by, decision.number) AS decided_by,
    arg_max(decision.comment, decision.number) AS comment,
    max(decision.submitted_on) AS submitted_on,
    EXISTS (
        SELECT 1
        FROM signals.quarantine AS quarantined
        WHERE quarantined.source_file = decision.source_file AND quarantined.source_row = decision.source_row
    ) AS is_in_quarantine
FROM raw.decision AS decision
JOIN reference.decision_kind AS kind ON kind.kind = decision.kind AND kind.subject = 'row'
ANTI JOIN (SELECT withdraws FROM raw.decision WHERE kind = 'withdraw') AS withdrawn
    ON withdrawn.withdraws = decision.number
GROUP BY decision.source_file, decision.source_row
