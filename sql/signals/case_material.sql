-- The facts of each case that a decision rests on: when one of them differs, the decision is looked at again.
--
-- Source  reference.material_field, each row with its source
-- Reads   signals.case, signals.case_episode, signals.flag, clinical.lab_result, reference.material_field, reference.analyte, reference.rule
-- Grain   one row per case, field and item
--
-- item tells apart what a field holds several of: the rules, and each result by its name and day. A row that is absent on
-- one side is a fact that was added or is gone.

WITH fact AS (
    SELECT case_id, 'nullification' AS field, '' AS item, CASE WHEN is_nullified THEN 'nullified' ELSE 'stands' END AS value,
        CASE WHEN is_nullified THEN 'nullified' ELSE 'not nullified' END AS in_words
    FROM signals.case
    UNION ALL
    SELECT case_id, 'seriousness', '', coalesce(CAST(is_serious AS VARCHAR), 'unknown') || coalesce(' ' || seriousness, ''),
        CASE WHEN is_serious THEN 'serious' || coalesce(' (' || seriousness || ')', '')
            WHEN NOT is_serious THEN 'not serious' ELSE 'seriousness not known' END
    FROM signals.case
    UNION ALL
    SELECT case_id, 'listedness', '', coalesce(CAST(is_listed AS VARCHAR), 'unknown'),
        CASE WHEN is_listed THEN 'listed' WHEN NOT is_listed THEN 'not listed' ELSE 'listedness not known' END
    FROM signals.case
    UNION ALL
    SELECT case_id, 'grade', '', coalesce(CAST(grade AS VARCHAR), 'unknown'), coalesce('grade ' || CAST(grade AS VARCHAR), 'grade not known')
    FROM signals.case
    UNION ALL
    SELECT case_id, 'onset', '', coalesce(CAST(onset_on AS VARCHAR), 'unknown'), coalesce('onset ' || in_words(onset_on), 'onset not known')
    FROM signals.case
    UNION ALL
    SELECT case_id, 'outcome', '', coalesce(outcome, 'unknown'), coalesce(replace(outcome, '_', ' '), 'outcome not known')
    FROM signals.case
    UNION ALL
    SELECT case_id, 'term', '', coalesce(terms, 'none'), coalesce(terms, 'no reported term')
    FROM signals.case
    UNION ALL
    SELECT case_id, 'causality', '', coalesce(causality_as_reported, 'unknown'),
        coalesce(replace(causality_as_reported, '_', ' ') || ' by the reporter', 'causality not reported')
    FROM signals.case
    UNION ALL
    SELECT case_id, 'flag', rule.title, string_agg(coalesce(CAST(flag.grade AS VARCHAR), '-'), ' ' ORDER BY flag.grade),
        rule.title || ' flagged' || CASE WHEN count(*) > 1 THEN format(' {} times', count(*)) ELSE '' END
    FROM signals.case_episode AS episode
    JOIN signals.flag AS flag ON episode.kind = 'flag' AND flag.flag_id = episode.part_id
    JOIN reference.rule AS rule USING (rule)
    GROUP BY case_id, rule.title
    UNION ALL
    SELECT case_id, 'laboratory', title || ' on ' || in_words(collected_on),
        string_agg(DISTINCT shown(value_operator, value) || ' ' || unit, '; ' ORDER BY shown(value_operator, value) || ' ' || unit),
        title || ' ' || string_agg(
            DISTINCT shown(value_operator, value) || ' ' || unit_in_print(unit), '; '
            ORDER BY shown(value_operator, value) || ' ' || unit_in_print(unit)
        )
    FROM (
        SELECT case_id, unnest(evidence) AS piece
        FROM signals.case_episode AS episode
        JOIN signals.flag AS flag ON episode.kind = 'flag' AND flag.flag_id = episode.part_id
    ) AS proof
    JOIN clinical.lab_result AS result
        ON piece.feed = 'lab_result' AND result.source_file = piece.source_file AND result.source_row = piece.source_row
    JOIN reference.analyte AS analyte USING (analyte)
    WHERE value IS NOT NULL
    GROUP BY case_id, title, collected_on
)

SELECT case_id, field, item, value, in_words
FROM fact
SEMI JOIN reference.material_field USING (field)
