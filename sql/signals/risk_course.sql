-- First events and time at risk of everyone, added up to each day with an event, each end of a month, the eve of a new
-- design, and the last day.
--
-- Source  exposure-adjusted incidence: first event per person; time at risk ends with it
-- Reads   signals.considered_patient, signals.exposure, reference.analysis_window, raw.monitoring_design, raw.night
-- Grain   one row per active rule, window and day on which the course is read

WITH span AS (
    SELECT rule, name AS window_name,
        CAST(first_dose_on + risk_from_day AS DATE) AS from_on,
        coalesce(analysis_window.window_days, at_risk_days) AS last_day,
        least(risk_until_day, last_day) AS risk_days,
        CAST(first_dose_on + least(risk_days, coalesce(first_event_day, risk_days)) AS DATE) AS until_on,
        coalesce(first_event_day <= risk_days, false) AS has_first_event
    FROM signals.considered_patient
    JOIN signals.exposure USING (patient_id)
    CROSS JOIN reference.analysis_window AS analysis_window
    WHERE
        is_evaluable
        AND judged_from_day <= coalesce(analysis_window.window_days, at_risk_days)
        AND risk_from_day <= risk_days
),
change AS (
    SELECT rule, window_name, from_on AS on_day, count(*) AS n_more, 0 AS n_events
    FROM span
    GROUP BY ALL
    UNION ALL
    SELECT rule, window_name, CAST(until_on + 1 AS DATE), -count(*), count(*) FILTER (WHERE has_first_event)
    FROM span
    GROUP BY ALL
),
read_on AS (
    SELECT rule, window_name, CAST(until_on + 1 AS DATE) AS on_day FROM span WHERE has_first_event
    UNION
    SELECT rule, window_name, CAST(month_at AS DATE)
    FROM (
        SELECT rule, window_name, unnest(generate_series(
            date_trunc('month', min(on_day)) + INTERVAL 1 MONTH, max(on_day), INTERVAL 1 MONTH)) AS month_at
        FROM change
        GROUP BY rule, window_name
    )
    UNION
    SELECT rule, window_name, max(on_day) FROM change GROUP BY ALL
    UNION
    SELECT rule, window_name, counted_from_on
    FROM raw.monitoring_design
    CROSS JOIN (SELECT name AS window_name FROM reference.analysis_window)
    WHERE counted_from_on IS NOT NULL
),
step AS (
    SELECT rule, window_name, on_day, sum(n_more) AS n_more, sum(n_events) AS n_events, bool_or(is_read) AS is_read
    FROM (
        SELECT *, false AS is_read FROM change
        UNION ALL
        SELECT rule, window_name, on_day, 0, 0, true FROM read_on
    )
    GROUP BY ALL
),
added AS (
    SELECT rule, window_name, on_day, is_read,
        sum(n_more) OVER course AS n_at_risk,
        sum(n_events) OVER course AS n_events
    FROM step
    WINDOW course AS (PARTITION BY rule, window_name ORDER BY on_day)
),
lasted AS (
    SELECT *,
        (on_day - lag(on_day) OVER course) * lag(n_at_risk) OVER course AS person_days
    FROM added
    WINDOW course AS (PARTITION BY rule, window_name ORDER BY on_day)
),
summed AS (
    SELECT *, coalesce(sum(person_days) OVER (PARTITION BY rule, window_name ORDER BY on_day), 0) AS days_at_risk
    FROM lasted
)
SELECT rule, window_name,
    CAST(on_day - 1 AS DATE) AS until_on,
    CAST(n_events AS BIGINT) AS n_events,
    days_at_risk / 365.25 AS patient_years
FROM summed
WHERE is_read AND on_day - 1 <= (SELECT max(as_of) FROM raw.night)
