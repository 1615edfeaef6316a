-- What each correction changed, in words: neutrophils 0.59 → 5.9 10*9/L.
--
-- Source  both rows as delivered
-- Reads   record_change, raw.patient, raw.infusion, raw.vital_sign, raw.adverse_event, raw.medication, raw.lab_result, raw.antibody_test
-- Grain   one row per corrected record of which a cell beyond its version marks differs

WITH corrected AS (
    FROM record_change WHERE cause = 'correction' AND after_row IS NOT NULL
),

wanted AS (
    SELECT before_row.file AS source_file, before_row.row AS source_row FROM corrected
    UNION
    SELECT after_row.file, after_row.row FROM corrected
),

delivered AS (
    SELECT 'patient' AS feed, source_file, source_row, as_delivered(delivered) AS content
    FROM raw.patient AS delivered SEMI JOIN wanted USING (source_file, source_row)
    UNION ALL
    SELECT 'infusion' AS feed, source_file, source_row, as_delivered(delivered) AS content
    FROM raw.infusion AS delivered SEMI JOIN wanted USING (source_file, source_row)
    UNION ALL
    SELECT 'vital_sign' AS feed, source_file, source_row, as_delivered(delivered) AS content
    FROM raw.vital_sign AS delivered SEMI JOIN wanted USING (source_file, source_row)
    UNION ALL
    SELECT 'adverse_event' AS feed, source_file, source_row, as_delivered(delivered) AS content
    FROM raw.adverse_event AS delivered SEMI JOIN wanted USING (source_file, source_row)
    UNION ALL
    SELECT 'medication' AS feed, source_file, source_row, as_delivered(delivered) AS content
    FROM raw.medication AS delivered SEMI JOIN wanted USING (source_file, source_row)
    UNION ALL
    SELECT 'lab_result' AS feed, source_file, source_row, as_delivered(delivered) AS content
    FROM raw.lab_result AS delivered SEMI JOIN wanted USING (source_file, source_row)
    UNION ALL
    SELECT 'antibody_test' AS feed, source_file, source_row, as_delivered(delivered) AS content
    FROM raw.antibody_test AS delivered SEMI JOIN wanted USING (source_file, source_row)
),

paired AS (
    SELECT
        corrected.feed,
        record_key,
        earlier.content AS old_row,
        later.content AS new_row,
        unnest(list_distinct(list_concat(json_keys(earlier.content), json_keys(later.content)))) AS name
    FROM corrected
    JOIN delivered AS earlier
        ON earlier.feed = corrected.feed AND earlier.source_file = before_row.file AND earlier.source_row = before_row.row
    JOIN delivered AS later
        ON later.feed = corrected.feed AND later.source_file = after_row.file AND later.source_row = after_row.row
),

compared AS (
    SELECT
        *,
        nullif(trim(json_extract_string(old_row, name)), '') AS old,
        nullif(trim(json_extract_string(new_row, name)), '') AS new
    FROM paired
)

SELECT
    feed,
    record_key,
    string_agg(
        CASE
            WHEN feed IN ('lab_result', 'vital_sign') AND name = 'value'
                THEN concat_ws(
                    ' ',
                    coalesce(new_row ->> 'analyte', new_row ->> 'sign'),
                    cell_in_words(old), '→', cell_in_words(new), unit_in_print(nullif(new_row ->> 'unit', ''))
                )
            ELSE concat_ws(' ', replace(name, '_', ' '), cell_in_words(old), '→', cell_in_words(new))
        END,
        '; ' ORDER BY name <> 'value', name
    ) AS in_words
FROM compared
WHERE old IS DISTINCT FROM new AND name NOT IN ('record_version', 'record_status', 'reported_at', 'other_columns')
GROUP BY feed, record_key
