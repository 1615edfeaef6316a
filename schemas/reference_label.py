"""What each edition of the US label said, from when, and which terms belong to a risk that it names."""

from schemas.base import Contract, Day, Text, Truth, Whole, column
from schemas.reference import source, verification


class LabelVersion(Contract):
    """Every edition of the US prescribing information that could be told apart. One row an edition."""

    label_version: Text = column("VARCHAR", "Name of the edition", key=True)
    edition: Whole = column("INTEGER", "1 for the first edition, counted in order of time", nullable=False)
    in_force_not_before: Day = column("DATE", "Earliest day on which it can have come into force", nullable=False)
    in_force_not_after: Day = column("DATE", "Latest such day; the same day where the date is known", nullable=False)
    is_date_verified: Truth = column(
        "BOOLEAN", "The day was read in a source; otherwise it says so wherever it decides something", nullable=False
    )
    change: Text = column("VARCHAR", "What this edition changed", nullable=False)
    source: Text = source()
    verification: Text = verification()


class ListedRisk(Contract):
    """Every risk that the label names, with the edition that named it first. One row a risk."""

    risk: Text = column("VARCHAR", "Id of the risk; a rule's id where a rule watches it", key=True)
    label_version: Text = column("VARCHAR", "First edition that names it", nullable=False)
    listed_up_to_grade: Whole = column(
        "TINYINT", "Highest severity that counts as listed: a graver event is unlisted", nullable=False
    )
    section: Text = column("VARCHAR", "Where the label names it", nullable=False)
    source: Text = source()
    verification: Text = verification()


class ListedTerm(Contract):
    """Every term that says the same as a listed risk. One row a term and risk."""

    term: Text = column("VARCHAR", "Preferred term, lower case", key=True)
    risk: Text = column("VARCHAR", "Risk of reference.listed_risk", key=True)
    source: Text = source()
    verification: Text = verification()
