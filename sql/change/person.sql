-- What each person adds to the watched share and rate of each rule: everybody, first 24 weeks.
--
-- Source  signals.considered_patient; counted as in signals.denominator
-- Reads   signals.considered_patient
-- Grain   one row per person in the window and rule

SELECT
    patient_id,
    rule,
    has_event::INTEGER AS n_with_event,
    coalesce(risk_from_day <= least(risk_until_day, window_days), false) AS has_risk,
    (has_risk AND coalesce(first_event_day <= least(risk_until_day, window_days), false))::INTEGER AS n_first_events,
    CASE
        WHEN has_risk
            THEN if(n_first_events = 1, first_event_day, least(risk_until_day, window_days)) - risk_from_day + 1
        ELSE 0
    END::INTEGER AS days_at_risk
FROM signals.considered_patient
WHERE is_in_window
