"""Cases: which reports and flags are one episode of one event, what is known of it, and which clocks it started."""

from schemas.base import RATIO, Contract, Day, Instant, Number, Rows, Text, Truth, Whole, column

CASE_ID = "The case: an id that no later data change"
ORIGIN = "SHA-256 of the delivery in the archive"
ROW = "Row of the delivery, its header being row 1"


class FlagRecord(Contract):
    """The records on which each flag rests, under the sender's own key. One row a flag and record."""

    flag_id: Text = column("VARCHAR", "The flag", key=True)
    feed: Text = column("VARCHAR", "Feed of the record", key=True)
    record_key: Text = column("VARCHAR", "Sender and record id, joined by a slash", key=True)
    received_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When the record was landed first", nullable=False)
    aware_at: Instant = column(
        "TIMESTAMP WITH TIME ZONE",
        "When the company first knew of it: the earlier of report and receipt",
        nullable=False,
    )


class CasePart(Contract):
    """What cases are made of: each report and each flag. One row a report or flag."""

    kind: Text = column("VARCHAR", "report or flag", key=True)
    part_id: Text = column("VARCHAR", "event_id of the report, or flag_id", key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    concept: Text = column("VARCHAR", "Medical event of reference.medical_concept", nullable=False)
    own_term: Text = column("VARCHAR", "The reported term, where it is a medical event of its own")
    onset_from: Day = column("DATE", "First day that its onset allows; empty when it allows any")
    onset_until: Day = column("DATE", "Last such day; empty when it allows any")
    is_dated: Truth = column("BOOLEAN", "The day of onset is known", nullable=False)
    lasts_until: Day = column("DATE", "Last day on which it is known to have lasted")
    received_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Since when it was there")
    aware_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Since when the company knew of it")
    withdrawn_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When the report was withdrawn; empty when it stands")
    identity: Text = column("VARCHAR", "What it is, whatever comes later", nullable=False)
    own_case_id: Text = column("VARCHAR", "Id of the case that it is the first of", nullable=False)


class CaseEpisode(Contract):
    """Which reports and flags are one case. One row a report or flag."""

    kind: Text = column("VARCHAR", "report or flag", key=True)
    part_id: Text = column("VARCHAR", "event_id of the report, or flag_id", key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    case_id: Text = column("VARCHAR", CASE_ID, nullable=False)
    own_case_id: Text = column("VARCHAR", "Id of the case that it is the first of", nullable=False)
    concept: Text = column("VARCHAR", "Medical event of reference.medical_concept", nullable=False)
    own_term: Text = column("VARCHAR", "The reported term, where it is a medical event of its own")
    is_adverse_event: Truth = column("BOOLEAN", "It happens to the person", nullable=False)
    step: Text = column(
        "VARCHAR",
        "How it was joined: dated, undated, withdrawn or carried (a flag that rests on reports)",
        nullable=False,
    )
    received_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Since when it was there")
    aware_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Since when the company knew of it")


class CaseCourse(Contract):
    """What was known of each case after each thing that came. One row a case and report version or flag."""

    case_id: Text = column("VARCHAR", CASE_ID, key=True)
    nth: Whole = column("INTEGER", "Place in the order in which the company knew", key=True)
    entry_kind: Text = column("VARCHAR", "report_version or flag", nullable=False)
    entry_id: Text = column("VARCHAR", "version_id or flag_id", nullable=False)
    received_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was landed first", nullable=False)
    aware_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When the company first knew of it", nullable=False)
    aware_zone: Text = column("VARCHAR", "Zone in which that instant was written", nullable=False)
    aware_party: Text = column("VARCHAR", "Who knew, or what told it", nullable=False)
    is_withdrawal: Truth = column("BOOLEAN", "It withdraws its report", nullable=False)
    n_reports: Whole = column("INTEGER", "Reports that stand after it", nullable=False)
    n_withdrawn: Whole = column("INTEGER", "Reports withdrawn by then", nullable=False)
    n_flags: Whole = column("INTEGER", "Flags by then that rest on no report", nullable=False)
    is_serious: Truth = column("BOOLEAN", "Serious as known then; empty: nobody can tell")
    is_listed: Truth = column("BOOLEAN", "Listed as known then; empty: nobody can tell")
    letters: Rows = column("VARCHAR[]", "Seriousness criteria as letters", nullable=False)
    is_ind_study: Truth = column("BOOLEAN", "A report that stands is marked as of a study under an IND", nullable=False)
    is_suspected: Truth = column("BOOLEAN", "A reporter suspects ibalizumab; empty when none says so")
    is_nullified: Truth = column("BOOLEAN", "Nothing stands any more", nullable=False)
    is_new_information: Truth = column("BOOLEAN", "It changed what is known medically", nullable=False)


class Case(Contract):
    """Every case: one person's episode of one medical event, with its reports and flags. One row a case."""

    case_id: Text = column("VARCHAR", CASE_ID, key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    site_id: Text = column("VARCHAR", "Site of the person, else of the report")
    concept: Text = column("VARCHAR", "Medical event of reference.medical_concept", nullable=False)
    concept_title: Text = column(
        "VARCHAR", "What a physician calls it; the term where it is an event of its own", nullable=False
    )
    is_adverse_event: Truth = column(
        "BOOLEAN", "It happens to the person; a deviation of dosing or a lack of effect has no clock", nullable=False
    )
    lead_term: Text = column("VARCHAR", "Term of the gravest report that stands; without reports the name of the rule")
    terms: Text = column("VARCHAR", "All terms of the reports that stand, separated by semicolons")
    onset_on: Day = column("DATE", "Local date of the first onset; empty when no report or flag tells it")
    onset_at: Instant = column("TIMESTAMP WITH TIME ZONE", "First onset; empty when no time is known")
    first_received_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When its first member was landed")
    first_aware_at: Instant = column(
        "TIMESTAMP WITH TIME ZONE", "When anybody in the company, or acting for it, first knew"
    )
    aware_zone: Text = column("VARCHAR", "Zone in which that instant was written")
    aware_party: Text = column("VARCHAR", "Who knew, or what told it")
    latest_information_at: Instant = column(
        "TIMESTAMP WITH TIME ZONE",
        "When the newest medical information was known; amendments and withdrawals move it not",
    )
    n_reports: Whole = column("INTEGER", "Reports that stand", nullable=False)
    n_withdrawn: Whole = column("INTEGER", "Reports nullified or cancelled", nullable=False)
    n_versions: Whole = column("INTEGER", "Versions of all its reports", nullable=False)
    n_flags: Whole = column("INTEGER", "Flags", nullable=False)
    grade: Whole = column("TINYINT", "Worst severity grade, 1 to 5, of reports and flags; empty when none is known")
    is_serious: Truth = column("BOOLEAN", "By a report that stands; empty: nobody said, which is not 'no'")
    seriousness: Text = column(
        "VARCHAR",
        "Criteria met: D death, LT life-threatening, H hospitalisation, DIS disability, CA congenital anomaly, "
        "ME important medical event, joined by a dot",
    )
    is_listed: Truth = column(
        "BOOLEAN", "The label in force on the day of onset lists all of it, at its severity; empty: cannot be judged"
    )
    label_version: Text = column("VARCHAR", "Edition of the US label that decides, or all possible ones")
    is_edition_verified: Truth = column("BOOLEAN", "The dates of those editions are verified")
    listedness_why: Text = column("VARCHAR", "Why, in words")
    causality_as_reported: Text = column("VARCHAR", "Relation to ibalizumab as the reporters see it")
    causality_as_suggested: Text = column("VARCHAR", "WHO-UMC categories suggested for its flags, for review")
    outcome: Text = column("VARCHAR", "Gravest outcome reported; empty when none is")
    is_nullified: Truth = column(
        "BOOLEAN",
        "All its reports are withdrawn and no flag is left: out of counts, readable, never revived",
        nullable=False,
    )
    is_ind_study: Truth = column("BOOLEAN", "A report that stands is marked as of a study under an IND", nullable=False)
    completeness_share: Number = column(RATIO, "Weighted share of reference.case_completeness that is there", unit="1")
    missing: Text = column("VARCHAR", "What is not there, in words; empty when nothing is missing")


class CaseMember(Contract):
    """What each case consists of, and why it is there. One row a report version or flag."""

    case_id: Text = column("VARCHAR", CASE_ID, nullable=False)
    kind: Text = column("VARCHAR", "report_version or flag", key=True)
    member_id: Text = column("VARCHAR", "version_id or flag_id", key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    event_id: Text = column("VARCHAR", "The report; empty for a flag")
    flag_id: Text = column("VARCHAR", "The flag; empty for a report version")
    term: Text = column("VARCHAR", "Term of the version, or rule of the flag")
    record_version: Text = column("VARCHAR", "Version number as delivered")
    record_status: Text = column("VARCHAR", "Status of the version")
    disposition: Text = column("VARCHAR", "in_force, superseded or withdrawn", nullable=False)
    received_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was there first")
    aware_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When the company first knew of it")
    source_file: Text = column("VARCHAR", f"{ORIGIN}; empty for a flag, whose rows are in v1.evidence")
    source_row: Whole = column("BIGINT", f"{ROW}; empty for a flag")
    why: Text = column("VARCHAR", "Why it belongs to the case, in words", nullable=False)


class CaseAlias(Contract):
    """Every id under which a case may once have been known. One row an id."""

    alias_id: Text = column("VARCHAR", "The id", key=True)
    case_id: Text = column("VARCHAR", "The case that it leads to now", nullable=False)
    kind: Text = column("VARCHAR", "report or flag", nullable=False)
    part_id: Text = column("VARCHAR", "The report or flag whose own id it is", nullable=False)


class CaseMaterial(Contract):
    """The facts of each case that a decision rests on. One row a case, field and item."""

    case_id: Text = column("VARCHAR", CASE_ID, key=True)
    field: Text = column("VARCHAR", "Field of reference.material_field", key=True)
    item: Text = column("VARCHAR", "Which one, where a field holds several; else empty text", key=True)
    value: Text = column("VARCHAR", "What is compared", nullable=False)
    in_words: Text = column("VARCHAR", "The same for people", nullable=False)


class Clock(Contract):
    """Every clock that runs or ran, of a case or a quarantined row. One row a clock."""

    clock_id: Text = column("VARCHAR", "Digest of its subject, kind and what started it", key=True)
    subject: Text = column("VARCHAR", "case or quarantined row", nullable=False, isin=["case", "quarantined row"])
    case_id: Text = column("VARCHAR", "The case; empty for a quarantined row")
    source_file: Text = column("VARCHAR", "Quarantined row: SHA-256 of its delivery")
    source_row: Whole = column("BIGINT", "Quarantined row: its row, the header being row 1")
    kind: Text = column("VARCHAR", "Clock of reference.reporting_clock", nullable=False)
    title: Text = column("VARCHAR", "What it is called", nullable=False)
    started_by: Text = column("VARCHAR", "version_id or flag_id that started it; empty for a quarantined row")
    day0_at: Instant = column("TIMESTAMP WITH TIME ZONE", "First awareness by anybody in the company", nullable=False)
    day0_zone: Text = column("VARCHAR", "Zone in which that instant was written", nullable=False)
    aware_party: Text = column("VARCHAR", "Who knew, or what told it", nullable=False)
    day0_on: Day = column("DATE", "Day 0: its local date in the zone of the rule", nullable=False)
    zone: Text = column("VARCHAR", "Zone of the rule (IANA)", nullable=False)
    due_on: Day = column("DATE", "Day 0 plus the calendar days of the clock", nullable=False)
    is_due: Truth = column(
        "BOOLEAN",
        "A report is due; empty: possibly, what decides it is not known; no: it ended before it was due or met",
    )
    state: Text = column("VARCHAR", "The same in a word: due, possible or ended", nullable=False)
    ended_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When what was known ended it; empty while it runs")
    end_reason: Text = column("VARCHAR", "What ended it, in words")
    why: Text = column("VARCHAR", "Why it started, in words", nullable=False)
    source: Text = column("VARCHAR", "The rule that asks for it", nullable=False)
