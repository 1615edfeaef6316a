"""What the night found: flags frozen, counts, denominators, rates, and an account of every row."""

from schemas import rules
from schemas.base import EVIDENCE, RATIO, Contract, Day, Instant, Number, Rows, Text, Truth, Whole, column

SHARE = "DOUBLE"


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
        "The text speaks of a serious event, death, hospital or a severe grade: somebody must read it tonight",
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


class Rate(Contract):
    """Patients with a signal in the first 24 weeks against one trial baseline. One row a rule and baseline."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    baseline_id: Text = column(
        "VARCHAR", "Row of reference.trial_baseline; 'none' when the label gives no count", key=True
    )
    baseline_kind: Text = column("VARCHAR", "Kind of the baseline; the three are never mixed")
    window_days: Whole = column("INTEGER", "Days after the first dose that count", unit="d", nullable=False)
    n_treated: Whole = column("BIGINT", "Strip: people treated", nullable=False)
    n_evaluable: Whole = column("BIGINT", "Strip: of these, people who can be judged at all", nullable=False)
    n_in_window: Whole = column(
        "BIGINT", "Strip: of these, people judged in the window; the denominator", nullable=False
    )
    n_full_window: Whole = column("BIGINT", "Of these, people observed to its end, or flagged in it", nullable=False)
    n_with_event: Whole = column(
        "BIGINT", "Strip: of these, people flagged in the window; the numerator", nullable=False
    )
    share: Number = column(SHARE, "n_with_event ÷ n_in_window; empty when nobody is in the window", unit="1")
    share_low: Number = column(SHARE, "Its exact 95 % interval (Clopper-Pearson), lower end", unit="1")
    share_high: Number = column(SHARE, "Upper end", unit="1")
    trial_n_with_event: Whole = column("BIGINT", "Patients with it in the trial")
    trial_n_patients: Whole = column("BIGINT", "Patients in the trial")
    trial_share: Number = column(SHARE, "Share in the trial", unit="1")
    trial_share_low: Number = column(SHARE, "Its exact 95 % interval, lower end", unit="1")
    trial_share_high: Number = column(SHARE, "Upper end", unit="1")
    probability_above_trial: Number = column(
        SHARE,
        "P(our share > the trial's), Jeffreys priors on both sides; for reading, never for alerting",
        unit="1",
    )
    probability_above_twice_trial: Number = column(SHARE, "P(our share > twice the trial's), likewise", unit="1")
    sentence: Text = column("VARCHAR", "What the figures say, with both intervals", nullable=False)
    baseline_verification: Text = column("VARCHAR", "Verification grade of the baseline row")
    baseline_source: Text = column("VARCHAR", "Source of the baseline row")
