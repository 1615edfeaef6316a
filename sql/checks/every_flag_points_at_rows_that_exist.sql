-- Every flag has evidence, and each piece of it is a row that was delivered.
--
-- Source  ../../README.md, what a night promises
-- Reads   signals.flag, raw.patient, raw.infusion, raw.vital_sign, raw.adverse_event, raw.medication, raw.lab_result, raw.antibody_test
-- Grain   one row per violation; none is right

WITH cited AS (
    SELECT DISTINCT flag_id, rule, piece.feed AS feed, piece.source_file AS source_file, piece.source_row AS source_row
    FROM signals.flag, unnest(evidence) AS proof(piece)
),
delivered AS (
    SELECT 'patient' AS feed, source_file, source_row FROM raw.patient
    UNION ALL
    SELECT 'infusion' AS feed, source_file, source_row FROM raw.infusion
    UNION ALL
    SELECT 'vital_sign' AS feed, source_file, source_row FROM raw.vital_sign
    UNION ALL
    SELECT 'adverse_event' AS feed, source_file, source_row FROM raw.adverse_event
    UNION ALL
    SELECT 'medication' AS feed, source_file, source_row FROM raw.medication
    UNION ALL
    SELECT 'lab_result' AS feed, source_file, source_row FROM raw.lab_result
    UNION ALL
    SELECT 'antibody_test' AS feed, source_file, source_row FROM raw.antibody_test
),
-- Looked up from the few rows cited, so that the many delivered ones are only passed by.
found AS (
    SELECT feed, source_file, source_row FROM delivered SEMI JOIN cited USING (feed, source_file, source_row)
)
SELECT 'flag ' || flag_id || ' of rule ' || rule || ' has no evidence' AS problem
FROM signals.flag
WHERE len(evidence) = 0
UNION ALL
SELECT 'flag ' || flag_id || ' of rule ' || rule || ' points at row ' || coalesce(source_row::VARCHAR, '?') || ' of '
    || coalesce(source_file, 'no delivery') || ', which feed ' || coalesce(feed, '?') || ' never delivered' AS problem
FROM cited
ANTI JOIN found USING (feed, source_file, source_row)
