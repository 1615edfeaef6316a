"""Cases and clocks as a night's own day sees them. Built by `sql/marts/`."""

from schemas import signals_case, signals_decision
from schemas.base import Contract, Day, Instant, Text, Whole, column

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
