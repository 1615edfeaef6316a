-- Where every delivered row went.
--
-- Source  staging.set_aside and the relations in force
-- Reads   raw.delivery, staging.set_aside, clinical.lab_result, staging.patient, staging.infusion, staging.vital_sign, staging.adverse_event, staging.medication, staging.antibody_test
-- Grain   one row per feed

WITH in_force AS (
    SELECT 'patient' AS feed, count(*) AS n FROM staging.patient
    UNION ALL
    SELECT 'infusion' AS feed, count(*) AS n FROM staging.infusion
    UNION ALL
    SELECT 'vital_sign' AS feed, count(*) AS n FROM staging.vital_sign
    UNION ALL
    SELECT 'adverse_event' AS feed, count(*) AS n FROM staging.adverse_event
    UNION ALL
    SELECT 'medication' AS feed, count(*) AS n FROM staging.medication
    UNION ALL
    SELECT 'lab_result' AS feed, count(*) AS n FROM clinical.lab_result
    UNION ALL
    SELECT 'antibody_test' AS feed, count(*) AS n FROM staging.antibody_test
),
arrived AS (
    SELECT feed, count(*) AS n_files, sum(n_rows) AS n_rows FROM raw.delivery WHERE feed IS NOT NULL AND refused_reason IS NULL GROUP BY feed
),
aside AS (
    SELECT feed,
        count(*) FILTER (WHERE disposition = 'withdrawn') AS n_withdrawn,
        count(*) FILTER (WHERE disposition = 'quarantined') AS n_quarantined,
        count(*) FILTER (WHERE disposition = 'superseded') AS n_superseded
    FROM staging.set_aside
    GROUP BY feed
)
SELECT feed,
    coalesce(n_files, 0) AS n_files,
    CAST(coalesce(n_rows, 0) AS BIGINT) AS n_rows_in,
    in_force.n + coalesce(n_withdrawn, 0) AS n_accepted,
    coalesce(n_withdrawn, 0) AS n_withdrawn,
    coalesce(n_quarantined, 0) AS n_quarantined,
    coalesce(n_superseded, 0) AS n_superseded
FROM in_force
LEFT JOIN arrived USING (feed)
LEFT JOIN aside USING (feed)
