-- Rows in equal rows accepted, quarantined and superseded, by feed.
--
-- Source  ../../README.md, what a night promises
-- Reads   signals.row_account
-- Grain   one row per violation; none is right

SELECT 'feed ' || feed || ': ' || n_rows_in || ' rows in, but ' || (n_accepted + n_quarantined + n_superseded) || ' accounted for' AS problem
FROM signals.row_account
WHERE n_rows_in <> n_accepted + n_quarantined + n_superseded
