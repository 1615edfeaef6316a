-- Reminders that were tried, have not gone out, and are still due: each is tried again.
--
-- Source  the record of reminders
-- Reads   raw.reminder_failure, signals.reminder
-- Grain   one row per reminder and transport

SELECT failure.*
FROM raw.reminder_failure AS failure
SEMI JOIN signals.reminder AS reminder USING (clock_id, days_before)
