"""What officers can decide: the kinds of decision with the meaning of their signature, and the choices of the form."""

from schemas.base import Contract, Text, Whole, column
from schemas.reference import source, verification


class DecisionKind(Contract):
    """Every kind of decision: what it is about, what it does to a case, what its signature means. One row a kind."""

    kind: Text = column("VARCHAR", "Name of the kind", key=True)
    title: Text = column("VARCHAR", "Name on pages", nullable=False)
    subject: Text = column(
        "VARCHAR",
        "What it is about: a case, a quarantined row, a night or an earlier decision",
        nullable=False,
        isin=["case", "row", "night", "decision"],
    )
    state: Text = column(
        "VARCHAR",
        "State that it gives to its case; empty when it leaves the state as it is",
        isin=["assessed", "closed", "snoozed", "reopened"],
    )
    required: Text = column("VARCHAR", "Fields that must be filled, separated by blanks")
    roles: Text = column("VARCHAR", "Roles that may sign it, separated by blanks", nullable=False)
    signature: Text = column("VARCHAR", "What the signature means, in the words that are signed", nullable=False)
    display_order: Whole = column("INTEGER", "Place on pages", nullable=False)
    source: Text = source()
    verification: Text = verification()


class AssessmentChoice(Contract):
    """What can be chosen in an assessment. One row a field and choice."""

    field: Text = column("VARCHAR", "seriousness, causality, expectedness or artefact", key=True)
    choice: Text = column("VARCHAR", "What is recorded", key=True)
    title: Text = column("VARCHAR", "Name on pages", nullable=False)
    display_order: Whole = column("INTEGER", "Place on the form", nullable=False)
    source: Text = source()
    verification: Text = verification()


class ReminderDay(Contract):
    """How many days before a report is due somebody is reminded. One row a reminder."""

    days_left: Whole = column("INTEGER", "Calendar days left", unit="d", key=True)
    meaning: Text = column("VARCHAR", "The same in words", nullable=False)
    source: Text = source()
    verification: Text = verification()
