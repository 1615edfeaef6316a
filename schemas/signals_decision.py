"""Where cases and quarantined rows stand after the officers' decisions up to the cut-off."""

from schemas import raw_decision, signals_case
from schemas.base import Contract, Day, Instant, Rows, Text, Truth, Whole, column

STATES = ["new", "open", "assessed", "snoozed", "closed", "reopened"]


class CaseState(Contract):
    """Where each case stands. One row a case, also one that was decided and that the data no longer hold."""

    case_id: Text = column("VARCHAR", "The case", key=True)
    is_in_data: Truth = column("BOOLEAN", "The data still hold it", nullable=False)
    state: Text = column(
        "VARCHAR",
        "new (nothing decided), open (something, but no state), assessed, snoozed, closed or reopened",
        nullable=False,
        isin=STATES,
    )
    reopened_because: Text = column(
        "VARCHAR",
        "material change, no longer in the data, a clock runs, snooze ended or reopened by an officer; else empty",
    )
    material_change: Text = column("VARCHAR", "What differs from the facts that were decided on, in words")
    owner: Text = column("VARCHAR", "Who has it")
    until_on: Day = column("DATE", "Day on which it returns, while it is snoozed")
    n_decisions: Whole = column("BIGINT", "Decisions about it that were not withdrawn", nullable=False)
    last_decided_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When the newest of them was recorded")
    decision_number: Whole = column("BIGINT", "The newest decision that gives a state")
    decision_kind: Text = column("VARCHAR", "Its kind")
    decided_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was recorded")
    decided_by: Text = column("VARCHAR", "Who signed it")
    comment: Text = column("VARCHAR", "Its comment")
    decided_on_as_of: Day = column("DATE", "Cut-off of the night that it was decided on")
    assessment_number: Whole = column("BIGINT", "The newest assessment")
    seriousness: Text = column("VARCHAR", "Its criteria of seriousness, separated by semicolons")
    causality: Text = column("VARCHAR", "Relation to ibalizumab as the reviewer sees it (WHO-UMC category)")
    expectedness: Text = column("VARCHAR", "listed, unlisted or cannot_be_judged, as the reviewer sees it")
    severity_grade: Whole = column("TINYINT", "Severity grade as the reviewer sees it", unit="1")
    artefact: Text = column("VARCHAR", "Whether the reviewer holds it for an artefact: none, coding, unit, duplicate")
    next_action: Text = column("VARCHAR", "What is to be done next by the newest assessment")
    next_action_on: Day = column("DATE", "… and by when")
    submitted_on: Day = column("DATE", "Newest day on which its report was sent")


class CaseAssessment(Contract):
    """What the company itself says of each case. One row a case that was assessed or whose report was sent."""

    case_id: Text = column("VARCHAR", "The case", key=True)
    assessment_number: Whole = column("BIGINT", "The newest assessment that was not withdrawn")
    assessed_by: Text = column("VARCHAR", "Who signed it")
    assessed_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was recorded")
    serious_since: Instant = column(
        "TIMESTAMP WITH TIME ZONE", "Since when, without one that says otherwise, assessments call it serious"
    )
    unlisted_since: Instant = column("TIMESTAMP WITH TIME ZONE", "… and call it not listed")
    is_serious: Truth = column("BOOLEAN", "Serious as the reviewer sees it; empty: not judged")
    is_fatal_or_life_threatening: Truth = column(
        "BOOLEAN", "Death or life-threatening is among its criteria", nullable=False
    )
    is_listed: Truth = column("BOOLEAN", "Listed as the reviewer sees it; empty: not judged")
    is_suspected: Truth = column("BOOLEAN", "Ibalizumab is suspected, as the reviewer sees it; empty: not judged")
    is_of_these_facts: Truth = column("BOOLEAN", "The material facts are those that it was made on", nullable=False)
    submissions: Rows = column(
        "STRUCT(sent_on DATE, recorded_at TIMESTAMP WITH TIME ZONE)[]",
        "Each report of the case that was sent: the day, and when that was signed",
        nullable=False,
    )


class AssessedClock(signals_case.Clock):
    """Every clock that the company's assessment starts where the data alone ask for none. One row a clock."""


class StandingClock(signals_case.Clock):
    """Every clock as it stands after assessments and reports that were sent. One row a clock."""

    state: Text = column(
        "VARCHAR", "due, possible, ended or settled", nullable=False, isin=["due", "possible", "ended", "settled"]
    )
    assessed_as: Text = column("VARCHAR", "What an assessment made of it, by whom and when; empty: nothing")
    is_met: Truth = column("BOOLEAN", "A report was sent on its day 0 or later", nullable=False)
    is_running: Truth = column(
        "BOOLEAN", "Neither ended, settled nor met, nor of a row whose correction could be read", nullable=False
    )


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
    answer_file_name: Text = column("VARCHAR", "Delivery that a signed correction came as; empty before it came")
    answered_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was received")
    is_answered: Truth = column(
        "BOOLEAN", "A corrected row could be read: nobody needs to look any more", nullable=False
    )
    answer_reasons: Text = column("VARCHAR", "Why the corrected row is in quarantine itself; empty when it is not")


class DecisionProblem(raw_decision.DecisionProblem):
    """What was wrong with the record of decisions when the night read it. One row a problem."""
