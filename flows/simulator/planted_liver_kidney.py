"""Planted Hy's law pattern and acute kidney injury. Sources: FDA guidance 2009; KDIGO 2012, section 2.1."""

from datetime import timedelta
from decimal import ROUND_CEILING, Decimal

from flows.simulator.chart import Chart, Pattern, expect
from flows.simulator.laboratory import write_result
from flows.simulator.panel import assays, times_upper_limit, written
from flows.simulator.places import CENTRAL, NORD, SUD
from flows.simulator.planted_labs import forget, put, put_all, visit_after, visited_on

LIVER, KIDNEY = "hys_law", "acute_kidney_injury"
BASELINE = {CENTRAL: "0.80", NORD: "80", SUD: "80.0"}
"""Creatinine in the laboratory's unit."""


def _liver(chart: Chart, visit: int, alt: str, bilirubin: str, alp: str = "0.8") -> None:
    for analyte, multiple in (("alt", alt), ("bilirubin_total", bilirubin), ("alp", alp)):
        put(chart, visit, analyte, times_upper_limit(chart, analyte, multiple))


def _same_day(chart: Chart) -> None:
    visit = visit_after(chart)
    _liver(chart, visit, "5", "2.3")
    expect(chart, "flagged", visited_on(chart, visit), note="same day, without cholestasis")


def _cholestatic(chart: Chart) -> None:
    visit = visit_after(chart)
    _liver(chart, visit, "4", "2.3", alp="3")
    expect(chart, "flagged", visited_on(chart, visit), note="ALP raised: mixed or cholestatic, never dropped")


def _bilirubin_at_its_multiple(chart: Chart) -> None:
    _liver(chart, visit_after(chart), "5", "2")
    expect(chart, "not_flagged", note="bilirubin exactly at its multiple")


def _bilirubin_later(chart: Chart) -> None:
    visit = visit_after(chart)
    put(chart, visit, "alt", times_upper_limit(chart, "alt", "6"))
    put(chart, visit + 1, "bilirubin_total", times_upper_limit(chart, "bilirubin_total", "2.4"))
    expect(chart, "flagged", visited_on(chart, visit), note="bilirubin at the next visit, a fortnight later")


def _no_limits(chart: Chart) -> None:
    for analyte in ("alt", "ast", "bilirubin_total"):
        forget(chart, analyte, "lower_limit", "upper_limit")
    expect(chart, "not_evaluable", note="no upper limit of an aminotransferase nor of bilirubin")
    expect(chart, "not_evaluable", rule="bilirubin_rise", note="no total bilirubin has an upper limit")


def _unscheduled(chart: Chart, multiple: str, hours: int) -> None:
    """Creatinine level at every visit, then one more draw so many hours after a visit."""
    text = BASELINE[chart.laboratory.sender_id]
    put_all(chart, "creatinine", text)
    base = Decimal(text)
    value = (base * Decimal(multiple)).quantize(base, rounding=ROUND_CEILING)
    at = chart.visits[visit_after(chart)] + timedelta(hours=hours)
    write_result(chart, at, assays(chart.laboratory.sender_id)["creatinine"], written(chart, str(value)))


def _rise_in_hours(chart: Chart) -> None:
    _unscheduled(chart, "1.4", 24)
    drawn = chart.visits[visit_after(chart)] + timedelta(hours=24)
    expect(chart, "flagged", drawn.date(), note="more than 0.3 mg/dL within a day, below 1.5 x baseline")
    expect(chart, "not_flagged", rule="creatinine_rise", note="below both of its multiples")


def _stage_two(chart: Chart) -> None:
    _unscheduled(chart, "2.1", 120)
    drawn = (chart.visits[visit_after(chart)] + timedelta(hours=120)).date()
    expect(chart, "flagged", drawn, note="more than twice within five days")
    expect(chart, "flagged", drawn, rule="creatinine_rise", note="more than 1.5 x baseline")


def _too_slow(chart: Chart) -> None:
    _unscheduled(chart, "1.2", 24)
    expect(chart, "incomplete", note="a small rise; most results have none in the week before")
    expect(chart, "not_flagged", rule="creatinine_rise", note="below both of its multiples")


PATTERNS = [
    Pattern(LIVER, "same_day", _same_day),
    Pattern(LIVER, "bilirubin_at_its_multiple", _bilirubin_at_its_multiple, CENTRAL),
    Pattern(LIVER, "no_limits", _no_limits),
    Pattern(LIVER, "cholestatic", _cholestatic),
    Pattern(LIVER, "bilirubin_later", _bilirubin_later, needs_days=80),
    Pattern(KIDNEY, "rise_in_hours", _rise_in_hours),
    Pattern(KIDNEY, "too_slow", _too_slow),
    Pattern(KIDNEY, "stage_two", _stage_two),
]
