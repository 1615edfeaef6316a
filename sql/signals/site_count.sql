-- People judged in the window of the trial comparison, and those flagged in it, at each site.
--
-- Source  Spiegelhalter 2005, Statistics in Medicine 24:1185 (funnel plots between institutions)
-- Reads   signals.considered_patient, signals.exposure
-- Grain   one row per active rule and site; people without a site stand together

WITH site AS (
    SELECT rule,
        coalesce(site_id, 'not known') AS site_id,
        count(*) AS n_patients,
        count(*) FILTER (WHERE has_event) AS n_with_event
    FROM signals.considered_patient
    JOIN signals.exposure USING (patient_id)
    WHERE is_in_window
    GROUP BY ALL
)
SELECT *,
    CAST(sum(n_patients) OVER (PARTITION BY rule) AS BIGINT) AS programme_n_patients,
    CAST(sum(n_with_event) OVER (PARTITION BY rule) AS BIGINT) AS programme_n_with_event
FROM site
