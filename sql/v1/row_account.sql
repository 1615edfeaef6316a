-- Rows in = accepted + quarantined + superseded. One row a feed.
--
-- Source  the relation that it shows
-- Reads   signals.row_account
-- Grain   one row a feed

SELECT *
FROM signals.row_account
