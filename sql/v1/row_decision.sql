-- What was decided last about each quarantined row that somebody decided about. One row a row.
--
-- Source  the relation that it shows
-- Reads   signals.row_decision
-- Grain   one row per quarantined row

SELECT *
FROM signals.row_decision
