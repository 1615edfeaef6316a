-- How long after its onset each dated flag could first be known: the first delivery among its evidence.
--
-- Source  reporting delay as in Lawless 1994, Canadian Journal of Statistics 22:15
-- Reads   signals.flag, raw.delivery
-- Grain   one row per dated flag

WITH told AS (
    SELECT flag_id, min(CAST(received_at AS DATE)) AS reported_on
    FROM (SELECT flag_id, unnest(evidence).source_file AS source_file FROM signals.flag)
    JOIN raw.delivery USING (source_file)
    GROUP BY flag_id
)
SELECT flag_id, rule, onset_on, reported_on,
    CAST(greatest(reported_on - onset_on, 0) AS INTEGER) AS delay_days
FROM signals.flag
JOIN told USING (flag_id)
WHERE onset_on IS NOT NULL
