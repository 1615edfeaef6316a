-- How each counted person's time at risk ended in the window of the trial: by the signal, by death or stop, or not yet.
--
-- Source  Aalen and Johansen 1978, Scandinavian Journal of Statistics 5:141: ends that compete
-- Reads   signals.considered_patient, signals.exposure
-- Grain   one row per patient and active rule that counts the person

SELECT patient_id, rule,
    CAST(least(risk_until_day, window_days, coalesce(first_event_day, risk_until_day)) AS INTEGER) AS end_day,
    CASE
        WHEN first_event_day <= least(risk_until_day, window_days) THEN 1
        WHEN ended_by IN ('died', 'stopped') AND risk_until_day = at_risk_days AND at_risk_days <= window_days THEN 2
        ELSE 0
    END AS end_kind
FROM signals.considered_patient
JOIN signals.exposure USING (patient_id)
WHERE is_in_window AND risk_until_day IS NOT NULL
