"""What every rule returns. Built by `sql/rules/`, frozen into `signals.flag` and `signals.unassessable`."""

from schemas.base import EVIDENCE, RATIO, Contract, Day, Instant, Number, Rows, Text, Whole, column


class Flag(Contract):
    """One answer of one rule about one treated person.

    `flagged`: for review, one row a patient and episode. `incomplete`: nothing flagged, but some of the data could
    not be judged (the person stays in the denominator). `not_evaluable`: nothing could be judged (out of it).
    A person of whom all was judged and nothing found has no row.
    """

    patient_id: Text = column("VARCHAR", "The person", key=True)
    rule: Text = column("VARCHAR", "Rule id: the name of its file in sql/rules", key=True)
    verdict: Text = column(
        "VARCHAR",
        "flagged, incomplete or not_evaluable",
        nullable=False,
        isin=["flagged", "incomplete", "not_evaluable"],
    )
    onset_on: Day = column("DATE", "Local date of onset of the episode; empty unless flagged")
    onset_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Onset; empty when the time is not known")
    grade: Whole = column("TINYINT", "Severity grade 1 to 5 where the rule grades")
    certainty: Text = column("VARCHAR", "The rule's own word for how sure (suspected, probable, possible, …)")
    criterion: Text = column("VARCHAR", "Which limb or arm fired, separated by semicolons")
    margin_share: Number = column(
        RATIO,
        "How far the deciding value lies beyond the number that decided, as a share of that number (0 at it); "
        "empty when no number decided",
        unit="1",
    )
    why: Text = column("VARCHAR", "One plain sentence: what was seen, with figures and units", nullable=False)
    unjudged: Text = column("VARCHAR", "What could not be judged and why; empty when nothing")
    evidence: Rows = column(EVIDENCE, "The rows that prove it: feed, delivery and row", nullable=False)
