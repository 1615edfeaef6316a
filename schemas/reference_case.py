"""What makes one case: medical events, clocks, material fields and what a complete case holds."""

from schemas.base import Contract, Text, Truth, Whole, column
from schemas.reference import source, verification


class MedicalConcept(Contract):
    """Every medical event that can be a case, with how far its episodes reach. One row an event."""

    concept: Text = column("VARCHAR", "Id of the medical event", key=True)
    title: Text = column("VARCHAR", "What a physician calls it", nullable=False)
    episode_days: Whole = column(
        "INTEGER",
        "An onset at most so many days after the known end of an episode belongs to it",
        unit="d",
        nullable=False,
    )
    is_adverse_event: Truth = column(
        "BOOLEAN", "It happens to the person; a deviation of dosing or a lack of effect has no clock", nullable=False
    )
    display_order: Whole = column("INTEGER", "The lower one names a case that holds several", nullable=False)
    source: Text = source()
    verification: Text = verification()


class ConceptMember(Contract):
    """Every rule and reported term with the medical event that it is about. One row a rule or term.

    A term without a row is a medical event of its own. A rule of `as_reported` goes with the reports it rests on.
    """

    kind: Text = column("VARCHAR", "rule or term", key=True, isin=["rule", "term"])
    name: Text = column("VARCHAR", "Rule id, or term in lower case", key=True)
    concept: Text = column("VARCHAR", "Medical event of reference.medical_concept", nullable=False)
    n_rows_needed: Whole = column("INTEGER", "Rules: delivered rows that it takes at least to flag; empty for terms")
    source: Text = source()
    verification: Text = verification()


class ReportingClock(Contract):
    """Every clock that a case can start. One row a clock."""

    kind: Text = column("VARCHAR", "Id of the clock", key=True)
    title: Text = column("VARCHAR", "What it is called", nullable=False)
    starts_with: Text = column(
        "VARCHAR",
        "initial (the first information that qualifies), follow_up (each later one) or quarantine",
        nullable=False,
        isin=["initial", "follow_up", "quarantine"],
    )
    n_days: Whole = column("INTEGER", "Calendar days after day 0", unit="d", nullable=False)
    applies_to: Text = column(
        "VARCHAR", "ind: cases of a study under an IND; post_marketing: all others", nullable=False
    )
    zone: Text = column("VARCHAR", "Zone in which day 0 is a date (IANA)", nullable=False)
    display_order: Whole = column("INTEGER", "Place in lists", nullable=False)
    source: Text = source()
    verification: Text = verification()


class MaterialField(Contract):
    """Every field whose change reopens a decided case. One row a field."""

    field: Text = column("VARCHAR", "Id of the field", key=True)
    title: Text = column("VARCHAR", "What it is called", nullable=False)
    meaning: Text = column("VARCHAR", "What it says", nullable=False)
    display_order: Whole = column("INTEGER", "Place in lists", nullable=False)
    source: Text = source()
    verification: Text = verification()


class CaseCompleteness(Contract):
    """What a complete case holds: the four minimum criteria and what a reviewer asks for. One row an item."""

    item: Text = column("VARCHAR", "Id of the item", key=True)
    title: Text = column("VARCHAR", "What it is", nullable=False)
    weight: Whole = column("INTEGER", "Its share of the whole, as a weight", nullable=False)
    is_minimum: Truth = column(
        "BOOLEAN", "One of the four criteria without which there is no valid case", nullable=False
    )
    display_order: Whole = column("INTEGER", "Place in lists", nullable=False)
    source: Text = source()
    verification: Text = verification()
