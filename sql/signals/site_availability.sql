-- Whether the data of each site are there: people with a recent laboratory result, and how long nothing arrived.
--
-- Source  ICH E6(R3), centralised monitoring; result_speaks_days and silent_days: our policy
-- Reads   clinical.patient, clinical.dose_due, clinical.lab_result, signals.site_feed, raw.night, reference.monitoring_number, reference.site_watch
-- Grain   one row per site with treated people; people without a site stand together
--
-- On treatment is everyone alive who is not presumed stopped. Recent is what a laboratory rule still takes as speaking for
-- the cut-off.

WITH limits AS (
    SELECT
        (SELECT max(as_of) FROM raw.night) AS as_of,
        (SELECT value FROM reference.monitoring_number WHERE name = 'result_speaks_days') AS recent_days,
        (SELECT value FROM reference.site_watch WHERE name = 'silent_days') AS silent_days,
        (SELECT value FROM reference.site_watch WHERE name = 'least_recent_share') AS least_share
),

newest AS (
    SELECT patient_id, max(collected_on) AS newest_result_on
    FROM clinical.lab_result
    GROUP BY patient_id
),

person AS (
    SELECT
        coalesce(patient.site_id, 'not known') AS site_id,
        coalesce(due.state IN ('due', 'overdue', 'reload_due'), false) AS is_on_treatment,
        coalesce(newest_result_on > limits.as_of - CAST(recent_days AS INTEGER), false) AS has_recent_result,
        newest_result_on IS NULL AS has_no_result,
        due.site_reported_until_on
    FROM clinical.patient AS patient
    CROSS JOIN limits
    LEFT JOIN clinical.dose_due AS due USING (patient_id)
    LEFT JOIN newest USING (patient_id)
    WHERE patient.is_treated
),

site AS (
    SELECT
        site_id,
        count(*) AS n_treated,
        count(*) FILTER (is_on_treatment) AS n_on_treatment,
        count(*) FILTER (is_on_treatment AND has_recent_result) AS n_with_recent_result,
        count(*) FILTER (is_on_treatment AND has_no_result) AS n_without_result,
        max(site_reported_until_on) AS doses_reported_until_on
    FROM person
    GROUP BY site_id
),

arrived AS (
    SELECT site_id, max(newest_received_at) AS newest_received_at
    FROM signals.site_feed
    GROUP BY site_id
)

SELECT
    site.*,
    CAST(limits.recent_days AS INTEGER) AS recent_days,
    CASE WHEN n_on_treatment > 0 THEN n_with_recent_result / n_on_treatment END AS recent_share,
    newest_received_at,
    CAST(limits.as_of - CAST(newest_received_at AS DATE) AS INTEGER) AS days_without_delivery,
    CAST(limits.silent_days AS INTEGER) AS silent_days,
    n_on_treatment > 0 AND coalesce(days_without_delivery > limits.silent_days, true) AS is_silent,
    limits.least_share AS least_recent_share,
    coalesce(recent_share < limits.least_share, false) AS is_thin
FROM site
CROSS JOIN limits
LEFT JOIN arrived USING (site_id)
