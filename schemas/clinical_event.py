"""Reported events that a rule watches, against the first dose, and what they answer. Built by `sql/clinical/`."""

from schemas.base import Contract, Day, Instant, Rows, Text, Truth, Whole, column
from schemas.rules import Flag


class TermedEvent(Contract):
    """One reported event of a treated person with a term that a rule watches. One row a rule and event."""

    rule: Text = column("VARCHAR", "Rule that watches the term", key=True)
    event_id: Text = column("VARCHAR", "Sender and record id, joined by a slash", key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    term: Text = column("VARCHAR", "Coded term, or the verbatim in lower case when it is not coded", nullable=False)
    watched: Rows = column("VARCHAR[]", "The watched terms that it holds", nullable=False)
    is_coded: Truth = column("BOOLEAN", "The sender coded it; else only the reporter's words tell", nullable=False)
    first_dose_on: Day = column("DATE", "Local date of the first infusion")
    started_on: Day = column("DATE", "Local date of onset; empty when the day is not known")
    started_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Onset; empty when the time is not known")
    started_text: Text = column("VARCHAR", "Onset as delivered (it may be a month or a year only)")
    ended_on: Day = column("DATE", "Local date of resolution")
    onset_from: Day = column("DATE", "First day that the reported onset allows; empty when it allows any")
    onset_until: Day = column("DATE", "Last day that the reported onset and end allow; empty when they allow any")
    lasts_until: Day = column(
        "DATE", "Last day on which it is known to have lasted: its end, no end for one not recovered, else its onset"
    )
    is_after_first_dose: Truth = column(
        "BOOLEAN", "Began at or after the start of the first infusion; empty: may have begun before it"
    )
    emergence: Text = column(
        "VARCHAR",
        "before: began before the first dose; new: after or possibly after it; worsened: the same term was there "
        "before the first dose with a lower grade; unchanged: it was still there with no lower grade; "
        "not_known: whether it worsened cannot be told",
        nullable=False,
        isin=["before", "new", "worsened", "unchanged", "not_known"],
    )
    severity_grade: Whole = column("TINYINT", "Severity 1 to 5 as reported")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)


class TermedAnswer(Flag):
    """What the reports of watched terms answer, rule by rule: episodes after the first dose."""
