-- Records whose row in force is another one than last night: new, corrected or nullified.
--
-- Source  staging.set_aside of both nights: which version of a record is in force
-- Reads   raw.delivery, staging.record, staging.set_aside, last_night.raw.delivery, last_night.staging.set_aside
-- Grain   one row per record
--
-- A file counts as new when last night did not have it: what came late is new, however old its dates are. A record of
-- which only rows that break the contract stood last night is new tonight, and was_quarantined says so.

WITH new_file AS (
    SELECT source_file FROM raw.delivery
    ANTI JOIN last_night.raw.delivery AS known USING (source_file)
),

touched AS (
    SELECT DISTINCT feed, digest FROM staging.record SEMI JOIN new_file USING (source_file)
),

chosen AS (
    SELECT record.*
    FROM staging.record AS record
    SEMI JOIN touched ON touched.feed = record.feed AND touched.digest = record.digest
),

version AS (
    SELECT
        record.*,
        new_file.source_file IS NOT NULL AS is_new,
        aside.disposition,
        CASE WHEN NOT is_new THEN coalesce(last_aside.disposition, 'in force') END AS last_disposition,
        coalesce(sender_id || '/' || record_id, record.source_file || ':' || record.source_row) AS record_key
    FROM records_as_read('chosen') AS record
    LEFT JOIN new_file ON new_file.source_file = record.source_file
    LEFT JOIN staging.set_aside AS aside
        ON aside.feed = record.feed AND aside.source_file = record.source_file AND aside.source_row = record.source_row
    LEFT JOIN last_night.staging.set_aside AS last_aside
        ON last_aside.feed = record.feed AND last_aside.source_file = record.source_file
        AND last_aside.source_row = record.source_row
),

record_now AS (
    SELECT
        feed,
        record_key,
        coalesce(
            any_value(patient_id) FILTER (WHERE disposition IS NULL),
            any_value(patient_id) FILTER (WHERE last_disposition = 'in force'),
            any_value(patient_id)
        ) AS patient_id,
        any_value({'file': source_file, 'row': source_row}) FILTER (WHERE last_disposition = 'in force') AS before_row,
        any_value({'file': source_file, 'row': source_row}) FILTER (WHERE disposition IS NULL) AS after_row,
        bool_or(disposition = 'withdrawn') IS TRUE AS is_withdrawn,
        arg_max(received_at, received_at) FILTER (WHERE is_new) AS received_at,
        bool_or(last_disposition = 'quarantined') IS TRUE AS was_quarantined
    FROM version
    GROUP BY feed, record_key
)

SELECT
    feed,
    record_key,
    patient_id,
    CASE
        WHEN before_row IS NOT NULL AND after_row IS NULL AND is_withdrawn THEN 'nullification'
        WHEN before_row IS NOT NULL THEN 'correction'
        ELSE 'new data'
    END AS cause,
    before_row,
    after_row,
    was_quarantined,
    received_at
FROM record_now
WHERE before_row IS DISTINCT FROM after_row
