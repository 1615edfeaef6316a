"""Officers' decisions up to the cut-off, and whether their record is whole. Read from the store; never edited."""

from schemas.base import Contract, Instant, Text, Whole, column
from schemas.signed_decision import SHA256, SignedDecision


class Decision(SignedDecision):
    """Every decision that an officer signed, as it was recorded. One row a decision."""

    snapshot: Text = column(
        "VARCHAR",
        "Material facts of the case in that night, as a JSON list of field, value and words; never updated",
        nullable=False,
    )


class DecisionChain(Contract):
    """The record of decisions up to the cut-off, and whether all of it is whole. One row a warehouse."""

    n_decisions: Whole = column("BIGINT", "Decisions up to the cut-off", nullable=False)
    head_number: Whole = column("BIGINT", "Number of the newest of them; 0 before the first", nullable=False)
    head_sha256: Text = column("VARCHAR", "Its SHA-256; zeros before the first", nullable=False, str_matches=SHA256)
    n_problems: Whole = column("BIGINT", "Problems found when the night read the record", nullable=False)


class DecisionProblem(Contract):
    """What was wrong with the record of decisions when the night read it. One row a problem."""

    file: Text = column("VARCHAR", "File of the store", key=True)
    what: Text = column("VARCHAR", "What is wrong with it", key=True)


class ReminderFailure(Contract):
    """Reminders that were tried and have not gone out. One row a reminder and transport."""

    clock_id: Text = column("VARCHAR", "The clock", key=True)
    days_before: Whole = column("INTEGER", "Which reminder, of reference.reminder_day", unit="d", key=True)
    transport: Text = column("VARCHAR", "webhook or mail", key=True)
    tried_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was tried last", nullable=False)
    n_tries: Whole = column("BIGINT", "How often it was tried", nullable=False)
    detail: Text = column("VARCHAR", "Why it did not go out, in words", nullable=False)
