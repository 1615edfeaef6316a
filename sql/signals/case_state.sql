-- Where each case stands: its state, who has it, what was decided last, and what changed in its data since.
--
-- Source  21 CFR 600.80(b) (review of all information on adverse experiences); states and what reopens: policy of this project
-- Reads   raw.decision, raw.night, signals.case, signals.case_alias, signals.case_material, signals.standing_clock, reference.decision_kind, reference.material_field
-- Grain   one row per case; also per case that was decided and that the data no longer hold
--
-- State     That of the newest decision that gives one and was not withdrawn; before the first, new, or open once anything
--           was decided. It is reopened when a material fact differs from what was decided on, when the data no longer hold
--           the case, when its snooze has ended, and, of a closed one, while a clock runs (signals.standing_clock). Facts that
--           return to what was decided on close it again.
-- Next      What the newest assessment names; one that names nothing leaves nothing to be done.
-- Identity  A decision follows its case: case_alias leads from the id that it had to the one that it has.

WITH withdrawn AS (
    SELECT withdraws AS number
    FROM raw.decision
    WHERE kind = 'withdraw'
),

decision AS (
    SELECT
        decision.* REPLACE (coalesce(alias.case_id, decision.case_id) AS case_id),
        kind.state
    FROM raw.decision AS decision
    JOIN reference.decision_kind AS kind ON kind.kind = decision.kind AND kind.subject = 'case'
    LEFT JOIN signals.case_alias AS alias ON alias.alias_id = decision.case_id
    ANTI JOIN withdrawn USING (number)
),

newest AS (
    SELECT
        case_id,
        count(*) AS n_decisions,
        max(decided_at) AS last_decided_at,
        max(number) FILTER (WHERE state IS NOT NULL) AS deciding_number,
        max(number) FILTER (WHERE kind = 'assess') AS assessment_number,
        arg_max(CASE kind WHEN 'take' THEN decided_by ELSE owner END, number) FILTER (WHERE kind IN ('take', 'assign')) AS owner,
        max(submitted_on) FILTER (WHERE kind = 'submit') AS submitted_on
    FROM decision
    GROUP BY case_id
),

deciding AS (
    SELECT decision.*
    FROM decision
    SEMI JOIN newest ON newest.deciding_number = decision.number
),

decided_on AS (
    SELECT
        case_id,
        fact.field,
        coalesce(fact.item, '') AS item,
        fact.value,
        fact.in_words
    FROM (
        SELECT
            case_id,
            unnest(from_json(
                snapshot, '[{"field": "VARCHAR", "item": "VARCHAR", "value": "VARCHAR", "in_words": "VARCHAR"}]'
            )) AS fact
        FROM deciding
    )
),

fact_now AS (
    SELECT material.* REPLACE (coalesce(item, '') AS item)
    FROM signals.case_material AS material
    SEMI JOIN deciding USING (case_id)
),

difference AS (
    SELECT
        case_id,
        string_agg(
            CASE
                WHEN fact_now.case_id IS NULL THEN 'gone: ' || decided_on.in_words
                WHEN decided_on.case_id IS NULL THEN 'new: ' || fact_now.in_words
                ELSE words_changed(decided_on.in_words, fact_now.in_words)
            END,
            ', ' ORDER BY material.display_order, coalesce(fact_now.item, decided_on.item)
        ) AS in_words
    FROM decided_on
    FULL JOIN fact_now USING (case_id, field, item)
    JOIN reference.material_field AS material USING (field)
    WHERE
        fact_now.case_id IS NULL OR decided_on.case_id IS NULL OR decided_on.value IS DISTINCT FROM fact_now.value
    GROUP BY case_id
),

every_case AS (
    SELECT case_id, true AS is_in_data
    FROM signals.case
    UNION ALL
    SELECT case_id, false AS is_in_data
    FROM newest
    ANTI JOIN signals.case AS known USING (case_id)
),

placed AS (
    SELECT
        every_case.*,
        newest.* EXCLUDE (case_id, n_decisions),
        coalesce(newest.n_decisions, 0) AS n_decisions,
        deciding.state AS decided_state,
        deciding.kind AS decision_kind,
        deciding.decided_at,
        deciding.decided_by,
        deciding.comment,
        deciding.as_of AS decided_on_as_of,
        deciding.until_on,
        CASE
            WHEN decided_state = 'reopened' THEN 'reopened by an officer'
            WHEN decided_state IS NOT NULL AND difference.in_words IS NOT NULL
                THEN CASE WHEN is_in_data THEN 'material change' ELSE 'no longer in the data' END
            WHEN decided_state = 'closed' AND running.case_id IS NOT NULL THEN 'a clock runs'
            WHEN decided_state = 'snoozed' AND until_on <= (SELECT as_of FROM raw.night) THEN 'snooze ended'
        END AS reopened_because,
        difference.in_words AS material_change
    FROM every_case
    LEFT JOIN newest USING (case_id)
    LEFT JOIN deciding USING (case_id)
    LEFT JOIN difference USING (case_id)
    LEFT JOIN (SELECT DISTINCT case_id FROM signals.standing_clock WHERE is_running) AS running USING (case_id)
)

SELECT
    placed.case_id,
    is_in_data,
    CASE
        WHEN reopened_because IS NOT NULL THEN 'reopened'
        WHEN decided_state IS NOT NULL THEN decided_state
        WHEN n_decisions > 0 THEN 'open'
        ELSE 'new'
    END AS state,
    reopened_because,
    material_change,
    placed.owner,
    CASE WHEN state = 'snoozed' THEN placed.until_on END AS until_on,
    n_decisions,
    last_decided_at,
    deciding_number AS decision_number,
    decision_kind,
    placed.decided_at,
    placed.decided_by,
    placed.comment,
    decided_on_as_of,
    assessment_number,
    assessed.seriousness,
    assessed.causality,
    assessed.expectedness,
    assessed.severity_grade,
    assessed.artefact,
    assessed.next_action,
    assessed.next_action_on,
    placed.submitted_on
FROM placed
LEFT JOIN raw.decision AS assessed ON assessed.number = placed.assessment_number
