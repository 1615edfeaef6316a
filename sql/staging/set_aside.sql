-- Every delivered row that is not in force: quarantined, superseded by another version, or withdrawn by its sender.
--
-- All versions of a record are put in order: a nullification first (a nullified record cannot be revived), then the
-- higher version number where every version has one, then the status (cancelled, corrected, final, preliminary), then the
-- later report, then the later receipt. The first valid row is in force. A broken row is quarantined until a valid row
-- stands before it; where its own place cannot be told, it stays in quarantine. What a sender says of a record after its
-- nullification does not revive it, but is quarantined: somebody looks at it.
--
-- Rows that none of this orders, received in one night, stand by the name of their file and then by their line, the later
-- first. One that says the same as the row in force is a re-send, and superseded. One that says something else contradicts
-- it: which of the two holds only the sender knows, so it is quarantined, with a sentence that names the row in force.
--
-- Source  HL7 v2 OBX-11 (C over F over P; D, W and X remove); our policy for the rest
-- Reads   staging.record, staging.contract_defect, staging.later_defect, raw.delivery, raw.patient, raw.infusion, raw.vital_sign, raw.adverse_event, raw.medication, raw.lab_result, raw.antibody_test
-- Grain   one row per delivered row that is not in force

WITH later AS (
    SELECT * FROM staging.later_defect
),
broken AS (
    SELECT feed, source_file, source_row,
        string_agg(DISTINCT column_name, '; ' ORDER BY column_name) AS column_names,
        string_agg(DISTINCT column_name || ' ' || rule, '; ' ORDER BY column_name || ' ' || rule) AS reasons
    FROM (FROM staging.contract_defect UNION ALL FROM later)
    GROUP BY feed, source_file, source_row
),
-- A digest finds the few records with more than one row cheaply; a collision only adds a row to look at below.
contested AS (
    SELECT feed, digest
    FROM staging.record
    GROUP BY feed, digest
    HAVING count(*) > 1 OR bool_or(lower(filled(record_status)) IN ('cancelled', 'nullified')) OR bool_or(breaks_contract)
    UNION
    SELECT record.feed, record.digest
    FROM staging.record SEMI JOIN later USING (feed, source_file, source_row)
),
chosen AS (
    SELECT record.*
    FROM staging.record SEMI JOIN contested ON contested.feed = record.feed AND contested.digest = record.digest
),
version AS (
    SELECT record.*, broken.reasons IS NOT NULL AS is_broken, broken.column_names, broken.reasons,
        try_cast(record_version AS INTEGER) AS version_number,
        CASE coalesce(record_status, 'final')
            WHEN 'preliminary' THEN 1 WHEN 'final' THEN 2 WHEN 'corrected' THEN 3 WHEN 'cancelled' THEN 4
            WHEN 'nullified' THEN 5
        END AS status_rank,
        try_cast(reported_at AS TIMESTAMPTZ) AS reported,
        sender_id IS NOT NULL AND record_id IS NOT NULL AS is_identified,
        delivery.file_name
    FROM records_as_read('chosen') AS record
    LEFT JOIN broken USING (feed, source_file, source_row)
    LEFT JOIN raw.delivery AS delivery ON delivery.source_file = record.source_file
),
with_usable_version AS (
    SELECT *,
        CASE WHEN bool_and(version_number IS NOT NULL) OVER (PARTITION BY feed, sender_id, record_id)
            THEN version_number END AS usable_version
    FROM version
),
placed AS (
    SELECT *,
        row_number() OVER (
            PARTITION BY feed, sender_id, record_id
            ORDER BY coalesce(record_status = 'nullified', false) DESC, usable_version DESC NULLS FIRST,
                status_rank DESC NULLS FIRST, reported DESC NULLS FIRST, received_at DESC,
                file_name DESC, source_row DESC, source_file DESC
        ) AS place
    FROM with_usable_version
),
judged AS (
    SELECT *, min(place) FILTER (WHERE NOT is_broken) OVER (PARTITION BY feed, sender_id, record_id) AS place_in_force
    FROM placed
),
-- One id for two people in versions of equal standing is two records: the other one is not lost in the one in force.
owned AS (
    SELECT *,
        NOT is_broken AND place <> place_in_force
        AND patient_id <> max(patient_id) FILTER (WHERE place = place_in_force) OVER record
        AND usable_version IS NOT DISTINCT FROM max(usable_version) FILTER (WHERE place = place_in_force) OVER record
        AND status_rank = max(status_rank) FILTER (WHERE place = place_in_force) OVER record AS is_of_another,
        NOT is_broken AND place <> place_in_force AND record_status IS DISTINCT FROM 'nullified'
        AND (coalesce(usable_version, 0), coalesce(reported, received_at), received_at)
            > max((coalesce(usable_version, 0), coalesce(reported, received_at), received_at))
                FILTER (WHERE place = place_in_force AND record_status = 'nullified') OVER record AS is_after_nullification
    FROM judged
    WINDOW record AS (PARTITION BY feed, sender_id, record_id)
),
-- Rows that only the name of their file or their line puts behind the row in force.
tied AS (
    SELECT owned.feed, owned.source_file, owned.source_row, stands.source_file AS standing_file,
        stands.source_row AS standing_row, stands.file_name AS standing_name
    FROM owned
    JOIN (FROM owned WHERE place = place_in_force AND status_rank < 4) AS stands
        ON stands.feed = owned.feed AND stands.sender_id = owned.sender_id AND stands.record_id = owned.record_id
        AND stands.usable_version IS NOT DISTINCT FROM owned.usable_version AND stands.status_rank = owned.status_rank
        AND stands.reported = owned.reported AND stands.received_at = owned.received_at
    WHERE NOT owned.is_broken AND owned.place > owned.place_in_force AND NOT coalesce(owned.is_of_another, false)
),
compared AS (
    SELECT feed, source_file, source_row FROM tied
    UNION
    SELECT feed, standing_file, standing_row FROM tied
),
content AS (
    SELECT feed, source_file, source_row, content_as_read(delivered) AS content
    FROM compared JOIN raw.patient AS delivered USING (source_file, source_row) WHERE feed = 'patient'
    UNION ALL
    SELECT feed, source_file, source_row, content_as_read(delivered) AS content
    FROM compared JOIN raw.infusion AS delivered USING (source_file, source_row) WHERE feed = 'infusion'
    UNION ALL
    SELECT feed, source_file, source_row, content_as_read(delivered) AS content
    FROM compared JOIN raw.vital_sign AS delivered USING (source_file, source_row) WHERE feed = 'vital_sign'
    UNION ALL
    SELECT feed, source_file, source_row, content_as_read(delivered) AS content
    FROM compared JOIN raw.adverse_event AS delivered USING (source_file, source_row) WHERE feed = 'adverse_event'
    UNION ALL
    SELECT feed, source_file, source_row, content_as_read(delivered) AS content
    FROM compared JOIN raw.medication AS delivered USING (source_file, source_row) WHERE feed = 'medication'
    UNION ALL
    SELECT feed, source_file, source_row, content_as_read(delivered) AS content
    FROM compared JOIN raw.lab_result AS delivered USING (source_file, source_row) WHERE feed = 'lab_result'
    UNION ALL
    SELECT feed, source_file, source_row, content_as_read(delivered) AS content
    FROM compared JOIN raw.antibody_test AS delivered USING (source_file, source_row) WHERE feed = 'antibody_test'
),
contradicted AS (
    SELECT tied.feed, tied.source_file, tied.source_row,
        format(
            'record_version does not tell it from row {} of {}, which says something else and is in force: '
            || 'send the record that holds again, with a record_version or a later reported_at',
            standing_row, coalesce(standing_name, standing_file)
        ) AS contradiction
    FROM tied
    JOIN content AS own USING (feed, source_file, source_row)
    JOIN content AS standing
        ON standing.feed = tied.feed AND standing.source_file = standing_file AND standing.source_row = standing_row
    WHERE own.content <> standing.content
)
SELECT feed, source_file, source_row,
    CASE
        WHEN is_of_another OR is_after_nullification OR contradiction IS NOT NULL THEN 'quarantined'
        WHEN is_broken AND (place_in_force IS NULL OR place < place_in_force OR NOT is_identified) THEN 'quarantined'
        WHEN place = place_in_force THEN 'withdrawn'
        ELSE 'superseded'
    END AS disposition,
    CASE
        WHEN is_of_another THEN 'patient_id'
        WHEN is_after_nullification THEN 'record_status'
        WHEN contradiction IS NOT NULL THEN 'record_version'
        ELSE column_names
    END AS column_names,
    CASE
        WHEN is_of_another THEN 'patient_id names another person than the record in force under the same record_id'
        WHEN is_after_nullification
            THEN 'record_status tells of a version after the nullification of its record, which stays nullified: '
                || 'the sender says whether it is a new record, and sends it under a new record_id'
        ELSE coalesce(contradiction, reasons)
    END AS reasons
FROM owned
LEFT JOIN contradicted USING (feed, source_file, source_row)
WHERE is_broken OR place <> place_in_force OR record_status IN ('cancelled', 'nullified')
