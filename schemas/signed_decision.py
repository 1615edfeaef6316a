"""What an officer's decision says, as it was signed: the columns that the record and the analysts' view share."""

from schemas.base import Contract, Day, Instant, Text, Whole, column

SHA256 = r"[0-9a-f]{64}\Z"


class SignedDecision(Contract):
    """A decision that an officer signed."""

    number: Whole = column("BIGINT", "Place in the record, from 1; the order of numbers is the order of time", key=True)
    previous_sha256: Text = column(
        "VARCHAR", "SHA-256 of the record before it; zeros before the first", nullable=False, str_matches=SHA256
    )
    sha256: Text = column("VARCHAR", "SHA-256 of this record", nullable=False, str_matches=SHA256)
    decided_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was recorded", nullable=False)
    decided_by: Text = column("VARCHAR", "Who signed it", nullable=False)
    role: Text = column("VARCHAR", "In which role", nullable=False)
    signature: Text = column("VARCHAR", "What the signature means, in the words that were signed", nullable=False)
    kind: Text = column(
        "VARCHAR", "Kind, of reference.decision_kind: assess, close, snooze, reopen, submit and others", nullable=False
    )
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
