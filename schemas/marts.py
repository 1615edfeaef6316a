"""What the pages show: one relation a figure or list. Built by `sql/marts/`."""

from schemas.base import RATIO, Contract, Day, Instant, Number, Rows, Text, Truth, Whole, column


class Night(Contract):
    """The night on one line: cut-off, run, and the account of every row. One row."""

    as_of: Day = column("DATE", "Data cut-off: nothing received after the end of this day (UTC) is in it", key=True)
    run_id: Text = column("VARCHAR", "Id of the run that built it", nullable=False)
    run_number: Whole = column("BIGINT", "Its place among all runs on record", nullable=False)
    n_failed_steps: Whole = column("BIGINT", "Steps of that run that failed", nullable=False)
    built_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When the build began", nullable=False)
    is_historical: Truth = column("BOOLEAN", "Built later than its own day, from the archive", nullable=False)
    software_version: Text = column("VARCHAR", "Version of Vigil", nullable=False)
    git_commit: Text = column("VARCHAR", "Commit of the code; empty outside a checkout")
    rules_fingerprint: Text = column("VARCHAR", "SHA-256 over sql/, first 12 digits", nullable=False)
    contract_fingerprint: Text = column("VARCHAR", "Fingerprint of the delivery contracts", nullable=False)
    n_files: Whole = column("BIGINT", "Files that ever arrived, refused ones included", nullable=False)
    n_refused_files: Whole = column("BIGINT", "Of these, refused whole", nullable=False)
    n_rows_in: Whole = column("BIGINT", "Data rows in the files that were read", nullable=False)
    n_accepted: Whole = column("BIGINT", "Records in force, withdrawn ones included", nullable=False)
    n_withdrawn: Whole = column("BIGINT", "Of the accepted: cancelled or nullified", nullable=False)
    n_quarantined: Whole = column("BIGINT", "Set aside because they break the contract", nullable=False)
    n_superseded: Whole = column("BIGINT", "Replaced by a newer version, or sent again", nullable=False)
    n_unaccounted: Whole = column("BIGINT", "Rows in less all of these; anything but 0 is a fault", nullable=False)
    n_may_be_serious: Whole = column("BIGINT", "Quarantined rows that may describe a serious case", nullable=False)
    n_treated: Whole = column("BIGINT", "People treated", nullable=False)
    n_flags: Whole = column("BIGINT", "Flags for review", nullable=False)
    n_decision_problems: Whole = column("BIGINT", "Problems in the record of decisions", nullable=False)
    decision_problem: Text = column("VARCHAR", "The first of them, in words; empty when the record is whole")
    n_reminder_failures: Whole = column("BIGINT", "Reminders that are due and did not go out", nullable=False)
    n_drill_alarms: Whole = column(
        "BIGINT", "Alarms that the fire drill must raise; 0 where none was held", nullable=False
    )
    n_drill_look_alikes: Whole = column("BIGINT", "Look-alikes that must stay quiet in it", nullable=False)
    n_drill_failures: Whole = column("BIGINT", "Cases of the drill that failed", nullable=False)
    drill_failures: Rows = column("VARCHAR[]", "Each of them in words, alarms that were not raised first")
    rebuild_outcome: Text = column("VARCHAR", "What the rebuild of a past night came to; empty where none was tried")
    rebuild_is_wrong: Truth = column("BOOLEAN", "Somebody must look into it", nullable=False)
    rebuild_finding: Text = column("VARCHAR", "What it found, as a sentence")


class Signal(Contract):
    """Each rule with what it found and whom it could not judge. One row a rule."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    title: Text = column("VARCHAR", "What a physician calls it", nullable=False)
    question: Text = column("VARCHAR", "What it asks of one person", nullable=False)
    kind: Text = column("VARCHAR", "laboratory or event", nullable=False)
    analyte: Text = column("VARCHAR", "For laboratory rules: the analyte judged")
    is_active: Truth = column("BOOLEAN", "Runs in the night", nullable=False)
    display_order: Whole = column("INTEGER", "Place on pages", nullable=False)
    n_patients: Whole = column("BIGINT", "People flagged", nullable=False)
    n_episodes: Whole = column("BIGINT", "Flags", nullable=False)
    n_undated: Whole = column("BIGINT", "Of these, without a date of onset", nullable=False)
    newest_on: Day = column("DATE", "Newest onset; empty when nothing dated is flagged")
    n_incomplete: Whole = column("BIGINT", "People judged in part, nothing flagged", nullable=False)
    n_not_evaluable: Whole = column("BIGINT", "People who could not be judged at all", nullable=False)
    n_treated: Whole = column("BIGINT", "People treated", nullable=False)


class Flag(Contract):
    """Every flag for review with the name of its signal. One row a patient, rule and episode."""

    flag_id: Text = column("VARCHAR", "Stable id", key=True)
    rule: Text = column("VARCHAR", "Rule id", nullable=False)
    title: Text = column("VARCHAR", "What a physician calls it", nullable=False)
    kind: Text = column("VARCHAR", "Kind of the rule; cause is asked of laboratory and event rules only")
    display_order: Whole = column("INTEGER", "Place on pages")
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    site_id: Text = column("VARCHAR", "Site of the person")
    onset_on: Day = column("DATE", "Local date of onset; empty when the report does not tell it")
    onset_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Onset; empty when the time is not known")
    days_since_first_dose: Whole = column("INTEGER", "Onset, counted from the first infusion", unit="d")
    days_since_last_dose: Whole = column("INTEGER", "Onset, counted from the newest infusion before it", unit="d")
    infusion_number: Whole = column("INTEGER", "Number of that infusion in the person's course")
    method: Text = column("VARCHAR", "infusion or push: how that dose was given")
    label_version: Text = column(
        "VARCHAR", "Edition of the label in force on the day of onset, or those possible: 'a or b'"
    )
    grade: Whole = column("TINYINT", "Severity grade 1 to 5 where the rule grades")
    certainty: Text = column("VARCHAR", "The rule's own word for how sure")
    criterion: Text = column("VARCHAR", "Which limb or arm fired")
    margin_share: Number = column(RATIO, "How far beyond the number that decided, as a share of it", unit="1")
    why: Text = column("VARCHAR", "One plain sentence", nullable=False)
    unjudged: Text = column("VARCHAR", "What could not be judged and why")
    n_evidence: Whole = column("BIGINT", "Rows that prove it", nullable=False)


class Unassessable(Contract):
    """Whom a rule could not judge, in whole or in part. One row a patient and rule."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    rule: Text = column("VARCHAR", "Rule id", key=True)
    title: Text = column("VARCHAR", "What a physician calls it", nullable=False)
    display_order: Whole = column("INTEGER", "Place on pages")
    verdict: Text = column("VARCHAR", "incomplete or not_evaluable", nullable=False)
    reason: Text = column("VARCHAR", "What could not be judged and why", nullable=False)
    n_evidence: Whole = column("BIGINT", "Rows that could not be judged", nullable=False)


