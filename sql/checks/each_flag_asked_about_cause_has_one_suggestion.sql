-- Each flag of a laboratory or event rule has one suggestion, ten answers and a range inside the scale.
--
-- Source  the contract of signals.causality
-- Reads   signals.flag, signals.causality, signals.naranjo_answer, reference.rule, reference.naranjo_item
-- Grain   one row per violation; none is right

WITH scale AS (
    SELECT
        count(*) AS n_items,
        sum(least(points_yes, points_no, points_unknown)) AS least_sum,
        sum(greatest(points_yes, points_no, points_unknown)) AS greatest_sum
    FROM reference.naranjo_item
)
SELECT format('flag {} has {} suggestions about its cause', flag_id, count(causality.flag_id)) AS problem
FROM signals.flag AS flag
JOIN reference.rule AS rule USING (rule)
LEFT JOIN signals.causality AS causality USING (flag_id)
WHERE rule.kind IN ('laboratory', 'event')
GROUP BY flag_id
HAVING count(causality.flag_id) <> 1
UNION ALL
SELECT format('flag {} has {} of {} answers', flag_id, count(*), n_items)
FROM signals.naranjo_answer
CROSS JOIN scale
GROUP BY flag_id, n_items
HAVING count(*) <> n_items
UNION ALL
SELECT format('flag {} has a range outside the scale', flag_id)
FROM signals.causality
CROSS JOIN scale
WHERE naranjo_min > naranjo_max OR naranjo_min < least_sum OR naranjo_max > greatest_sum
