-- Every clock with the days left on the night's own day.
--
-- Source  signals.clock; the day of the night
-- Reads   signals.clock, raw.night
-- Grain   one row per clock

SELECT
    clock.*,
    CASE WHEN ended_at IS NULL THEN CAST(due_on - as_of AS INTEGER) END AS days_left,
    CASE
        WHEN ended_at IS NOT NULL THEN 'ended'
        WHEN days_left < 0 THEN format('overdue {} d', -days_left)
        WHEN days_left = 0 THEN 'today'
        ELSE format('{} d', days_left)
    END AS days_left_in_words
FROM signals.clock AS clock
CROSS JOIN (SELECT as_of FROM raw.night)
