-- What the company itself says of each case: its assessments together, whether the facts are still those of the newest, what was sent.
--
-- Source  21 CFR 600.80(c)(1): the applicant judges whether an experience is serious and unexpected; policy of this project
-- Reads   raw.decision, signals.case_alias, signals.case_material
-- Grain   one row per case that was assessed or whose report was sent
--
-- It stands beside what was reported and replaces nothing of it. An assessment that was withdrawn does not count. Facts are those
-- of signals.case_material: an assessment that was made on others lets no clock rest.
--
-- Judged    The newest assessment counts. Where it could not judge, what was called serious or not listed before stays so: an open
--           answer ends no clock, and gives none rest.
-- Merged    Until somebody has assessed a case on its facts as they are, what was said of each of the cases that it was made of
--           stands: serious, not listed or suspected when one of them was called so.
-- Since     When the first of the assessments was recorded that have called it so ever since.

WITH decision AS (
    SELECT decision.* REPLACE (coalesce(alias.case_id, decision.case_id) AS case_id), decision.case_id AS decided_case_id
    FROM raw.decision AS decision
    LEFT JOIN signals.case_alias AS alias ON alias.alias_id = decision.case_id
    ANTI JOIN (SELECT withdraws AS number FROM raw.decision WHERE kind = 'withdraw') AS withdrawn USING (number)
    WHERE decision.kind IN ('assess', 'submit')
),

newest AS (
    SELECT
        case_id,
        max(number) FILTER (WHERE kind = 'assess') AS number,
        list({'sent_on': submitted_on, 'recorded_at': decided_at}) FILTER (WHERE kind = 'submit') AS submissions
    FROM decision
    GROUP BY case_id
),

judgement AS (
    SELECT
        case_id,
        decided_case_id,
        number,
        decided_at,
        snapshot,
        string_split(seriousness, '; ') AS criteria,
        CASE
            WHEN list_contains(criteria, 'not_serious') THEN false
            WHEN len(list_filter(criteria, lambda one: one <> 'cannot_be_judged')) > 0 THEN true
        END AS is_serious,
        CASE WHEN is_serious THEN list_has_any(criteria, ['death', 'life_threatening']) END AS is_fatal_or_life_threatening,
        CASE expectedness WHEN 'listed' THEN true WHEN 'unlisted' THEN false END AS is_listed,
        CASE WHEN causality IN ('certain', 'probable', 'possible') THEN true WHEN causality = 'unlikely' THEN false END AS is_suspected
    FROM decision
    WHERE kind = 'assess'
),

facts_now AS (
    SELECT case_id, list_sort(list({'field': field, 'item': coalesce(item, ''), 'value': value})) AS facts
    FROM signals.case_material
    SEMI JOIN judgement USING (case_id)
    GROUP BY case_id
),

assessed AS (
    SELECT
        case_id,
        list_sort(list_transform(
            from_json(snapshot, '[{"field": "VARCHAR", "item": "VARCHAR", "value": "VARCHAR"}]'),
            lambda fact: {'field': fact.field, 'item': coalesce(fact.item, ''), 'value': fact.value}
        )) = coalesce(facts, []) AS is_of_these_facts
    FROM judgement
    SEMI JOIN newest USING (number)
    LEFT JOIN facts_now USING (case_id)
),

-- The cases that the case was made of; once it was assessed as it is now, the case itself.
subject AS (
    SELECT judgement.*, CASE WHEN is_of_these_facts THEN judgement.case_id ELSE decided_case_id END AS subject_id
    FROM judgement
    JOIN assessed USING (case_id)
),

judged AS (
    SELECT
        *,
        max(CASE WHEN NOT is_serious THEN number END) OVER of_subject AS not_serious_number,
        max(CASE WHEN is_listed THEN number END) OVER of_subject AS listed_number
    FROM subject
    WINDOW of_subject AS (PARTITION BY case_id, subject_id)
),

of_subject AS (
    SELECT
        case_id,
        min(decided_at) FILTER (WHERE is_serious AND number > coalesce(not_serious_number, 0)) AS serious_since,
        min(decided_at) FILTER (WHERE NOT is_listed AND number > coalesce(listed_number, 0)) AS unlisted_since,
        coalesce(first(is_serious ORDER BY number DESC), CASE WHEN serious_since IS NOT NULL THEN true END) AS is_serious,
        coalesce(first(is_listed ORDER BY number DESC), CASE WHEN unlisted_since IS NOT NULL THEN false END) AS is_listed,
        arg_max(is_fatal_or_life_threatening, number) AS is_fatal_or_life_threatening,
        arg_max(is_suspected, number) AS is_suspected
    FROM judged
    GROUP BY case_id, subject_id
),

together AS (
    SELECT
        case_id,
        bool_or(is_serious) AS is_serious,
        coalesce(bool_or(is_serious AND is_fatal_or_life_threatening), false) AS is_fatal_or_life_threatening,
        bool_and(is_listed) AS is_listed,
        bool_or(is_suspected) AS is_suspected,
        min(serious_since) AS serious_since,
        min(unlisted_since) AS unlisted_since
    FROM of_subject
    GROUP BY case_id
)

SELECT
    newest.case_id,
    newest.number AS assessment_number,
    signed.decided_by AS assessed_by,
    signed.decided_at AS assessed_at,
    serious_since,
    unlisted_since,
    is_serious,
    coalesce(is_fatal_or_life_threatening, false) AS is_fatal_or_life_threatening,
    is_listed,
    is_suspected,
    coalesce(is_of_these_facts, false) AS is_of_these_facts,
    coalesce(submissions, []) AS submissions
FROM newest
LEFT JOIN together USING (case_id)
LEFT JOIN assessed USING (case_id)
LEFT JOIN raw.decision AS signed ON signed.number = newest.number
