"""Planted leukocytes, platelets and haemoglobin, and fever beside a low neutrophil count.

Source: US prescribing information, section 6.1; febrile neutropenia: CTCAE v5.0.
"""

from datetime import timedelta
from functools import partial

from flows.simulator.background import write_event
from flows.simulator.chart import Chart, Pattern, add, expect, instant, revise
from flows.simulator.panel import written
from flows.simulator.places import CENTRAL, NORD, SUD
from flows.simulator.planted_labs import forget, neutrophils, put, visit_after, visited_on

ANALYTES = {"leukopenia": "leukocytes", "thrombocytopenia": "platelets", "haemoglobin_fall": "haemoglobin"}
BELOW = {
    "leukocytes": {CENTRAL: "1.49", NORD: "1.49", SUD: "1.49"},
    "platelets": {CENTRAL: "49", NORD: "49", SUD: "49"},
    "haemoglobin": {CENTRAL: "8.4", NORD: "84", SUD: "8.4"},
}
"""One step of the last decimal below the threshold, in the laboratory's unit."""

AT = {
    "leukocytes": {CENTRAL: "1.50", NORD: "1.50", SUD: "1.50"},
    "platelets": {CENTRAL: "50", NORD: "50", SUD: "50"},
    "haemoglobin": {CENTRAL: "8.5", NORD: "85", SUD: "8.5"},
}
"""Exactly at the threshold: a man's haemoglobin here has DAIDS grade 3 and is no hit of the label."""

WEEK_AFTER_FIRST = 2
"""The visit a week after the first dose, on a day without an infusion."""


def _just_below(chart: Chart, analyte: str) -> None:
    visit = visit_after(chart)
    put(chart, visit, analyte, BELOW[analyte][chart.laboratory.sender_id])
    expect(chart, "flagged", visited_on(chart, visit))


def _at_threshold(chart: Chart, analyte: str) -> None:
    put(chart, visit_after(chart), analyte, AT[analyte][chart.laboratory.sender_id])
    expect(chart, "not_flagged", note="exactly at the threshold")


def _corrected_into(chart: Chart, analyte: str) -> None:
    visit = visit_after(chart)
    low = written(chart, BELOW[analyte][chart.laboratory.sender_id])
    revise(chart, "lab_result", chart.results[visit, analyte], 9, value=low)
    expect(chart, "flagged", visited_on(chart, visit), note="flagged once the correction arrives")


def _one_unit_missing(chart: Chart, analyte: str) -> None:
    visit = visit_after(chart)
    put(chart, visit, analyte, BELOW[analyte][chart.laboratory.sender_id]).fields["unit"] = ""
    expect(chart, "incomplete", note="one low result without a unit, all others normal")


def _units_missing(chart: Chart, analyte: str) -> None:
    forget(chart, analyte, "unit")
    expect(chart, "not_evaluable", note="no result has a unit")


def _take_temperature(chart: Chart, hours_after_draw: int, cel: str) -> None:
    at = chart.visits[WEEK_AFTER_FIRST] + timedelta(hours=hours_after_draw)
    add(
        chart, "vital_sign", at + timedelta(hours=1),
        measured_at=instant(chart, at), sign="temperature", value=cel, unit="Cel", phase="",
    )  # fmt: skip


def _febrile(chart: Chart) -> None:
    neutrophils(chart, WEEK_AFTER_FIRST, "0.80")
    _take_temperature(chart, 5, "38.6")
    expect(chart, "flagged", visited_on(chart, WEEK_AFTER_FIRST), note="below 1.0 with a fever five hours later")


def _fever_too_late(chart: Chart) -> None:
    neutrophils(chart, WEEK_AFTER_FIRST, "0.80")
    _take_temperature(chart, 25, "39.1")
    expect(chart, "not_flagged", note="below 1.0, the fever 25 hours later")


def _fever_without_neutropenia(chart: Chart) -> None:
    neutrophils(chart, WEEK_AFTER_FIRST, "1.00")
    _take_temperature(chart, 5, "39.1")
    expect(chart, "not_flagged", note="a fever with a count of exactly 1.0")


def _fever_only_reported(chart: Chart) -> None:
    neutrophils(chart, WEEK_AFTER_FIRST, "0.80")
    write_event(chart, visited_on(chart, WEEK_AFTER_FIRST), "Pyrexia", "felt feverish")
    expect(chart, "incomplete", note="below 1.0, the fever reported without a temperature")


def _of(rule: str) -> list[Pattern]:
    analyte = ANALYTES[rule]
    return [
        Pattern(rule, "just_below", partial(_just_below, analyte=analyte), CENTRAL),
        Pattern(rule, "at_threshold", partial(_at_threshold, analyte=analyte), NORD),
        Pattern(rule, "one_unit_missing", partial(_one_unit_missing, analyte=analyte)),
        Pattern(rule, "corrected_into", partial(_corrected_into, analyte=analyte), SUD, needs_days=75),
        Pattern(rule, "units_missing", partial(_units_missing, analyte=analyte)),
    ]


PATTERNS = [
    *(pattern for rule in ANALYTES for pattern in _of(rule)),
    Pattern("neutropenia", "febrile", _febrile),
    Pattern("neutropenia", "fever_too_late", _fever_too_late),
    Pattern("neutropenia", "fever_without_neutropenia", _fever_without_neutropenia),
    Pattern("neutropenia", "fever_only_reported", _fever_only_reported),
]
