-- Each delivered row whose record changed since last night, with what that means in words.
--
-- Source  record_change, correction
-- Reads   record_change, correction, raw.delivery
-- Grain   one row per delivered row; the row before and the row after a correction both
--
-- place orders the causes. A record that was sent again with the same cells changed nothing and is left out.

WITH said AS (
    SELECT
        change.*,
        correction.in_words,
        CASE cause WHEN 'nullification' THEN 1 WHEN 'correction' THEN 2 ELSE 3 END AS place,
        CASE feed
            WHEN 'lab_result' THEN 'laboratory result' WHEN 'adverse_event' THEN 'report' WHEN 'patient' THEN 'person'
            ELSE replace(feed, '_', ' ')
        END AS thing
    FROM record_change AS change
    LEFT JOIN correction USING (feed, record_key)
    WHERE NOT (cause = 'correction' AND after_row IS NOT NULL AND correction.in_words IS NULL)
),

worded AS (
    SELECT
        *,
        CASE
            WHEN cause = 'nullification' THEN format('nullified {}', thing)
            WHEN cause = 'correction' AND after_row IS NULL THEN format('{} that is no longer in force', thing)
            WHEN cause = 'correction' THEN format('corrected {}: {}', thing, in_words)
            WHEN was_quarantined THEN format('new data: a quarantined {} came in a version that can be read', thing)
            ELSE format('new data: {}', thing)
        END || format(' (received {})', in_words(CAST(received_at AS DATE))) AS because
    FROM said
)

SELECT feed, record_key, patient_id, replace(cause, ' ', '_') AS cause, place, because,
    after_row.file AS source_file, after_row.row AS source_row
FROM worded
WHERE after_row IS NOT NULL
UNION ALL
SELECT feed, record_key, patient_id, replace(cause, ' ', '_') AS cause, place, because,
    before_row.file AS source_file, before_row.row AS source_row
FROM worded
WHERE before_row IS NOT NULL
