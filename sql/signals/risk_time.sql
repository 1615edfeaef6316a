-- How many people's time at risk in the window of the trial began and ended so: by the signal, by death or stop, or not yet.
--
-- Source  Aalen and Johansen 1978, Scandinavian Journal of Statistics 5:141: ends that compete; who enters late counts from then
-- Reads   signals.considered_patient, signals.exposure
-- Grain   one row per active rule, first day, last day and kind of end of the people counted

SELECT rule,
    risk_from_day AS from_day,
    least(risk_until_day, window_days, first_event_day) AS end_day,
    CASE
        WHEN first_event_day <= least(risk_until_day, window_days) THEN 1
        WHEN ended_by IN ('died', 'stopped') AND risk_until_day = at_risk_days AND at_risk_days <= window_days THEN 2
        ELSE 0
    END AS end_kind,
    count(*) AS n_people
FROM signals.considered_patient
JOIN signals.exposure USING (patient_id)
WHERE is_in_window AND risk_from_day <= least(risk_until_day, window_days)
GROUP BY ALL
