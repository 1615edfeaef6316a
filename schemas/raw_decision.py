"""Officers' decisions up to the cut-off, and whether their record is whole. Read from the store; never edited."""

from schemas.base import Contract, Day, Instant, Text, Whole, column

SHA256 = r"[0-9a-f]{64}\Z"


class Decision(Contract):
    """Every decision that an officer signed, as it was recorded. One row a decision."""

    number: Whole = column("BIGINT", "Place in the record, from 1; the order of numbers is the order of time", key=True)
    previous_sha256: Text = column(
        "VARCHAR", "SHA-256 of the record before it; zeros before the first", nullable=False, str_matches=SHA256
    )
    sha256: Text = column("VARCHAR", "SHA-256 of this record", nullable=False, str_matches=SHA256)
    decided_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was recorded", nullable=False)
    decided_by: Text = column("VARCHAR", "Who signed it", nullable=False)
    role: Text = column("VARCHAR", "In which role", nullable=False)
    signature: Text = column("VARCHAR", "What the signature means, in the words that were signed", nullable=False)
    kind: Text = column("VARCHAR", "Kind, of reference.decision_kind", nullable=False)
    case_id: Text = column("VARCHAR", "Case that it is about, under the id that it had then; empty for other subjects")
    feed: Text = column("VARCHAR", "Feed of the quarantined row that it is about")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery of that row")
    source_row: Whole = column("BIGINT", "Row of that delivery, its header being row 1")
    withdraws: Whole = column("BIGINT", "Number of the decision that it withdraws")
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
    snapshot: Text = column(
        "VARCHAR",
        "Material facts of the case in that night, as a JSON list of field, value and words; never updated",
        nullable=False,
    )


class DecisionChain(Contract):
    """The record of decisions up to the cut-off, and whether all of it is whole. One row a warehouse."""

    n_decisions: Whole = column("BIGINT", "Decisions up to the cut-off", nullable=False)
    head_number: Whole = column("BIGINT", "Number of the newest of them; 0 before the first", nullable=False)
    head_sha256: Text = column("VARCHAR", "Its SHA-256; zeros before the first", nullable=False, str_matches=SHA256)
    n_problems: Whole = column("BIGINT", "Problems found when the night read the record", nullable=False)


class DecisionProblem(Contract):
    """What was wrong with the record of decisions when the night read it. One row a problem."""

    file: Text = column("VARCHAR", "File of the store", key=True)
    what: Text = column("VARCHAR", "What is wrong with it", key=True)


class ReminderFailure(Contract):
    """Reminders that were tried and have not gone out. One row a reminder and transport."""

    clock_id: Text = column("VARCHAR", "The clock", key=True)
    days_before: Whole = column("INTEGER", "Which reminder, of reference.reminder_day", unit="d", key=True)
    transport: Text = column("VARCHAR", "webhook or mail", key=True)
    tried_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was tried last", nullable=False)
    n_tries: Whole = column("BIGINT", "How often it was tried", nullable=False)
    detail: Text = column("VARCHAR", "Why it did not go out, in words", nullable=False)
