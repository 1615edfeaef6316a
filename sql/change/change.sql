-- Every flag, case, share, rate and crossing that differs from last night, split by cause: rows of signals.change.
--
-- Source  answer_step, rate_part; a new crossing has the cause that brought its rule the most first events
-- Reads   answer, answer_step, rate, rate_part, night_difference, signals.crossing, last_night.signals.crossing, last_night.raw.monitoring_design
-- Grain   one row per subject and cause

WITH net AS (
    SELECT
        kind,
        subject_id,
        max(said) FILTER (WHERE state = 0) AS said_before,
        max(said) FILTER (WHERE state <> 0) AS said_after,
        coalesce(max(n_counted) FILTER (WHERE state = 0), 0) AS count_before,
        coalesce(max(n_counted) FILTER (WHERE state <> 0), 0) AS count_after,
        max(severity) FILTER (WHERE state = 0) AS severity_before,
        max(severity) FILTER (WHERE state <> 0) AS severity_after
    FROM answer
    CROSS JOIN night_difference
    SEMI JOIN answer_step USING (kind, subject_id)
    WHERE state IN (0, last_state)
    GROUP BY kind, subject_id
),

answers AS (
    SELECT
        kind,
        subject_id,
        cause,
        any_value(rule) AS rule,
        any_value(patient_id) AS patient_id,
        CASE
            WHEN any_value(said_before) IS NULL THEN 'new'
            WHEN any_value(said_after) IS NULL THEN 'gone'
            WHEN any_value(count_after) < any_value(count_before) THEN 'nullified'
            WHEN any_value(count_after) > any_value(count_before) THEN 'new'
            WHEN any_value(severity_after) > any_value(severity_before) THEN 'worse'
            WHEN any_value(severity_after) < any_value(severity_before) THEN 'better'
            ELSE 'changed'
        END AS what,
        any_value(said_before) AS before_in_words,
        any_value(said_after) AS after_in_words,
        string_agg(because, '; ' ORDER BY step) AS because,
        sum(part_count)::BIGINT AS part_count,
        0::BIGINT AS part_size,
        any_value(count_before)::BIGINT AS count_before,
        any_value(count_after)::BIGINT AS count_after,
        0::BIGINT AS size_before,
        0::BIGINT AS size_after,
        1::BIGINT AS n_people,
        list_distinct(flatten(list(evidence))) AS evidence
    FROM answer_step
    JOIN net USING (kind, subject_id)
    GROUP BY kind, subject_id, cause
    -- Of what came or went, only the causes that brought or took it: a change of words on the way explains neither.
    HAVING sum(part_count) <> 0 OR any_value(count_before) = any_value(count_after)
),

rates AS (
    SELECT
        kind,
        rule AS subject_id,
        cause,
        rule,
        NULL AS patient_id,
        'changed' AS what,
        if(kind = 'share', count_before || '/' || size_before, format('{} in {} days at risk', count_before, size_before))
            AS before_in_words,
        if(kind = 'share', count_after || '/' || size_after, format('{} in {} days at risk', count_after, size_after))
            AS after_in_words,
        CASE cause
            WHEN 'new_data' THEN 'new data' WHEN 'correction' THEN 'corrected data' WHEN 'nullification' THEN 'nullified data'
            WHEN 'exposure' THEN 'longer observation' WHEN 'label' THEN coalesce(labels_in_words, 'a changed label or term list')
            WHEN 'rule' THEN coalesce(rules_in_words, 'a changed rule') ELSE coalesce(program_in_words, 'a changed program')
        END || CASE WHEN n_people > 0 THEN format(' ({} {})', n_people, if(n_people = 1, 'person', 'people')) ELSE '' END
            AS because,
        part_count,
        part_size,
        count_before,
        count_after,
        size_before,
        size_after,
        n_people,
        [] AS evidence
    FROM rate_part
    JOIN rate USING (kind, rule)
    CROSS JOIN night_difference
    WHERE count_before <> count_after OR size_before <> size_after
),

crossed AS (
    SELECT
        'crossing' AS kind,
        concat_ws('|', rule, baseline_id, statistic, tier, design_id) AS subject_id,
        rule,
        design_id IS DISTINCT FROM earlier.design_id AND earlier.design_id IS NOT NULL AS is_other_design,
        format('{} crossed {} on {}', replace(statistic, '_', '-'), tier, in_words(crossed_on)) AS after_in_words
    FROM signals.crossing AS crossing
    ANTI JOIN last_night.signals.crossing AS known USING (rule, baseline_id, statistic, tier, design_id)
    LEFT JOIN last_night.raw.monitoring_design AS earlier USING (rule, baseline_id)
),

most AS (
    SELECT rule, arg_max(cause, {'part_count': part_count, 'cause': cause}) AS cause
    FROM rate_part
    WHERE kind = 'rate' AND part_count > 0
    GROUP BY rule
)

FROM answers
UNION ALL
FROM rates
UNION ALL
SELECT
    kind,
    subject_id,
    CASE WHEN is_other_design THEN 'rule' ELSE coalesce(most.cause, if(is_other_sql, 'rule', 'new_data')) END AS cause,
    crossed.rule,
    NULL,
    'new',
    NULL,
    after_in_words,
    CASE
        WHEN is_other_design THEN 'the design of the watch changed'
        WHEN most.cause IS NULL THEN coalesce(rules_in_words, 'first events and time at risk moved')
        ELSE 'first events: ' || CASE most.cause
            WHEN 'new_data' THEN 'new data' WHEN 'correction' THEN 'corrected data' WHEN 'nullification' THEN 'nullified data'
            WHEN 'exposure' THEN 'longer observation' WHEN 'label' THEN coalesce(labels_in_words, 'a changed label or term list')
            WHEN 'rule' THEN coalesce(rules_in_words, 'a changed rule') ELSE coalesce(program_in_words, 'a changed program')
        END
    END,
    1,
    0,
    0,
    1,
    0,
    0,
    0,
    []
FROM crossed
CROSS JOIN night_difference
LEFT JOIN most USING (rule)