class CitedRow(Contract):
    """The delivered rows that each answer rests on. One row an answer and delivered row."""

    flag_id: Text = column("VARCHAR", "Flag that it proves; empty for an answer that could not be judged")
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    rule: Text = column("VARCHAR", "Rule id", nullable=False)
    feed: Text = column("VARCHAR", "Feed")
    file_name: Text = column("VARCHAR", "Name of the delivery; empty when it is not in the archive")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery")
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1")


class Evidence(Contract):
    """The rows behind each answer, down to the delivery. One row an answer, delivered row and fact."""

    flag_id: Text = column("VARCHAR", "Flag that it proves; empty for an answer that could not be judged")
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    rule: Text = column("VARCHAR", "Rule id", nullable=False)
    feed: Text = column("VARCHAR", "Feed")
    file_name: Text = column("VARCHAR", "Name of the delivery; empty when it is not in the archive")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery")
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1")
    relation: Text = column("VARCHAR", "Relation of the fact; empty when the row became none of its own")
    fact: Text = column("VARCHAR", "The fact as a JSON object; empty likewise")


class Quarantine(Contract):
    """Every quarantined row, whole. One row a quarantined row."""

    feed: Text = column("VARCHAR", "Feed", key=True)
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery", key=True)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", key=True)
    file_name: Text = column("VARCHAR", "Name of the delivery", nullable=False)
    received_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was landed", nullable=False)
    column_names: Text = column("VARCHAR", "Columns that break a rule", nullable=False)
    reasons: Text = column("VARCHAR", "The broken rules in words", nullable=False)
    may_be_serious: Truth = column(
        "BOOLEAN", "It speaks of a serious event, or leaves open whether it is serious", nullable=False
    )
    row_text: Text = column("VARCHAR", "The row as delivered", nullable=False)


class RefusedFile(Contract):
    """Every file of which no row could be read. One row a refused file."""

    source_file: Text = column("VARCHAR", "SHA-256 of the bytes", key=True)
    file_name: Text = column("VARCHAR", "Name under which it was first dropped", nullable=False)
    size_bytes: Whole = column("BIGINT", "Size", unit="By", nullable=False)
    received_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was landed", nullable=False)
    refused_reason: Text = column("VARCHAR", "Why, in words", nullable=False)
    times_seen: Whole = column("INTEGER", "How often the same bytes were dropped", nullable=False)


class Feed(Contract):
    """Each feed with the account of its rows and its newest delivery. One row a feed."""

    feed: Text = column("VARCHAR", "Feed", key=True)
    n_files: Whole = column("BIGINT", "Files read", nullable=False)
    n_rows_in: Whole = column("BIGINT", "Data rows in those files", nullable=False)
    n_accepted: Whole = column("BIGINT", "Records in force, withdrawn ones included", nullable=False)
    n_withdrawn: Whole = column("BIGINT", "Of the accepted: cancelled or nullified", nullable=False)
    n_quarantined: Whole = column("BIGINT", "Set aside because they break the contract", nullable=False)
    n_superseded: Whole = column("BIGINT", "Replaced by a newer version, or sent again", nullable=False)
    n_unaccounted: Whole = column("BIGINT", "Rows in less all of these; anything but 0 is a fault", nullable=False)
    newest_received_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Newest delivery that was read")


class Unverified(Contract):
    """Thresholds and trial baselines not verified, or only by a weaker source. One row a reference row."""

    relation: Text = column("VARCHAR", "Reference relation", key=True)
    row_name: Text = column("VARCHAR", "Its key", key=True)
    statement: Text = column("VARCHAR", "What it says", nullable=False)
    source: Text = column("VARCHAR", "Where it comes from", nullable=False)
    verification: Text = column("VARCHAR", "NV or V3", nullable=False)


class Step(Contract):
    """Each step of each night, with what it usually takes. One row a run and step."""

    run_id: Text = column("VARCHAR", "Run", key=True)
    as_of: Day = column("DATE", "Night", nullable=False)
    step: Text = column("VARCHAR", "Step", key=True)
    started_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Start", nullable=False)
    seconds: Number = column("DECIMAL(18,3)", "Duration; empty while it runs or when it was cut off", unit="s")
    usual_seconds: Number = column("DECIMAL(18,3)", "Median of the same step in other runs", unit="s")
    outcome: Text = column("VARCHAR", "done, failed or started", nullable=False)
    detail: Text = column("VARCHAR", "What it did, or the error as a sentence")
    is_tonight: Truth = column("BOOLEAN", "Of the run that built this warehouse", nullable=False)
