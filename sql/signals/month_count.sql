-- First events and time at risk of each month under treatment, and whether the month is closed.
--
-- Source  signals.risk_course; provisional_days of reference.monitoring_number
-- Reads   signals.risk_course, raw.night, reference.monitoring_number
-- Grain   one row per active rule and month since the first dose of anybody

WITH monthly AS (
    SELECT rule, until_on, n_events, patient_years
    FROM signals.risk_course
    WHERE window_name = 'on_treatment'
    QUALIFY row_number() OVER (PARTITION BY rule, date_trunc('month', until_on) ORDER BY until_on DESC) = 1
),
cut AS (
    SELECT max(as_of) AS as_of,
        (SELECT CAST(value AS INTEGER) FROM reference.monitoring_number WHERE name = 'provisional_days') AS provisional_days
    FROM raw.night
)
SELECT rule,
    CAST(date_trunc('month', until_on) AS DATE) AS month_on,
    n_events - coalesce(lag(n_events) OVER course, 0) AS n_events,
    patient_years - coalesce(lag(patient_years) OVER course, 0) AS patient_years,
    last_day(until_on) + provisional_days <= as_of AS is_closed
FROM monthly
CROSS JOIN cut
WINDOW course AS (PARTITION BY rule ORDER BY until_on)
