"""How near to the number of a rule somebody who is not flagged counts as near."""

from schemas.base import RATIO, Contract, Number, Text, column
from schemas.reference import source, verification


class NearMissMargin(Contract):
    """How far short of a rule's number a value may stay and still be named. One row a rule and number."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    threshold_name: Text = column("VARCHAR", "Name of the number in reference.threshold", key=True)
    measure: Text = column(
        "VARCHAR",
        "What is compared: value, x_uln or x_baseline of the rule's analyte, or days_late of a dose",
        nullable=False,
        isin=["value", "x_uln", "x_baseline", "days_late"],
    )
    direction: Text = column(
        "VARCHAR", "On which side of the number the rule flags: below or above", nullable=False, isin=["below", "above"]
    )
    margin_share: Number = column(
        RATIO, "Greatest distance from the number, as a share of it", unit="1", nullable=False
    )
    source: Text = source()
    verification: Text = verification()
