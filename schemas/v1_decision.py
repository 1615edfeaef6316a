"""The analysts' contract for decisions: what was signed, and where each case stands. Built by `sql/v1/`."""

from schemas import signals_decision
from schemas.base import Rows, Text, Truth, column
from schemas.signed_decision import SignedDecision

FACTS = 'STRUCT(field VARCHAR, item VARCHAR, "value" VARCHAR, in_words VARCHAR)[]'


class CaseState(signals_decision.CaseState):
    """Where each case stands. One row a case, also one that was decided and that the data no longer hold."""


class RowDecision(signals_decision.RowDecision):
    """What was decided last about a quarantined row. One row a quarantined row decided about."""


class DecisionProblem(signals_decision.DecisionProblem):
    """What was wrong with the record of decisions when the night read it. One row a problem."""


class Decision(SignedDecision):
    """Every decision that an officer signed, up to the cut-off. One row a decision."""

    case_id: Text = column("VARCHAR", "Case that it belongs to now; empty for other subjects")
    case_id_then: Text = column("VARCHAR", "Id that the case had when it was decided")
    is_withdrawn: Truth = column("BOOLEAN", "A later decision withdraws it", nullable=False)
    decided_on: Rows = column(FACTS, "Material facts of the case in that night", nullable=False)
