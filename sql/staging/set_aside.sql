-- Every delivered row that is not in force: quarantined, superseded by another version, or withdrawn by its sender.
--
-- All versions of a record are put in order: a nullification first (a nullified record cannot be revived), then the
-- higher version number where every version has one, then the status (cancelled, corrected, final, preliminary), then the
-- later report, then the later receipt. The first valid row is in force. A broken row is quarantined until a valid row
-- stands before it; where its own place cannot be told, it stays in quarantine.
--
-- Source  HL7 v2 OBX-11 (C over F over P; D, W and X remove); our policy for the rest
-- Reads   staging.record, staging.contract_defect, staging.later_defect
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
    HAVING count(*) > 1 OR bool_or(record_status IN ('cancelled', 'nullified')) OR bool_or(breaks_contract)
    UNION
    SELECT record.feed, record.digest
    FROM staging.record SEMI JOIN later USING (feed, source_file, source_row)
),
version AS (
    SELECT record.*, broken.reasons IS NOT NULL AS is_broken, broken.column_names, broken.reasons,
        try_cast(record_version AS INTEGER) AS version_number,
        CASE coalesce(record_status, 'final')
            WHEN 'preliminary' THEN 1 WHEN 'final' THEN 2 WHEN 'corrected' THEN 3 WHEN 'cancelled' THEN 4
            WHEN 'nullified' THEN 5
        END AS status_rank,
        try_cast(reported_at AS TIMESTAMPTZ) AS reported,
        sender_id IS NOT NULL AND record_id IS NOT NULL AS is_identified
    FROM staging.record
    SEMI JOIN contested ON contested.feed = record.feed AND contested.digest = record.digest
    LEFT JOIN broken USING (feed, source_file, source_row)
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
                status_rank DESC NULLS FIRST, reported DESC NULLS FIRST, received_at DESC, source_file, source_row
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
        AND status_rank = max(status_rank) FILTER (WHERE place = place_in_force) OVER record AS is_of_another
    FROM judged
    WINDOW record AS (PARTITION BY feed, sender_id, record_id)
)
SELECT feed, source_file, source_row,
    CASE
        WHEN is_of_another THEN 'quarantined'
        WHEN is_broken AND (place_in_force IS NULL OR place < place_in_force OR NOT is_identified) THEN 'quarantined'
        WHEN place = place_in_force THEN 'withdrawn'
        ELSE 'superseded'
    END AS disposition,
    CASE WHEN is_of_another THEN 'patient_id' ELSE column_names END AS column_names,
    CASE
        WHEN is_of_another THEN 'patient_id names another person than the record in force under the same record_id'
        ELSE reasons
    END AS reasons
FROM owned
WHERE is_broken OR place <> place_in_force OR record_status IN ('cancelled', 'nullified')
