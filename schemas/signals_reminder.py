"""Reminders that are due, and what became of those sent."""

from schemas import raw_decision
from schemas.base import Contract, Day, Text, Whole, column


class Reminder(Contract):
    """Which reminder is due of each clock whose report was not sent. One row a clock with few days left."""

    clock_id: Text = column("VARCHAR", "The clock", key=True)
    days_before: Whole = column("INTEGER", "Which reminder, of reference.reminder_day", unit="d", nullable=False)
    subject: Text = column("VARCHAR", "case or quarantined row", nullable=False)
    case_id: Text = column("VARCHAR", "The case; empty for a quarantined row")
    source_file: Text = column("VARCHAR", "Quarantined row: SHA-256 of its delivery")
    source_row: Whole = column("BIGINT", "Quarantined row: its row, the header being row 1")
    title: Text = column("VARCHAR", "What the clock is called", nullable=False)
    due_on: Day = column("DATE", "Day on which the report is due", nullable=False)
    days_left: Whole = column("INTEGER", "Calendar days left; negative when it is overdue", unit="d", nullable=False)
    state: Text = column("VARCHAR", "due, or possible when what decides it is not known", nullable=False)


class ReminderFailure(raw_decision.ReminderFailure):
    """Reminders that were tried, have not gone out, and are still due. One row a reminder and transport."""
