-- Time under treatment of each treated person: from the first dose until death, washout_days after the last dose known,
-- or the end of observation, whichever comes first.
--
-- Source  reference.monitoring_number (washout_days); exposure-adjusted incidence: time at risk ends at event, death, stop
-- Reads   clinical.patient, clinical.infusion, reference.monitoring_number
-- Grain   one row per treated patient

WITH dosed AS (
    SELECT patient_id, bool_or(method = 'push') AS was_ever_pushed
    FROM clinical.infusion
    GROUP BY patient_id
),
placed AS (
    SELECT patient_id, site_id, n_infusions, first_dose_on, last_dose_on, is_dead, died_on,
        coalesce(was_ever_pushed, false) AS was_ever_pushed,
        CAST(last_dose_on + (
            SELECT CAST(value AS INTEGER) FROM reference.monitoring_number WHERE name = 'washout_days'
        ) AS DATE) AS washed_out_on,
        greatest(observed_until_on, last_dose_on) AS last_known_on
    FROM clinical.patient
    LEFT JOIN dosed USING (patient_id)
    WHERE is_treated
)
SELECT patient_id, site_id, n_infusions, was_ever_pushed, first_dose_on, last_dose_on,
    greatest(first_dose_on, least(died_on, washed_out_on, last_known_on)) AS at_risk_until_on,
    CASE at_risk_until_on
        WHEN died_on THEN 'died'
        WHEN washed_out_on THEN 'stopped'
        -- A death without a day: observation ended with it, at the last day known.
        ELSE if(is_dead, 'died', 'observed')
    END AS ended_by,
    CAST(at_risk_until_on - first_dose_on AS INTEGER) AS at_risk_days,
    (at_risk_days + 1) / 365.25 AS patient_years
FROM placed
