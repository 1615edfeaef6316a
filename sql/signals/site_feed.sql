-- What of each site's treated people is in force in each feed: how far it reaches, and when the newest of it arrived.
--
-- Source  the deliveries; ICH E6(R3), centralised monitoring of timeliness and completeness
-- Reads   clinical.patient, clinical.infusion, clinical.lab_result, clinical.adverse_event, clinical.vital_sign, clinical.medication, raw.delivery
-- Grain   one row per site with treated people and feed, also where nothing is in force; people without a site stand together

WITH person AS (
    SELECT patient_id, coalesce(site_id, 'not known') AS site_id
    FROM clinical.patient
    WHERE is_treated
),

fact AS (
    SELECT 'infusion' AS feed, patient_id, source_file, count(*) AS n_rows, max(started_on) AS newest_on
    FROM clinical.infusion GROUP BY ALL
    UNION ALL
    SELECT 'lab_result', patient_id, source_file, count(*), max(collected_on)
    FROM clinical.lab_result GROUP BY ALL
    UNION ALL
    SELECT 'adverse_event', patient_id, source_file, count(*), max(started_on)
    FROM clinical.adverse_event GROUP BY ALL
    UNION ALL
    SELECT 'vital_sign', patient_id, source_file, count(*), max(measured_on)
    FROM clinical.vital_sign GROUP BY ALL
    UNION ALL
    SELECT 'medication', patient_id, source_file, count(*), max(started_on)
    FROM clinical.medication GROUP BY ALL
),

known AS (
    SELECT
        site_id,
        fact.feed,
        CAST(sum(fact.n_rows) AS BIGINT) AS n_rows,
        count(DISTINCT patient_id) AS n_patients,
        max(newest_on) AS newest_on,
        max(received_at) AS newest_received_at
    FROM fact
    JOIN person USING (patient_id)
    LEFT JOIN raw.delivery USING (source_file)
    GROUP BY site_id, fact.feed
)

SELECT
    site_id,
    feed,
    coalesce(n_rows, 0) AS n_rows,
    coalesce(n_patients, 0) AS n_patients,
    newest_on,
    newest_received_at
FROM (SELECT DISTINCT site_id FROM person) AS site
CROSS JOIN (
    SELECT unnest(['infusion', 'lab_result', 'adverse_event', 'vital_sign', 'medication']) AS feed
) AS expected
LEFT JOIN known USING (site_id, feed)
