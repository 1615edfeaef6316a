-- Naranjo's ten questions about each flag. One row a flag and question.
--
-- Source  the relation that it shows
-- Reads   signals.naranjo_answer
-- Grain   one row a flag and question

SELECT *
FROM signals.naranjo_answer
