"""The analysts' contract for decisions: what was signed, and where each case stands. Built by `sql/v1/`."""

from schemas import signals_decision
from schemas.base import Contract, Day, Instant, Rows, Text, Truth, Whole, column

FACTS = 'STRUCT(field VARCHAR, item VARCHAR, "value" VARCHAR, in_words VARCHAR)[]'


class CaseState(signals_decision.CaseState):
    """Where each case stands. One row a case, also one that was decided and that the data no longer hold."""


class RowDecision(signals_decision.RowDecision):
    """What was decided last about a quarantined row. One row a quarantined row decided about."""


class DecisionProblem(signals_decision.DecisionProblem):
    """What was wrong with the record of decisions when the night read it. One row a problem."""


class Decision(Contract):
    """Every decision that an officer signed, up to the cut-off. One row a decision."""

    number: Whole = column("BIGINT", "Place in the record, from 1; the order of numbers is the order of time", key=True)
    decided_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was recorded", nullable=False)
    decided_by: Text = column("VARCHAR", "Who signed it", nullable=False)
    role: Text = column("VARCHAR", "In which role", nullable=False)
    kind: Text = column(
        "VARCHAR", "assess, close, snooze, reopen, submit, comment, take, assign and others", nullable=False
    )
    case_id: Text = column("VARCHAR", "Case that it belongs to now; empty for other subjects")
    case_id_then: Text = column("VARCHAR", "Id that the case had when it was decided")
    feed: Text = column("VARCHAR", "Feed of the quarantined row that it is about")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery of that row")
    source_row: Whole = column("BIGINT", "Row of that delivery, its header being row 1")
    withdraws: Whole = column("BIGINT", "Number of the decision that it withdraws")
    is_withdrawn: Truth = column("BOOLEAN", "A later decision withdraws it", nullable=False)
    seriousness: Text = column("VARCHAR", "Criteria of seriousness chosen, separated by semicolons")
    causality: Text = column("VARCHAR", "Relation to ibalizumab as the reviewer sees it (WHO-UMC category)")
    expectedness: Text = column("VARCHAR", "listed, unlisted or cannot_be_judged")
    severity_grade: Whole = column("TINYINT", "Severity grade as the reviewer sees it", unit="1")
    artefact: Text = column("VARCHAR", "Whether it is an artefact: none, coding, unit or duplicate")
    comment: Text = column("VARCHAR", "Comment")
    next_action: Text = column("VARCHAR", "What is to be done next")
    next_action_on: Day = column("DATE", "… and by when")
    until_on: Day = column("DATE", "Day on which a snoozed case returns")
    submitted_on: Day = column("DATE", "Day on which the report was sent")
    owner: Text = column("VARCHAR", "Person that the case is assigned to")
    corrected: Text = column("VARCHAR", "Columns of the quarantined row with their corrected text, as a JSON object")
    run_id: Text = column("VARCHAR", "Run of the night that the officer looked at", nullable=False)
    as_of: Day = column("DATE", "Cut-off of that night", nullable=False)
    signature: Text = column("VARCHAR", "What the signature means, in the words that were signed", nullable=False)
    decided_on: Rows = column(FACTS, "Material facts of the case in that night", nullable=False)
    previous_sha256: Text = column("VARCHAR", "SHA-256 of the record before it", nullable=False)
    sha256: Text = column("VARCHAR", "SHA-256 of this record", nullable=False)
