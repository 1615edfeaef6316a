"""Cases and clocks as a night's own day sees them. Built by `sql/marts/`."""

from schemas import signals_case, signals_decision
from schemas.base import RATIO, Contract, Day, Instant, Number, Text, Truth, Whole, column

DAYS_LEFT = "Days from the night's day to the day due; negative when overdue, empty when no clock runs"
IN_WORDS = "The same in words: overdue 2 d, today, 3 d, ended, settled"


class Clock(signals_decision.StandingClock):
    """Every clock as it stands, with the days left on the night's own day. One row a clock."""

    days_left: Whole = column("INTEGER", DAYS_LEFT, unit="d")
    days_left_in_words: Text = column("VARCHAR", IN_WORDS, nullable=False)


class Case(signals_case.Case):
    """Every case with the clock that is due first and the days left. One row a case."""

    n_clocks: Whole = column("INTEGER", "Clocks that run", nullable=False)
    clock_kind: Text = column("VARCHAR", "Clock that is due first, of reference.reporting_clock; empty when none runs")
    clock_title: Text = column("VARCHAR", "What it is called")
    clock_state: Text = column("VARCHAR", "due or possible")
    day0_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Its first awareness")
    day0_on: Day = column("DATE", "Its day 0, in the zone of the rule")
    due_on: Day = column("DATE", "Its day due")
    zone: Text = column("VARCHAR", "Zone of the rule (IANA)")
    days_left: Whole = column("INTEGER", DAYS_LEFT, unit="d")
    days_left_in_words: Text = column("VARCHAR", IN_WORDS)
    clock_why: Text = column("VARCHAR", "Why it started, in words")
    settled_as: Text = column("VARCHAR", "What settled its clocks: the assessment, by whom and when; empty: none did")


class CaseQueue(Contract):
    """What somebody must decide, in the order of days left, then seriousness. One row a case or quarantined row."""

    subject: Text = column("VARCHAR", "case or quarantined row", nullable=False)
    case_id: Text = column("VARCHAR", "The case; empty for a quarantined row")
    source_file: Text = column("VARCHAR", "Quarantined row: SHA-256 of its delivery")
    source_row: Whole = column("BIGINT", "Quarantined row: its row, the header being row 1")
    file_name: Text = column("VARCHAR", "Quarantined row: name of its delivery")
    patient_id: Text = column("VARCHAR", "The person; empty for a quarantined row")
    site_id: Text = column("VARCHAR", "Site")
    lead_term: Text = column("VARCHAR", "Term of the gravest report; not coded: the words of the reporter")
    concept_title: Text = column("VARCHAR", "Medical event; the feed of a quarantined row")
    is_adverse_event: Truth = column("BOOLEAN", "It happens to the person", nullable=False)
    n_versions: Whole = column("INTEGER", "Versions of all its reports", nullable=False)
    n_reports: Whole = column("INTEGER", "Reports that stand", nullable=False)
    n_flags: Whole = column("INTEGER", "Flags", nullable=False)
    grade: Whole = column("TINYINT", "Worst severity grade")
    is_serious: Truth = column("BOOLEAN", "Serious; empty: nobody said")
    seriousness: Text = column("VARCHAR", "Criteria as letters: D, LT, H, DIS, CA, ME")
    is_listed: Truth = column("BOOLEAN", "Listed; empty: cannot be judged")
    label_version: Text = column("VARCHAR", "Edition of the US label that decides")
    listedness_why: Text = column("VARCHAR", "Why, in words")
    is_ind_study: Truth = column("BOOLEAN", "Of a study under an IND", nullable=False)
    n_clocks: Whole = column("INTEGER", "Clocks that run", nullable=False)
    clock_title: Text = column("VARCHAR", "Clock that is due first")
    clock_state: Text = column("VARCHAR", "due or possible")
    day0_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Its first awareness")
    day0_on: Day = column("DATE", "Its day 0, in the zone of the rule")
    due_on: Day = column("DATE", "Its day due")
    zone: Text = column("VARCHAR", "Zone of the rule (IANA)")
    days_left: Whole = column("INTEGER", DAYS_LEFT, unit="d")
    days_left_in_words: Text = column("VARCHAR", IN_WORDS)
    why: Text = column("VARCHAR", "Why it is reportable, or why no clock runs", nullable=False)
    last_change_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Newest medical information")
    completeness_share: Number = column(RATIO, "Weighted share of what a complete case holds", unit="1")


class CaseCount(Contract):
    """The work of the morning: cases nobody has decided, and clocks whose report was not sent. One row a warehouse."""

    n_cases: Whole = column("INTEGER", "Cases", nullable=False)
    n_undecided: Whole = column("INTEGER", "Of these new, open or reopened", nullable=False)
    n_new_serious: Whole = column("INTEGER", "Of these serious, and nobody has looked at them", nullable=False)
    n_reopened: Whole = column("INTEGER", "Of these decided before, and changed since", nullable=False)
    n_clocks: Whole = column("INTEGER", "Clocks that run and whose report was not sent", nullable=False)
    n_serious_rows: Whole = column("INTEGER", "Of these of quarantined rows that may be serious", nullable=False)
    n_overdue: Whole = column("INTEGER", "Of these past the day due", nullable=False)
    next_due_on: Day = column("DATE", "The first day due of those that are not past it; empty when there is none")
