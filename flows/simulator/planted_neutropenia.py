"""Planted neutropenia: below 0.6 x 10^9/L after a dose. Source: US prescribing information, section 6.1."""

from flows.simulator.chart import Chart, Pattern, expect, hold_back, revise
from flows.simulator.panel import written
from flows.simulator.places import CENTRAL, NORD, SUD
from flows.simulator.planted_labs import forget, neutrophils, repeat, visit_after, visited_on

RULE = "neutropenia"


def _just_below(chart: Chart) -> None:
    visit = visit_after(chart)
    neutrophils(chart, visit, "0.59")
    expect(chart, "flagged", visited_on(chart, visit))


def _at_threshold(chart: Chart) -> None:
    neutrophils(chart, visit_after(chart), "0.60")
    expect(chart, "not_flagged", note="exactly at the threshold")


def _near_miss_above(chart: Chart) -> None:
    neutrophils(chart, visit_after(chart), "0.61")
    expect(chart, "not_flagged")


def _confirmed(chart: Chart) -> None:
    visit = visit_after(chart)
    low = neutrophils(chart, visit, "0.52")
    repeat(chart, visit, 5, "neutrophils", low)
    expect(chart, "flagged", visited_on(chart, visit), note="low again five days later")


def _very_low(chart: Chart) -> None:
    visit = visit_after(chart, 70)
    neutrophils(chart, visit, "0.31")
    expect(chart, "flagged", visited_on(chart, visit), note="grade 4")


def _low_before_and_after(chart: Chart) -> None:
    for visit in (0, 1, 3):
        neutrophils(chart, visit, "0.55")
    expect(
        chart,
        "flagged",
        visited_on(chart, 3),
        note="as low at baseline: a low count after the first dose still counts",
    )


def _low_only_before(chart: Chart) -> None:
    for visit in (0, 1):
        neutrophils(chart, visit, "0.45")
    expect(chart, "not_flagged", note="low at screening and an hour before the first dose, not after")


def _corrected_away(chart: Chart) -> None:
    row = neutrophils(chart, visit_after(chart), "0.45")
    revise(chart, "lab_result", row, 12, value=written(chart, "4500" if row.fields["unit"] == "/mm3" else "4.50"))
    expect(chart, "not_flagged", note="flagged until the correction arrives")


def _corrected_into(chart: Chart) -> None:
    visit = visit_after(chart)
    right = neutrophils(chart, visit, "0.48").fields["value"]
    wrong = neutrophils(chart, visit, "2.40")
    revise(chart, "lab_result", wrong, 9, value=right)
    expect(chart, "flagged", visited_on(chart, visit))


def _correction_arrives_first(chart: Chart) -> None:
    visit = visit_after(chart)
    right = neutrophils(chart, visit, "0.44").fields["value"]
    wrong = neutrophils(chart, visit, "3.10")
    correction = revise(chart, "lab_result", wrong, 4, value=right)
    hold_back(chart, "lab_result", wrong, until=correction)
    expect(chart, "flagged", visited_on(chart, visit), note="the correction arrives before the original")


def _nullified(chart: Chart) -> None:
    revise(chart, "lab_result", neutrophils(chart, visit_after(chart), "0.40"), 10, status="nullified")
    expect(chart, "not_flagged")


def _nullification_arrives_first(chart: Chart) -> None:
    row = neutrophils(chart, visit_after(chart), "0.40")
    nullified = revise(chart, "lab_result", row, 3, status="nullified")
    hold_back(chart, "lab_result", row, until=nullified)
    expect(chart, "not_flagged", note="the nullification arrives before the result")


def _cancelled(chart: Chart) -> None:
    neutrophils(chart, visit_after(chart), "0.30").fields["record_status"] = "cancelled"
    expect(chart, "not_flagged", note="the laboratory cancelled the result")


def _one_unit_missing(chart: Chart) -> None:
    neutrophils(chart, visit_after(chart), "0.50").fields["unit"] = ""
    expect(chart, "incomplete", note="one result without a unit, all others normal")


def _units_missing(chart: Chart) -> None:
    forget(chart, "neutrophils", "unit")
    expect(chart, "not_evaluable", note="no neutrophil count has a unit")


def _below_quantification(chart: Chart) -> None:
    visit = visit_after(chart)
    neutrophils(chart, visit, "<0.50")
    expect(chart, "flagged", visited_on(chart, visit), note="below 0.5 is below 0.6")


def _somewhere_below(chart: Chart) -> None:
    neutrophils(chart, visit_after(chart), "<1.00")
    expect(chart, "incomplete", note="below 1.0 may or may not be below 0.6")


PATTERNS = [
    Pattern(RULE, "just_below", _just_below, CENTRAL),
    Pattern(RULE, "at_threshold", _at_threshold, CENTRAL),
    Pattern(RULE, "confirmed", _confirmed, NORD),
    Pattern(RULE, "one_unit_missing", _one_unit_missing),
    Pattern(RULE, "units_missing", _units_missing),
    Pattern(RULE, "just_below", _just_below, NORD),
    Pattern(RULE, "just_below", _just_below, SUD),
    Pattern(RULE, "at_threshold", _at_threshold, NORD),
    Pattern(RULE, "at_threshold", _at_threshold, SUD),
    Pattern(RULE, "near_miss_above", _near_miss_above),
    Pattern(RULE, "very_low", _very_low, needs_days=95),
    Pattern(RULE, "confirmed", _confirmed, SUD),
    Pattern(RULE, "low_before_and_after", _low_before_and_after),
    Pattern(RULE, "low_only_before", _low_only_before),
    Pattern(RULE, "corrected_away", _corrected_away, CENTRAL, needs_days=75),
    Pattern(RULE, "corrected_into", _corrected_into, NORD, needs_days=75),
    Pattern(RULE, "correction_arrives_first", _correction_arrives_first, SUD, needs_days=95),
    Pattern(RULE, "nullified", _nullified, SUD, needs_days=75),
    Pattern(RULE, "nullification_arrives_first", _nullification_arrives_first, CENTRAL, needs_days=95),
    Pattern(RULE, "cancelled", _cancelled, NORD),
    Pattern(RULE, "below_quantification", _below_quantification, SUD),
    Pattern(RULE, "somewhere_below", _somewhere_below, SUD),
]
