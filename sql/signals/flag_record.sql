-- The records on which each flag rests, under the sender's own key, with when each was first received and known of.
--
-- Source  evidence of signals.flag; keys of ../../schemas/delivery.py
-- Reads   signals.flag, staging.record
-- Grain   one row per flag and record
--
-- A corrected result keeps the key of its record, so what rests on the key stays where it is.

WITH cited AS (
    SELECT DISTINCT flag_id, piece.feed AS feed, piece.source_file AS source_file, piece.source_row AS source_row
    FROM signals.flag, unnest(evidence) AS proof(piece)
),

keyed AS (
    SELECT cited.*, filled(record.sender_id) AS sender_id, filled(record.record_id) AS record_id, record.digest
    FROM cited
    JOIN staging.record AS record USING (feed, source_file, source_row)
),

-- All rows of the few records cited, found by digest so that the many others are only passed by.
received AS (
    SELECT record.*
    FROM staging.record AS record
    SEMI JOIN keyed ON keyed.feed = record.feed AND keyed.digest = record.digest
    WHERE NOT record.breaks_contract
),

receipt AS (
    SELECT
        feed,
        sender_id,
        record_id,
        min(received_at) AS received_at,
        min(least(received_at, coalesce(awareness(reported_at), received_at))) AS aware_at
    FROM records_as_read('received')
    GROUP BY feed, sender_id, record_id
)

SELECT
    keyed.flag_id,
    keyed.feed,
    keyed.sender_id || '/' || keyed.record_id AS record_key,
    min(receipt.received_at) AS received_at,
    min(receipt.aware_at) AS aware_at
FROM keyed
JOIN receipt USING (feed, sender_id, record_id)
GROUP BY ALL
