-- Rows in are accepted, quarantined or superseded: nothing else, and none twice.
--
-- Grain   one row per feed

SELECT feed, sum(n_rows_in) AS n_rows_in, sum(n_accepted) AS n_accepted, sum(n_quarantined) AS n_quarantined,
    sum(n_superseded) AS n_superseded,
    sum(n_rows_in) - sum(n_accepted) - sum(n_quarantined) - sum(n_superseded) AS n_unaccounted
FROM v1.row_account
GROUP BY feed
ORDER BY feed
