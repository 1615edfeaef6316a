"""Planted lack of effect: early response, virologic failure, susceptibility. Source: Emu 2018, NEJM 379:645."""

from datetime import datetime

from flows.simulator.chart import Chart, Pattern, Row, add, expect, instant
from flows.simulator.places import CENTRAL, SUD
from flows.simulator.planted_labs import put, put_all, visit_after, visited_on

RESPONSE, FAILURE, LOSS = "no_response", "virologic_failure", "susceptibility_loss"
RNA = "hiv_rna"
A_WEEK_LATER = 2
"""Number of the visit a week after the first dose."""


def _start(chart: Chart, *copies: str) -> None:
    """HIV RNA at the first visits: screening, before the dose, a week later."""
    for visit, text in enumerate(copies):
        put(chart, visit, RNA, text)


def _no_fall(chart: Chart) -> None:
    _start(chart, "90000", "100000", "80000")
    expect(chart, "flagged", visited_on(chart, A_WEEK_LATER), note="a fall of 0.1 log10")


def _just_too_small(chart: Chart) -> None:
    _start(chart, "100000", "100000", "31623")
    expect(chart, "flagged", visited_on(chart, A_WEEK_LATER), note="a fall just below 0.5 log10")


def _just_enough(chart: Chart) -> None:
    _start(chart, "100000", "100000", "31622")
    expect(chart, "not_flagged", note="a fall just above 0.5 log10")


def _no_result_a_week_later(chart: Chart) -> None:
    gone = chart.results[A_WEEK_LATER, RNA].fields["record_id"]
    chart.rows["lab_result"] = [row for row in chart.rows["lab_result"] if row.fields["record_id"] != gone]
    expect(chart, "not_evaluable", note="no HIV RNA about a week after the loading dose")


def _suppressed_then(chart: Chart, *copies: str) -> int:
    """Low from the first month on, then these from about day 100 on; the number of that visit."""
    put_all(chart, RNA, "120")
    _start(chart, "100000", "100000", "5000")
    visit = visit_after(chart, 100)
    for number, text in enumerate(copies):
        put(chart, visit + number, RNA, text)
    return visit


def _rebound(chart: Chart) -> None:
    visit = _suppressed_then(chart, "200", "4000")
    expect(chart, "flagged", visited_on(chart, visit), note="two consecutive days after suppression")


def _blip(chart: Chart) -> None:
    _suppressed_then(chart, "900")
    expect(chart, "not_flagged", note="one result between low ones")


def _never_below(chart: Chart) -> None:
    put_all(chart, RNA, "60000")
    expect(chart, "flagged", visited_on(chart, visit_after(chart, 168)), note="never below by week 24")
    expect(chart, "flagged", visited_on(chart, A_WEEK_LATER), rule=RESPONSE, note="no fall at all")


def _susceptibility(chart: Chart, visit: int, fold_change: str) -> Row:
    at = chart.visits[visit]
    return add(
        chart, "lab_result", datetime.combine(at.date(), at.time()),
        laboratory_id=chart.laboratory.sender_id, collected_at=instant(chart, at), analyte="ibalizumab fold change",
        loinc="", value=fold_change, decimal_mark="", unit="ratio", lower_limit="", upper_limit="",
    )  # fmt: skip


def _less_susceptible(chart: Chart) -> None:
    visit = visit_after(chart)
    _susceptibility(chart, 0, "1")
    _susceptibility(chart, visit, "4")
    expect(chart, "flagged", visited_on(chart, visit), note="four times the baseline")


def _as_before(chart: Chart) -> None:
    _susceptibility(chart, 0, "5")
    _susceptibility(chart, visit_after(chart), "6")
    expect(chart, "not_flagged", note="high at baseline, hardly changed")


def _no_baseline(chart: Chart) -> None:
    _susceptibility(chart, visit_after(chart), "2")
    expect(chart, "not_evaluable", note="no test before the first dose, and a low result")


# Not LAB-NORD: there a final result may come after a preliminary one and undo what is planted.
PATTERNS = [
    Pattern(RESPONSE, "no_fall", _no_fall, CENTRAL),
    Pattern(FAILURE, "rebound", _rebound, SUD, needs_days=150),
    Pattern(LOSS, "less_susceptible", _less_susceptible),
    Pattern(RESPONSE, "just_enough", _just_enough, CENTRAL),
    Pattern(FAILURE, "blip", _blip, SUD, needs_days=150),
    Pattern(LOSS, "as_before", _as_before),
    Pattern(RESPONSE, "no_result_a_week_later", _no_result_a_week_later, CENTRAL),
    Pattern(FAILURE, "never_below", _never_below, SUD, needs_days=200),
    Pattern(LOSS, "no_baseline", _no_baseline),
    Pattern(RESPONSE, "just_too_small", _just_too_small, CENTRAL),
]
