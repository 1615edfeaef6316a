-- Every flag has evidence, and each piece of it is a row in force or a delivered file's row.
--
-- Source  ../../README.md, what a night promises
-- Reads   signals.flag, raw.delivery
-- Grain   one row per violation; none is right

SELECT 'flag ' || flag_id || ' of rule ' || rule || ' has no evidence' AS problem
FROM signals.flag
WHERE len(evidence) = 0
UNION ALL
SELECT 'flag ' || flag_id || ' of rule ' || rule || ' points at row ' || piece.source_row || ' of ' || piece.source_file
    || ', which no delivery of feed ' || piece.feed || ' has' AS problem
FROM signals.flag, unnest(evidence) AS proof(piece)
ANTI JOIN raw.delivery AS delivery
    ON delivery.source_file = piece.source_file AND delivery.feed = piece.feed
    AND piece.source_row BETWEEN 2 AND delivery.n_rows + 1
