-- Each feed with the account of its rows and its newest delivery.
--
-- Source  signals.row_account
-- Reads   signals.row_account, raw.delivery
-- Grain   one row per feed

SELECT
    account.feed,
    account.n_files,
    account.n_rows_in,
    account.n_accepted,
    account.n_withdrawn,
    account.n_quarantined,
    account.n_superseded,
    account.n_rows_in - account.n_accepted - account.n_quarantined - account.n_superseded AS n_unaccounted,
    newest.received_at AS newest_received_at
FROM signals.row_account AS account
LEFT JOIN (
    SELECT feed, max(received_at) AS received_at
    FROM raw.delivery
    WHERE refused_reason IS NULL
    GROUP BY feed
) AS newest ON newest.feed = account.feed
ORDER BY account.feed
