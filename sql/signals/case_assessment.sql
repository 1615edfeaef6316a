-- What the company itself says of each case: its newest assessment, whether the facts are still those it was made on, and what was sent.
--
-- Source  21 CFR 600.80(c)(1): the applicant judges whether an experience is serious and unexpected; policy of this project
-- Reads   raw.decision, signals.case_alias, signals.case_material
-- Grain   one row per case that was assessed or whose report was sent
--
-- It stands beside what was reported and replaces nothing of it. What the reviewer could not judge is empty, never no. An
-- assessment that was withdrawn does not count. Facts are those of signals.case_material: an assessment that was made on others
-- lets no clock rest.

WITH decision AS (
    SELECT decision.* REPLACE (coalesce(alias.case_id, decision.case_id) AS case_id)
    FROM raw.decision AS decision
    LEFT JOIN signals.case_alias AS alias ON alias.alias_id = decision.case_id
    ANTI JOIN (SELECT withdraws AS number FROM raw.decision WHERE kind = 'withdraw') AS withdrawn USING (number)
    WHERE decision.kind IN ('assess', 'submit')
),

newest AS (
    SELECT
        case_id,
        max(number) FILTER (WHERE kind = 'assess') AS number,
        max(submitted_on) FILTER (WHERE kind = 'submit') AS submitted_on
    FROM decision
    GROUP BY case_id
),

assessed AS (
    SELECT decision.*, string_split(decision.seriousness, '; ') AS criteria
    FROM decision
    SEMI JOIN newest USING (number)
),

assessed_on AS (
    SELECT case_id, fact.field, coalesce(fact.item, '') AS item, fact.value
    FROM (
        SELECT case_id, unnest(from_json(snapshot, '[{"field": "VARCHAR", "item": "VARCHAR", "value": "VARCHAR"}]')) AS fact
        FROM assessed
    )
),

fact_now AS (
    SELECT material.case_id, material.field, coalesce(material.item, '') AS item, material.value
    FROM signals.case_material AS material
    SEMI JOIN assessed USING (case_id)
),

differing AS (
    SELECT DISTINCT case_id
    FROM (FROM assessed_on ANTI JOIN fact_now USING (case_id, field, item, value)
        UNION ALL
        FROM fact_now ANTI JOIN assessed_on USING (case_id, field, item, value))
)

SELECT
    newest.case_id,
    newest.number AS assessment_number,
    assessed.decided_by AS assessed_by,
    assessed.decided_at AS assessed_at,
    CASE
        WHEN list_contains(criteria, 'not_serious') THEN false
        WHEN len(list_filter(criteria, lambda one: one <> 'cannot_be_judged')) > 0 THEN true
    END AS is_serious,
    coalesce(list_has_any(criteria, ['death', 'life_threatening']), false) AS is_fatal_or_life_threatening,
    CASE assessed.expectedness WHEN 'listed' THEN true WHEN 'unlisted' THEN false END AS is_listed,
    CASE WHEN assessed.causality IN ('certain', 'probable', 'possible') THEN true WHEN assessed.causality = 'unlikely' THEN false END
        AS is_suspected,
    assessed.number IS NOT NULL AND differing.case_id IS NULL AS is_of_these_facts,
    newest.submitted_on
FROM newest
LEFT JOIN assessed USING (case_id)
LEFT JOIN differing USING (case_id)
