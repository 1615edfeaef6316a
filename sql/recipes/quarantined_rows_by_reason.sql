-- Rows that no rule has judged, by feed and reason; those that may be serious first.
--
-- Grain   one row per feed, reason and whether it may be serious

SELECT may_be_serious, feed, reasons, count(*) AS n_rows, min(received_at) AS since
FROM v1.quarantine
GROUP BY ALL
ORDER BY may_be_serious DESC, n_rows DESC, feed, reasons
