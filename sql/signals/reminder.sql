-- Which reminder is due of each clock whose report was not sent.
--
-- Source  reference.reminder_day, policy of this project
-- Reads   signals.standing_clock, reference.reminder_day, raw.night
-- Grain   one row per clock with so few days left
--
-- A clock stops to remind when a report was sent on its day 0 or later, when an assessment settled it, when the correction of its
-- row could be read, or when it has ended. A case that was only assessed, snoozed or closed reminds still. Of several reminders
-- that were missed only the newest is due. A clock that ran out is in it for as many days as the first reminder comes early, so
-- that nights which did not run lose none.

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
WHERE running.days_left >= -(SELECT max(first.days_left) FROM reference.reminder_day AS first)
GROUP BY clock_id
