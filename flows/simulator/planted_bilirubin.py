"""Planted bilirubin: 2.6 x ULN and more after a dose. Source: US prescribing information, section 6.1."""

from datetime import datetime, time

from flows.simulator.chart import Chart, Pattern, add, expect
from flows.simulator.panel import times_upper_limit
from flows.simulator.places import CENTRAL, NORD, SUD
from flows.simulator.planted_labs import forget, put, put_all, visit_after, visited_on

RULE = "bilirubin_rise"
TOTAL, DIRECT = "bilirubin_total", "bilirubin_direct"


def _raise(chart: Chart, visit: int, multiple: str, steps: int = 0) -> None:
    put(chart, visit, TOTAL, times_upper_limit(chart, TOTAL, multiple, steps))


def _at_threshold(chart: Chart) -> None:
    visit = visit_after(chart)
    _raise(chart, visit, "2.6")
    expect(chart, "flagged", visited_on(chart, visit), note="exactly at the threshold")


def _just_below(chart: Chart) -> None:
    _raise(chart, visit_after(chart), "2.6", steps=-1)
    expect(chart, "not_flagged", note="one step of the last decimal below the threshold")


def _above(chart: Chart) -> None:
    visit = visit_after(chart)
    for number, multiple in enumerate(("3", "3.5", "2")):
        _raise(chart, visit + number, multiple)
        put(chart, visit + number, DIRECT, times_upper_limit(chart, DIRECT, "2"))
    expect(chart, "flagged", visited_on(chart, visit), note="mixed, direct bilirubin raised")


def _with_transaminases(chart: Chart) -> None:
    visit = visit_after(chart)
    _raise(chart, visit, "3.2")
    put(chart, visit, DIRECT, times_upper_limit(chart, DIRECT, "3"))
    put(chart, visit, "alt", times_upper_limit(chart, "alt", "6"))
    put(chart, visit, "ast", times_upper_limit(chart, "ast", "5"))
    expect(chart, "flagged", visited_on(chart, visit), note="transaminases raised with it")


def _atazanavir(chart: Chart) -> None:
    begun = chart.background_started_on
    add(
        chart, "medication", datetime.combine(begun, time(15)), medicine="atazanavir", role="antiretroviral",
        route="oral", started_at=begun.isoformat(), ended_at="", indication="HIV-1 infection",
    )  # fmt: skip
    visit = visit_after(chart, 28)
    for later in range(visit, len(chart.visits)):
        _raise(chart, later, "2.8")
    expect(
        chart,
        "flagged",
        visited_on(chart, visit),
        note="isolated and indirect, on atazanavir: explained, never dropped",
    )


def _gilbert(chart: Chart) -> None:
    chart.rows["patient"][0].fields["has_gilbert_syndrome"] = "yes"
    put_all(chart, TOTAL, times_upper_limit(chart, TOTAL, "1.5"))
    visit = visit_after(chart, 28)
    _raise(chart, visit, "2.7")
    expect(chart, "flagged", visited_on(chart, visit), note="Gilbert syndrome: explained, never dropped")


def _high_only_before(chart: Chart) -> None:
    for visit in (0, 1):
        _raise(chart, visit, "2.9")
    expect(chart, "not_flagged", note="high before the first dose, not after")


def _one_limit_missing(chart: Chart) -> None:
    visit = visit_after(chart)
    _raise(chart, visit, "4")
    chart.results[visit, TOTAL].fields.update(lower_limit="", upper_limit="")
    expect(chart, "incomplete", note="one result without an upper limit, all others normal")


def _limits_missing(chart: Chart) -> None:
    forget(chart, TOTAL, "lower_limit", "upper_limit")
    expect(chart, "not_evaluable", note="no total bilirubin has an upper limit")


PATTERNS = [
    Pattern(RULE, "at_threshold", _at_threshold, CENTRAL),
    Pattern(RULE, "just_below", _just_below, SUD),
    Pattern(RULE, "atazanavir", _atazanavir, NORD),
    Pattern(RULE, "limits_missing", _limits_missing),
    Pattern(RULE, "one_limit_missing", _one_limit_missing),
    Pattern(RULE, "at_threshold", _at_threshold, NORD),
    Pattern(RULE, "at_threshold", _at_threshold, SUD),
    Pattern(RULE, "just_below", _just_below, CENTRAL),
    Pattern(RULE, "just_below", _just_below, NORD),
    Pattern(RULE, "above", _above, needs_days=110),
    Pattern(RULE, "with_transaminases", _with_transaminases),
    Pattern(RULE, "gilbert", _gilbert),
    Pattern(RULE, "high_only_before", _high_only_before),
]
