-- Who came within the margin of a rule without being flagged by it, the closest first.
--
-- Source  signals.near_miss
-- Reads   signals.near_miss, reference.rule, raw.delivery
-- Grain   one row per patient and rule

SELECT
    near.patient_id,
    near.rule,
    rule.title,
    rule.display_order,
    near.sentence,
    near.seen_on,
    concat(
        near.evidence[1].feed, ' ', coalesce(delivery.file_name, 'file not in the archive'), ', row ',
        near.evidence[1].source_row
    ) AS rows_in_words
FROM signals.near_miss AS near
JOIN reference.rule AS rule USING (rule)
LEFT JOIN raw.delivery AS delivery ON delivery.source_file = near.evidence[1].source_file
ORDER BY rule.display_order, near.short_share, near.patient_id
