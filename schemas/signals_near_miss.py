"""Who came near the number of a rule without being flagged by it."""

from schemas.base import EVIDENCE, RATIO, VALUE, Contract, Day, Number, Rows, Text, column


class NearMiss(Contract):
    """The closest that a treated person came to a rule that did not flag them. One row a patient and rule."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    rule: Text = column("VARCHAR", "Rule id", key=True)
    threshold_name: Text = column("VARCHAR", "Number of the rule that it came nearest to", nullable=False)
    value: Number = column(VALUE, "The closest value, in `unit`", nullable=False)
    unit: Text = column("VARCHAR", "Unit of the value and of the rule's number, UCUM", nullable=False)
    limit_value: Number = column(VALUE, "The rule's number", nullable=False)
    short_share: Number = column(
        RATIO, "How far the value stays from the number, as a share of it; 0 at it", unit="1", nullable=False
    )
    seen_on: Day = column("DATE", "Local date of the value", nullable=False)
    sentence: Text = column("VARCHAR", "The same in words", nullable=False)
    evidence: Rows = column(EVIDENCE, "The row of the value", nullable=False)
