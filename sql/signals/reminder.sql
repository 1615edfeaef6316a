-- Which reminder is due of each clock whose report was not sent.
--
-- Source  reference.reminder_day, policy of this project
-- Reads   signals.standing_clock, reference.reminder_day, raw.night
-- Grain   one row per clock with so few days left
--
-- A clock reminds while it runs, whatever the state of its case. Of several reminders that were missed only the newest is due: a
-- clock that is overdue when it is first seen, or of nights that did not run, still has its last one.

WITH running AS (
    SELECT clock.*, clock.due_on - night.as_of AS days_left
    FROM signals.standing_clock AS clock
    CROSS JOIN raw.night AS night
    WHERE is_running
)

SELECT
    clock_id,
    min(reminder.days_left) AS days_before,
    any_value(subject) AS subject,
    any_value(case_id) AS case_id,
    any_value(source_file) AS source_file,
    any_value(source_row) AS source_row,
    any_value(title) AS title,
    any_value(due_on) AS due_on,
    CAST(any_value(running.days_left) AS INTEGER) AS days_left,
    any_value(state) AS state
FROM running
JOIN reference.reminder_day AS reminder ON running.days_left <= reminder.days_left
GROUP BY clock_id
