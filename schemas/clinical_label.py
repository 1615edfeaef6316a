"""Which edition of the label was in force on a day, and what that means for a reported event."""

from schemas.base import Contract, Day, Text, Truth, column


class LabelPeriod(Contract):
    """The days on which each edition certainly and possibly was in force. One row an edition."""

    label_version: Text = column("VARCHAR", "Name of the edition", key=True)
    possible_from_on: Day = column("DATE", "First day on which it can have been in force", nullable=False)
    certain_from_on: Day = column("DATE", "First day on which it certainly was in force or replaced", nullable=False)
    certain_before_on: Day = column("DATE", "First day on which the next edition can have replaced it; empty: none")
    possible_before_on: Day = column("DATE", "First day on which the next edition certainly replaced it; empty: none")
    is_begin_verified: Truth = column("BOOLEAN", "The day on which it began was read in a source", nullable=False)
    is_end_verified: Truth = column(
        "BOOLEAN", "The day on which the next edition began was read in a source; true where none did", nullable=False
    )


class EventListedness(Contract):
    """Each reported event against the label in force on the day of its onset. One row an event."""

    event_id: Text = column("VARCHAR", "Sender and record id, joined by a slash", key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    risk: Text = column("VARCHAR", "The listed risk that its term belongs to; empty when none")
    label_version: Text = column(
        "VARCHAR", "Edition in force on the day of onset; all that may have been, joined by ' or '"
    )
    is_listed: Truth = column(
        "BOOLEAN", "That edition names the risk at this severity; empty when that cannot be judged"
    )
    reason: Text = column(
        "VARCHAR", "Why, in words, with the verification of the date where it decides", nullable=False
    )
