-- Every quarantined row, whole, with the broken rules in words.
--
-- Source  staging.set_aside; words of reference.serious_word and of reference.event_term
-- Reads   raw.delivery, reference.serious_word, reference.event_term, staging.set_aside, raw.patient, raw.infusion, raw.vital_sign, raw.adverse_event, raw.medication, raw.lab_result, raw.antibody_test
-- Grain   one row per quarantined row
--
-- Seriousness that is not known is not "not serious". A report of an adverse event may be serious unless is_serious says
-- no (no, n, false or 0) and nothing in the row speaks of a serious event: no word of reference.serious_word and no
-- designated medical event of reference.event_term. A row of another feed may be when it holds such a word. A line that
-- could not be split is searched whole; what is_serious says in it cannot be told.

WITH aside AS (
    FROM staging.set_aside WHERE disposition = 'quarantined'
),
whole AS (
    SELECT feed, source_file, source_row, aside.column_names, aside.reasons, delivered.received_at,
        delivered.raw_text, as_delivered(delivered) AS cells
    FROM aside JOIN raw.patient AS delivered USING (source_file, source_row) WHERE feed = 'patient'
    UNION ALL
    SELECT feed, source_file, source_row, aside.column_names, aside.reasons, delivered.received_at,
        delivered.raw_text, as_delivered(delivered) AS cells
    FROM aside JOIN raw.infusion AS delivered USING (source_file, source_row) WHERE feed = 'infusion'
    UNION ALL
    SELECT feed, source_file, source_row, aside.column_names, aside.reasons, delivered.received_at,
        delivered.raw_text, as_delivered(delivered) AS cells
    FROM aside JOIN raw.vital_sign AS delivered USING (source_file, source_row) WHERE feed = 'vital_sign'
    UNION ALL
    SELECT feed, source_file, source_row, aside.column_names, aside.reasons, delivered.received_at,
        delivered.raw_text, as_delivered(delivered) AS cells
    FROM aside JOIN raw.adverse_event AS delivered USING (source_file, source_row) WHERE feed = 'adverse_event'
    UNION ALL
    SELECT feed, source_file, source_row, aside.column_names, aside.reasons, delivered.received_at,
        delivered.raw_text, as_delivered(delivered) AS cells
    FROM aside JOIN raw.medication AS delivered USING (source_file, source_row) WHERE feed = 'medication'
    UNION ALL
    SELECT feed, source_file, source_row, aside.column_names, aside.reasons, delivered.received_at,
        delivered.raw_text, as_delivered(delivered) AS cells
    FROM aside JOIN raw.lab_result AS delivered USING (source_file, source_row) WHERE feed = 'lab_result'
    UNION ALL
    SELECT feed, source_file, source_row, aside.column_names, aside.reasons, delivered.received_at,
        delivered.raw_text, as_delivered(delivered) AS cells
    FROM aside JOIN raw.antibody_test AS delivered USING (source_file, source_row) WHERE feed = 'antibody_test'
),

text AS (
    SELECT
        feed,
        source_file,
        source_row,
        CAST(cells AS JSON) AS cells,
        bare_words(coalesce(raw_text, array_to_string(json_extract_string(CAST(cells AS JSON), '$.*'), ' '))) AS everything
    FROM whole
),

-- Each word with the feeds in which it counts.
word AS (
    SELECT DISTINCT account.feed, word.column_name, word.matches, word.word
    FROM reference.serious_word AS word
    JOIN (SELECT DISTINCT feed FROM whole) AS account ON word.feed IN (account.feed, 'any')
    UNION
    SELECT 'adverse_event', 'any', 'words', trim(bare_words(term))
    FROM reference.event_term
    WHERE rule = 'designated_medical_event'
),

place AS (
    SELECT feed, source_file, source_row, 'any' AS column_name, everything AS said, NULL AS cell
    FROM text
    UNION ALL
    SELECT feed, source_file, source_row, column_name, bare_words(cell) AS said, cell
    FROM (
        SELECT text.feed, source_file, source_row, column_name, json_extract_string(cells, '$.' || column_name) AS cell
        FROM text
        JOIN (SELECT DISTINCT feed, column_name FROM word WHERE column_name <> 'any') AS named ON named.feed = text.feed
    )
    WHERE cell IS NOT NULL
),

spoken AS (
    SELECT feed, source_file, source_row
    FROM place
    SEMI JOIN word
        ON word.feed = place.feed AND word.column_name = place.column_name
        AND CASE word.matches
            WHEN 'cell' THEN place.said = ' ' || word.word || ' '
            WHEN 'words' THEN contains(place.said, ' ' || word.word || ' ')
            WHEN 'start' THEN contains(place.said, ' ' || word.word)
            ELSE seriousness_words(place.cell) IS NOT NULL
        END
)

SELECT
    whole.feed,
    source_file,
    whole.source_row,
    delivery.file_name,
    whole.received_at,
    coalesce(whole.column_names, '') AS column_names,
    whole.reasons,
    (whole.feed, source_file, whole.source_row) IN (SELECT (feed, source_file, source_row) FROM spoken)
    OR (
        whole.feed = 'adverse_event'
        AND lower(filled(json_extract_string(CAST(cells AS JSON), '$.is_serious'))) IN ('no', 'n', 'false', '0') IS NOT TRUE
    ) AS may_be_serious,
    coalesce(whole.raw_text, whole.cells) AS row_text
FROM whole
JOIN raw.delivery AS delivery USING (source_file)
