-- Naranjo's ten questions about each flag, with the answers, in their order.
--
-- Source  signals.naranjo_answer
-- Reads   signals.naranjo_answer, signals.flag, reference.naranjo_item
-- Grain   one row per flag and question

SELECT
    answer.flag_id,
    flag.rule,
    answer.item,
    question.question,
    answer.answer,
    answer.points_min,
    answer.points_max,
    answer.why
FROM signals.naranjo_answer AS answer
JOIN signals.flag AS flag USING (flag_id)
JOIN reference.naranjo_item AS question USING (item)
ORDER BY answer.flag_id, answer.item
