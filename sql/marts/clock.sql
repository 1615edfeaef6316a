-- Every clock with the days left on the night's own day.
--
-- Source  signals.clock; what assessments made of it: signals.case_clock; the day of the night
-- Reads   signals.clock, signals.case_clock, raw.night
-- Grain   one row per clock

SELECT
    clock.* REPLACE (
        coalesce(case_clock.state, clock.state) AS state,
        CASE WHEN case_clock.clock_id IS NULL THEN clock.is_due ELSE case_clock.is_due_as_assessed END AS is_due
    ),
    case_clock.assessed_as,
    CASE WHEN ended_at IS NULL AND case_clock.state IS DISTINCT FROM 'settled' THEN CAST(due_on - as_of AS INTEGER) END AS days_left,
    CASE
        WHEN ended_at IS NOT NULL THEN 'ended'
        WHEN case_clock.state = 'settled' THEN 'settled'
        WHEN days_left < 0 THEN format('overdue {} d', -days_left)
        WHEN days_left = 0 THEN 'today'
        ELSE format('{} d', days_left)
    END AS days_left_in_words
FROM signals.clock AS clock
LEFT JOIN signals.case_clock AS case_clock USING (clock_id)
CROSS JOIN (SELECT as_of FROM raw.night)
