-- Where the rows of each file went.
--
-- Source  staging.set_aside
-- Reads   raw.delivery, staging.set_aside
-- Grain   one row per file that ever arrived

SELECT
    delivery.source_file,
    count(*) FILTER (aside.disposition = 'quarantined') AS n_quarantined,
    count(*) FILTER (aside.disposition = 'superseded') AS n_superseded,
    count(*) FILTER (aside.disposition = 'withdrawn') AS n_withdrawn
FROM raw.delivery AS delivery
LEFT JOIN staging.set_aside AS aside USING (source_file)
GROUP BY delivery.source_file
