-- Every clock as it stands, with the days left on the night's own day.
--
-- Source  signals.standing_clock; the day of the night
-- Reads   signals.standing_clock, raw.night
-- Grain   one row per clock

SELECT
    clock.*,
    CASE WHEN state NOT IN ('ended', 'settled') THEN CAST(due_on - as_of AS INTEGER) END AS days_left,
    CASE
        WHEN state IN ('ended', 'settled') THEN state
        WHEN days_left < 0 THEN format('overdue {} d', -days_left)
        WHEN days_left = 0 THEN 'today'
        ELSE format('{} d', days_left)
    END AS days_left_in_words
FROM signals.standing_clock AS clock
CROSS JOIN (SELECT as_of FROM raw.night)
