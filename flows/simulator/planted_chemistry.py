"""Planted glucose, uric acid, lipase and direct bilirubin. Source: US prescribing information, section 6.1."""

from functools import partial

from flows.simulator.chart import Chart, Pattern, expect, revise
from flows.simulator.panel import times_upper_limit
from flows.simulator.places import CENTRAL, NORD, SUD
from flows.simulator.planted_labs import forget, put, visit_after, visited_on

ABOVE = {
    "glucose": {CENTRAL: "251", NORD: "13.9", SUD: "13.9"},
    "urate": {CENTRAL: "12.1", NORD: "711", SUD: "711"},
}
"""The smallest result of the laboratory above the threshold, in its own unit."""

NOT_ABOVE = {
    "glucose": {CENTRAL: "250", NORD: "13.8", SUD: "13.8"},
    "urate": {CENTRAL: "12.0", NORD: "710", SUD: "710"},
}
"""The largest that is not above it."""

MULTIPLE = {"lipase": "3", "bilirubin_direct": "1"}
"""The multiple of the upper limit that is still no hit."""


def _text(chart: Chart, analyte: str, is_above: bool) -> str:
    if analyte in MULTIPLE:
        return times_upper_limit(chart, analyte, MULTIPLE[analyte], steps=int(is_above))
    return (ABOVE if is_above else NOT_ABOVE)[analyte][chart.laboratory.sender_id]


def _just_above(chart: Chart, analyte: str) -> None:
    visit = visit_after(chart)
    put(chart, visit, analyte, _text(chart, analyte, is_above=True))
    expect(chart, "flagged", visited_on(chart, visit), note="one step of the last decimal above")


def _not_above(chart: Chart, analyte: str) -> None:
    put(chart, visit_after(chart), analyte, _text(chart, analyte, is_above=False))
    expect(chart, "not_flagged", note="at the threshold or one step below it")


def _nullified(chart: Chart, analyte: str) -> None:
    row = put(chart, visit_after(chart), analyte, _text(chart, analyte, is_above=True))
    revise(chart, "lab_result", row, 10, status="nullified")
    expect(chart, "not_flagged", note="flagged until the result is nullified")


def _one_unit_missing(chart: Chart, analyte: str) -> None:
    put(chart, visit_after(chart), analyte, _text(chart, analyte, is_above=True)).fields["unit"] = ""
    expect(chart, "incomplete", note="one high result without a unit, all others normal")


def _one_limit_missing(chart: Chart, analyte: str) -> None:
    row = put(chart, visit_after(chart), analyte, _text(chart, analyte, is_above=True))
    row.fields.update(lower_limit="", upper_limit="")
    expect(chart, "incomplete", note="one high result without an upper limit, all others normal")


def _units_missing(chart: Chart, analyte: str) -> None:
    forget(chart, analyte, "unit")
    expect(chart, "not_evaluable", note="no result has a unit")


def _limits_missing(chart: Chart, analyte: str) -> None:
    forget(chart, analyte, "lower_limit", "upper_limit")
    expect(chart, "not_evaluable", note="no result has an upper limit")


def _by_number(rule: str, analyte: str) -> list[Pattern]:
    return [
        Pattern(rule, "just_above", partial(_just_above, analyte=analyte), CENTRAL),
        Pattern(rule, "not_above", partial(_not_above, analyte=analyte), CENTRAL),
        Pattern(rule, "just_above", partial(_just_above, analyte=analyte), NORD),
        Pattern(rule, "one_unit_missing", partial(_one_unit_missing, analyte=analyte)),
        Pattern(rule, "units_missing", partial(_units_missing, analyte=analyte)),
    ]


def _by_limit(rule: str, analyte: str) -> list[Pattern]:
    return [
        Pattern(rule, "just_above", partial(_just_above, analyte=analyte), NORD),
        Pattern(rule, "not_above", partial(_not_above, analyte=analyte), CENTRAL),
        Pattern(rule, "one_limit_missing", partial(_one_limit_missing, analyte=analyte)),
        Pattern(rule, "nullified", partial(_nullified, analyte=analyte), SUD, needs_days=75),
        Pattern(rule, "limits_missing", partial(_limits_missing, analyte=analyte)),
    ]


PATTERNS = [
    *_by_number("glucose_rise", "glucose"),
    *_by_number("uric_acid_rise", "urate"),
    *_by_limit("lipase_rise", "lipase"),
    *_by_limit("direct_bilirubin_rise", "bilirubin_direct"),
]
