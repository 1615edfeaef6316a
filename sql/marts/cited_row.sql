-- The delivered rows that each answer rests on.
--
-- Source  evidence of signals.flag and signals.unassessable
-- Reads   signals.flag, signals.unassessable, raw.delivery
-- Grain   one row per answer and delivered row
--
-- A question about some flags or people reaches the answers themselves: nothing else is read.

WITH answer AS (
    SELECT flag_id, patient_id, rule, unnest(evidence) AS piece FROM signals.flag
    UNION ALL
    SELECT NULL AS flag_id, patient_id, rule, unnest(evidence) AS piece FROM signals.unassessable
)
SELECT
    answer.flag_id,
    answer.patient_id,
    answer.rule,
    answer.piece.feed AS feed,
    delivery.file_name,
    answer.piece.source_file AS source_file,
    answer.piece.source_row AS source_row
FROM answer
LEFT JOIN raw.delivery AS delivery ON delivery.source_file = answer.piece.source_file
ORDER BY answer.rule, answer.patient_id, answer.flag_id, feed, delivery.file_name, answer.piece.source_row
