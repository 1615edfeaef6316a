"""What the night found: flags frozen, counts, denominators, rates, and an account of every row."""

from schemas import rules
from schemas.base import EVIDENCE, RATIO, Contract, Day, Instant, Number, Rows, Text, Truth, Whole, column


class RuleAnswer(rules.Flag):
    """What every active rule answered, in one place. One row a patient, rule and answer."""


class Flag(Contract):
    """Every flag of the night, for review. One row a patient, rule and episode."""

    flag_id: Text = column("VARCHAR", "Stable id: digest of rule, patient and onset", key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    site_id: Text = column("VARCHAR", "Site of the person")
    rule: Text = column("VARCHAR", "Rule id", nullable=False)
    onset_on: Day = column("DATE", "Local date of onset; empty when the report does not tell it")
    onset_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Onset; empty when the time is not known")
    days_since_first_dose: Whole = column("INTEGER", "Onset, counted from the first infusion", unit="d")
    days_since_last_dose: Whole = column("INTEGER", "Onset, counted from the newest infusion at or before it", unit="d")
    grade: Whole = column("TINYINT", "Severity grade 1 to 5 where the rule grades")
    certainty: Text = column("VARCHAR", "The rule's own word for how sure")
    criterion: Text = column("VARCHAR", "Which limb or arm fired")
    margin_share: Number = column(
        RATIO, "How far beyond the number that decided, as a share of it; empty when no number decided", unit="1"
    )
    why: Text = column("VARCHAR", "One plain sentence", nullable=False)
    unjudged: Text = column("VARCHAR", "What could not be judged and why")
    evidence: Rows = column(EVIDENCE, "The rows that prove it", nullable=False)


class Unassessable(Contract):
    """What could not be judged, and why. One row a patient and rule."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    rule: Text = column("VARCHAR", "Rule id", key=True)
    verdict: Text = column(
        "VARCHAR", "incomplete (part could be judged) or not_evaluable (nothing could)", nullable=False
    )
    reason: Text = column("VARCHAR", "What could not be judged and why", nullable=False)
    evidence: Rows = column(EVIDENCE, "The rows that could not be judged", nullable=False)


class Quarantine(Contract):
    """Every row that was set aside because it breaks the contract, until a better version comes. One row a row."""

    feed: Text = column("VARCHAR", "Feed", key=True)
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", key=True)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", key=True)
    file_name: Text = column("VARCHAR", "Name of the delivery", nullable=False)
    received_at: Instant = column("TIMESTAMP WITH TIME ZONE", "When it was landed", nullable=False)
    column_names: Text = column("VARCHAR", "Columns that break a rule, separated by semicolons", nullable=False)
    reasons: Text = column("VARCHAR", "The broken rules in words, separated by semicolons", nullable=False)
    may_be_serious: Truth = column(
        "BOOLEAN",
        "A report that does not say that it is not serious, or a row that speaks of death, hospital, a severe grade or "
        "another serious event: somebody must read it tonight",
        nullable=False,
    )
    row_text: Text = column(
        "VARCHAR", "The row as delivered: a JSON object, or the line when it has no columns", nullable=False
    )


class RowAccount(Contract):
    """Rows in = accepted + quarantined + superseded. One row a feed."""

    feed: Text = column("VARCHAR", "Feed", key=True)
    n_files: Whole = column("BIGINT", "Files read", nullable=False)
    n_rows_in: Whole = column("BIGINT", "Data rows in those files", nullable=False)
    n_accepted: Whole = column("BIGINT", "Records in force, withdrawn ones included", nullable=False)
    n_withdrawn: Whole = column(
        "BIGINT", "Of the accepted: cancelled or nullified, so not counted clinically", nullable=False
    )
    n_quarantined: Whole = column("BIGINT", "Set aside because they break the contract", nullable=False)
    n_superseded: Whole = column("BIGINT", "Replaced by a newer version, or the same record sent again", nullable=False)
