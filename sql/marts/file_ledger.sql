-- Every file that ever arrived, with its hash and what became of it and of its rows: the newest first.
--
-- Source  raw.delivery, signals.file_account
-- Reads   raw.delivery, signals.file_account
-- Grain   one row per file

SELECT
    delivery.source_file,
    delivery.file_name,
    delivery.feed,
    delivery.reader,
    delivery.size_bytes,
    delivery.received_at,
    delivery.n_rows,
    coalesce(account.n_quarantined, 0) AS n_quarantined,
    coalesce(account.n_superseded, 0) AS n_superseded,
    delivery.times_seen,
    delivery.refused_reason,
    CASE
        WHEN delivery.refused_reason IS NOT NULL THEN 'refused'
        WHEN delivery.n_rows > 0 AND account.n_superseded = delivery.n_rows THEN 'superseded'
        WHEN account.n_superseded > 0 THEN 'superseded in part'
        ELSE 'in force'
    END AS state
FROM raw.delivery AS delivery
LEFT JOIN signals.file_account AS account USING (source_file)
ORDER BY delivery.received_at DESC, delivery.feed, delivery.file_name, delivery.source_file
