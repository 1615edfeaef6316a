"""Where cases and quarantined rows stand after the officers' decisions up to the cut-off."""

from schemas import raw_decision
from schemas.base import Contract, Day, Instant, Text, Truth, Whole, column


class RowDecision(Contract):
    """What was decided last about a quarantined row. One row a quarantined row decided about."""

    source_file: Text = column("VARCHAR", "SHA-256 of the delivery", key=True)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", key=True)
    feed: Text = column("VARCHAR", "Feed of the row", nullable=False)
    decision_number: Whole = column("BIGINT", "The decision", nullable=False)
    decision_kind: Text = column("VARCHAR", "correct_row or report_as_received", nullable=False)
    decided_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was recorded", nullable=False)
    decided_by: Text = column("VARCHAR", "Who signed it", nullable=False)
    comment: Text = column("VARCHAR", "Its comment")
    submitted_on: Day = column("DATE", "Day on which it was reported as received")
    is_in_quarantine: Truth = column("BOOLEAN", "It is in quarantine still", nullable=False)


class DecisionProblem(raw_decision.DecisionProblem):
    """What was wrong with the record of decisions when the night read it. One row a problem."""
