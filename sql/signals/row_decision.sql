-- What was decided last about each quarantined row that somebody decided about, and what its correction came to.
--
-- Source  21 CFR 600.80(c): a row that cannot be read may describe a serious case
-- Reads   raw.decision, reference.decision_kind, signals.quarantine, raw.delivery, staging.set_aside
-- Grain   one row per quarantined row decided about, also when it has left the quarantine since
--
-- Answer   A signed correction comes as a delivery of its own, named after its decision (flows/decision/correction.py). Once
--          its row is not in quarantine itself, the row that it corrects is answered, whatever is decided about it later.

WITH answer AS (
    SELECT
        decision.source_file,
        decision.source_row,
        arg_max(delivery.file_name, decision.number) AS answer_file_name,
        arg_max(delivery.received_at, decision.number) AS answered_at,
        bool_or(aside.disposition IS DISTINCT FROM 'quarantined') AS is_answered,
        arg_max(aside.reasons, decision.number) AS answer_reasons
    FROM raw.decision AS decision
    JOIN raw.delivery AS delivery
        ON delivery.file_name = format('{}_correction_of_decision_{:08d}.csv', decision.feed, decision.number)
        AND delivery.feed = decision.feed
        AND delivery.n_rows = 1
    LEFT JOIN staging.set_aside AS aside ON aside.source_file = delivery.source_file
    WHERE decision.kind = 'correct_row'
    GROUP BY decision.source_file, decision.source_row
),

newest AS (
    SELECT
        decision.source_file,
        decision.source_row,
        arg_max(decision.feed, decision.number) AS feed,
        arg_max(decision.number, decision.number) AS decision_number,
        arg_max(decision.kind, decision.number) AS decision_kind,
        arg_max(decision.decided_at, decision.number) AS decided_at,
        arg_max(decision.decided_by, decision.number) AS decided_by,
        arg_max(decision.comment, decision.number) AS comment,
        max(decision.submitted_on) AS submitted_on
    FROM raw.decision AS decision
    JOIN reference.decision_kind AS kind ON kind.kind = decision.kind AND kind.subject = 'row'
    ANTI JOIN (SELECT withdraws FROM raw.decision WHERE kind = 'withdraw') AS withdrawn
        ON withdrawn.withdraws = decision.number
    GROUP BY decision.source_file, decision.source_row
)

SELECT
    newest.*,
    EXISTS (
        SELECT 1
        FROM signals.quarantine AS quarantined
        WHERE quarantined.source_file = newest.source_file AND quarantined.source_row = newest.source_row
    ) AS is_in_quarantine,
    answer_file_name,
    answered_at,
    coalesce(is_answered, false) AS is_answered,
    answer_reasons
FROM newest
LEFT JOIN answer USING (source_file, source_row)
