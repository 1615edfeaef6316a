-- What the company itself says of each case: its newest assessment, whether the facts are still those it was made on, and what was sent.
--
-- Source  21 CFR 600.80(c)(1): the applicant judges whether an experience is serious and unexpected; policy of this project
-- Reads   raw.decision, signals.case_alias, signals.case_material
-- Grain   one row per case that was assessed or whose report was sent
--
-- It stands beside what was reported and replaces nothing of it. What the reviewer could not judge is empty, never no. An
-- assessment that was withdrawn does not count. Facts are those of signals.case_material: an assessment that was made on others
-- lets no clock rest.
--
-- Upgraded  The newest assessment calls the case serious or not listed, and since when, without a break, assessments did.

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

judgement AS (
    SELECT
        *,
        string_split(seriousness, '; ') AS criteria,
        CASE
            WHEN list_contains(criteria, 'not_serious') THEN false
            WHEN len(list_filter(criteria, lambda one: one <> 'cannot_be_judged')) > 0 THEN true
        END AS is_serious,
        CASE expectedness WHEN 'listed' THEN true WHEN 'unlisted' THEN false END AS is_listed,
        coalesce(is_serious OR NOT is_listed, false) AS is_upgrade
    FROM decision
    WHERE kind = 'assess'
),

assessed AS (
    SELECT
        *,
        list_sort(list_transform(
            from_json(snapshot, '[{"field": "VARCHAR", "item": "VARCHAR", "value": "VARCHAR"}]'),
            lambda fact: {'field': fact.field, 'item': coalesce(fact.item, ''), 'value': fact.value}
        )) AS facts
    FROM judgement
    SEMI JOIN newest USING (number)
),

upgraded AS (
    SELECT case_id, min(decided_at) AS upgraded_at
    FROM (
        SELECT *, max(CASE WHEN NOT is_upgrade THEN number END) OVER (PARTITION BY case_id) AS last_other
        FROM judgement
    )
    WHERE number > coalesce(last_other, 0)
    GROUP BY case_id
),

facts_now AS (
    SELECT case_id, list_sort(list({'field': field, 'item': coalesce(item, ''), 'value': value})) AS facts
    FROM signals.case_material
    SEMI JOIN assessed USING (case_id)
    GROUP BY case_id
)

SELECT
    newest.case_id,
    newest.number AS assessment_number,
    assessed.decided_by AS assessed_by,
    assessed.decided_at AS assessed_at,
    upgraded_at,
    is_serious,
    coalesce(list_has_any(criteria, ['death', 'life_threatening']), false) AS is_fatal_or_life_threatening,
    is_listed,
    CASE WHEN assessed.causality IN ('certain', 'probable', 'possible') THEN true WHEN assessed.causality = 'unlikely' THEN false END
        AS is_suspected,
    assessed.number IS NOT NULL AND assessed.facts = coalesce(facts_now.facts, []) AS is_of_these_facts,
    newest.submitted_on
FROM newest
LEFT JOIN assessed USING (case_id)
LEFT JOIN upgraded USING (case_id)
LEFT JOIN facts_now USING (case_id)
