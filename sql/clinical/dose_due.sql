-- The dose that is due after the last one known, and how late it is at the data cut-off.
--
-- Source  US prescribing information of ibalizumab, section 2; presumed_stopped_days and entry_days: our policy
-- Reads   clinical.infusion, clinical.patient, clinical.label_period, raw.night, reference.labelled_administration, reference.threshold
-- Grain   one row per treated person
--
-- A site that reports late is not a dose that is late: the site's own records must reach entry_days beyond the day
-- from which a loading dose is due before the absence of a dose is more than silence.

WITH limits AS (
    SELECT
        threshold('dose_late', 'interval_days')::INTEGER AS interval_days,
        threshold('dose_late', 'late_days')::INTEGER AS late_days,
        threshold('dose_late', 'entry_days')::INTEGER AS entry_days,
        threshold('dose_late', 'presumed_stopped_days')::INTEGER AS presumed_stopped_days,
        (SELECT max(as_of) FROM raw.night) AS cut_off
),

last_dose AS (
    SELECT *
    FROM clinical.infusion
    QUALIFY infusion_number = max(infusion_number) OVER (PARTITION BY patient_id)
),

site AS (
    SELECT site_id, max(started_on) AS reported_until_on
    FROM clinical.infusion
    GROUP BY site_id
),

placed AS (
    SELECT
        patient_id,
        coalesce(last_dose.site_id, patient.site_id) AS site_id,
        started_on,
        dose_mg,
        CAST(started_on + interval_days AS DATE) AS scheduled_on,
        CAST(scheduled_on + late_days AS DATE) AS reload_from_on,
        coalesce(cut_off, observed_until_on, started_on) AS as_of,
        CAST(coalesce(cut_off, observed_until_on, started_on) - scheduled_on AS INTEGER) AS days_late,
        is_dead,
        CASE
            WHEN is_dead THEN 'died'
            WHEN days_late > presumed_stopped_days THEN 'presumed_stopped'
            WHEN days_late >= late_days THEN 'reload_due'
            WHEN days_late > 0 THEN 'overdue'
            ELSE 'due'
        END AS state,
        CASE state
            WHEN 'died' THEN NULL
            WHEN 'due' THEN 'maintenance'
            WHEN 'overdue' THEN 'maintenance'
            ELSE 'loading'
        END AS due_kind,
        entry_days,
        last_dose.source_file,
        last_dose.source_row
    FROM clinical.patient AS patient
    JOIN last_dose USING (patient_id)
    CROSS JOIN limits
    WHERE is_treated
),

amount AS (
    SELECT
        patient_id,
        arg_max(administration.dose_mg, certain_from_on) AS due_mg
    FROM placed
    JOIN reference.labelled_administration AS administration ON dose_kind = due_kind
    JOIN clinical.label_period USING (label_version)
    WHERE certain_from_on <= as_of
    GROUP BY patient_id
)

SELECT
    patient_id,
    placed.site_id,
    started_on AS last_dose_on,
    dose_mg AS last_dose_mg,
    scheduled_on,
    reload_from_on,
    as_of,
    days_late,
    reported_until_on AS site_reported_until_on,
    is_dead,
    state,
    due_mg AS expected_dose_mg,
    coalesce(reported_until_on >= reload_from_on + entry_days, false) AS is_reported_by_site,
    [evidence('infusion', source_file, source_row)] AS evidence
FROM placed
LEFT JOIN amount USING (patient_id)
LEFT JOIN site ON site.site_id = placed.site_id
