"""Planted hypersensitivity that reports tell, within a day and later. Source: US prescribing information, section 5."""

from flows.simulator.background import write_event
from flows.simulator.chart import Chart, Pattern, expect
from flows.simulator.planted_events import days_after, leave_open
from flows.simulator.planted_reactions import minutes_after_start, react

RULE = "hypersensitivity"


def _cough_within_a_day(chart: Chart) -> None:
    at = minutes_after_start(chart, 2, 90)
    react(chart, at, "Cough", "cough", 60)
    expect(chart, "flagged", at.date(), note="a symptom that the label names")
    expect(chart, "flagged", at.date(), rule="infusion_reaction", note="a symptom in the window")


def _several_systems(chart: Chart) -> None:
    on = days_after(chart, 2, 4)
    write_event(chart, on, "Cough", "dry cough")
    write_event(chart, days_after(chart, 2, 7), "Hot flush", "flushes")
    expect(chart, "flagged", on, note="breathing and skin after one infusion, delayed")


def _one_common_symptom(chart: Chart) -> None:
    write_event(chart, days_after(chart, 2, 8), "Cough", "cough")
    expect(chart, "not_flagged", note="one common symptom, days after the infusion")


def _next_day_untimed(chart: Chart) -> None:
    write_event(chart, days_after(chart, 2, 1), "Hot flush", "flushes")
    expect(chart, "incomplete", note="within a day or later: no time")
    expect(chart, "incomplete", rule="infusion_reaction", note="no time")
    leave_open(chart, "anaphylaxis")


PATTERNS = [
    Pattern(RULE, "cough_within_a_day", _cough_within_a_day),
    Pattern(RULE, "one_common_symptom", _one_common_symptom),
    Pattern(RULE, "next_day_untimed", _next_day_untimed),
    Pattern(RULE, "several_systems", _several_systems),
]
