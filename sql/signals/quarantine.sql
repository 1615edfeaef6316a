-- Every quarantined row, whole, with the broken rules in words.
--
-- Source  staging.set_aside; words of reference.serious_word
-- Reads   raw.delivery, reference.serious_word, staging.set_aside, raw.patient, raw.infusion, raw.vital_sign, raw.adverse_event, raw.medication, raw.lab_result, raw.antibody_test
-- Grain   one row per quarantined row

WITH aside AS (
    FROM staging.set_aside WHERE disposition = 'quarantined'
),
whole AS (
    SELECT feed, source_file, source_row, aside.column_names, aside.reasons, delivered.received_at,
        coalesce(delivered.raw_text, as_delivered(delivered)) AS row_text
    FROM aside JOIN raw.patient AS delivered USING (source_file, source_row) WHERE feed = 'patient'
    UNION ALL
    SELECT feed, source_file, source_row, aside.column_names, aside.reasons, delivered.received_at,
        coalesce(delivered.raw_text, as_delivered(delivered)) AS row_text
    FROM aside JOIN raw.infusion AS delivered USING (source_file, source_row) WHERE feed = 'infusion'
    UNION ALL
    SELECT feed, source_file, source_row, aside.column_names, aside.reasons, delivered.received_at,
        coalesce(delivered.raw_text, as_delivered(delivered)) AS row_text
    FROM aside JOIN raw.vital_sign AS delivered USING (source_file, source_row) WHERE feed = 'vital_sign'
    UNION ALL
    SELECT feed, source_file, source_row, aside.column_names, aside.reasons, delivered.received_at,
        coalesce(delivered.raw_text, as_delivered(delivered)) AS row_text
    FROM aside JOIN raw.adverse_event AS delivered USING (source_file, source_row) WHERE feed = 'adverse_event'
    UNION ALL
    SELECT feed, source_file, source_row, aside.column_names, aside.reasons, delivered.received_at,
        coalesce(delivered.raw_text, as_delivered(delivered)) AS row_text
    FROM aside JOIN raw.medication AS delivered USING (source_file, source_row) WHERE feed = 'medication'
    UNION ALL
    SELECT feed, source_file, source_row, aside.column_names, aside.reasons, delivered.received_at,
        coalesce(delivered.raw_text, as_delivered(delivered)) AS row_text
    FROM aside JOIN raw.lab_result AS delivered USING (source_file, source_row) WHERE feed = 'lab_result'
    UNION ALL
    SELECT feed, source_file, source_row, aside.column_names, aside.reasons, delivered.received_at,
        coalesce(delivered.raw_text, as_delivered(delivered)) AS row_text
    FROM aside JOIN raw.antibody_test AS delivered USING (source_file, source_row) WHERE feed = 'antibody_test'
)
SELECT whole.feed,
    source_file,
    whole.source_row,
    delivery.file_name,
    whole.received_at,
    coalesce(whole.column_names, '') AS column_names,
    whole.reasons,
    EXISTS (
        SELECT 1 FROM reference.serious_word AS word
        WHERE word.feed IN (whole.feed, 'any') AND regexp_matches(whole.row_text, word.pattern, 'i')
    ) AS may_be_serious,
    whole.row_text
FROM whole
JOIN raw.delivery AS delivery USING (source_file)
