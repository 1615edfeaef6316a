"""The analysts' contract for cases and clocks. Built by `sql/v1/`."""

from schemas import marts_case, signals_case


class Case(marts_case.Case):
    """Every case: one person's episode of one medical event, with the clock that is due first. One row a case."""


class CaseMember(signals_case.CaseMember):
    """What each case consists of, and why it is there. One row a report version or flag."""


class CaseAlias(signals_case.CaseAlias):
    """Every id under which a case may once have been known. One row an id."""


class Clock(marts_case.Clock):
    """Every clock that runs or ran, of a case or a quarantined row, with the days left. One row a clock."""
