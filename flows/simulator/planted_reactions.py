"""Planted infusion-related reactions: up to 24 h after the end. Source: CTCAE v5.0."""

from datetime import datetime, timedelta

from flows.simulator.background import write_event
from flows.simulator.chart import Chart, Pattern, Row, add, expect, instant
from flows.simulator.vital_signs import set_readings

RULE = "infusion_reaction"
REACTION, WORDS = "Infusion related reaction", "reaction to the infusion"


def minutes_after_start(chart: Chart, dose: int, minutes: int) -> datetime:
    """Local time so many minutes after the start of a dose, counted from 1."""
    return chart.doses[dose - 1].started + timedelta(minutes=minutes)


def _after_end(chart: Chart, dose: int, **span: int) -> datetime:
    return chart.doses[dose - 1].ended + timedelta(**span)


def treat(chart: Chart, at: datetime, medicine: str, route: str, role: str = "reaction_treatment") -> None:
    """One medicine given at a local time."""
    add(
        chart, "medication", at + timedelta(hours=3), medicine=medicine, role=role, route=route,
        started_at=instant(chart, at), ended_at=at.date().isoformat(), indication=role.replace("_", " "),
    )  # fmt: skip


def act(chart: Chart, dose: int, action: str) -> None:
    """What was done with the infusion because of a reaction; a stopped one was not given whole."""
    row = chart.doses[dose - 1].row
    assert row is not None
    row.fields["action_taken"] = action
    if action == "stopped":
        row.fields["dose_mg"] = "500"


def react(chart: Chart, at: datetime, term: str, words: str, lasts_minutes: int = 60, **known: str) -> Row:
    """A timed event that ends."""
    ended = instant(chart, at + timedelta(minutes=lasts_minutes))
    return write_event(chart, at, term, words, ended_at=ended, reported_causality="probable", **known)


def _during(chart: Chart) -> None:
    react(chart, minutes_after_start(chart, 1, 12), REACTION, WORDS, 30)
    expect(chart, "flagged", chart.first_dose_on, note="grade 1, during the infusion")


def _within_one_hour(chart: Chart) -> None:
    at = _after_end(chart, 2, minutes=40)
    react(chart, at, "Urticaria", "hives on both arms", severity_grade="2")
    treat(chart, at + timedelta(minutes=10), "cetirizine", "oral")
    expect(chart, "flagged", at.date(), note="grade 2, treated, immediate")


def _within_six_hours(chart: Chart) -> None:
    at = _after_end(chart, 1, hours=4)
    serious = {"severity_grade": "3", "is_serious": "yes", "seriousness": "hospitalisation"}
    react(chart, at, REACTION, WORDS, 600, **serious)
    expect(chart, "flagged", at.date(), note="grade 3, in hospital, accelerated")


def _within_a_day(chart: Chart) -> None:
    at = _after_end(chart, 3, hours=20)
    react(chart, at, "Urticaria", "hives next morning")
    expect(chart, "flagged", at.date(), note="late")


def _at_24_hours(chart: Chart) -> None:
    at = _after_end(chart, 2, hours=24)
    react(chart, at, "Urticaria", "hives the next day")
    expect(chart, "flagged", at.date(), note="exactly 24 h after the end")


def _just_over_24_hours(chart: Chart) -> None:
    react(chart, _after_end(chart, 2, hours=24, minutes=15), "Urticaria", "hives the next day")
    expect(chart, "not_flagged", note="delayed, not an infusion reaction")


def _vital_signs_only(chart: Chart) -> None:
    set_readings(chart, 1, "heart_rate", "78", "126", "124")
    expect(chart, "flagged", chart.first_dose_on, note="two readings in a row, no event reported")


def _single_reading(chart: Chart) -> None:
    set_readings(chart, 1, "heart_rate", "78", "126", "82")
    expect(chart, "not_flagged", note="one reading only, no symptom")


def _stopped(chart: Chart) -> None:
    act(chart, 3, "stopped")
    expect(chart, "flagged", chart.doses[2].started.date(), note="stopped for a reaction, no event reported")


def _interrupted(chart: Chart) -> None:
    act(chart, 1, "interrupted")
    at = minutes_after_start(chart, 1, 10)
    react(chart, at, REACTION, WORDS, 25, severity_grade="2", action_taken="interrupted")
    expect(chart, "flagged", at.date(), note="grade 2, interrupted")


def _premedication_only(chart: Chart) -> None:
    for dose in chart.doses[1:5]:
        treat(chart, dose.started - timedelta(minutes=30), "diphenhydramine", "oral", role="premedication")
    expect(chart, "not_flagged", note="premedication alone is no reaction")


def _onset_unknown(chart: Chart) -> None:
    write_event(chart, chart.doses[1].started.date(), "Chills", "chills, day not recalled", started_at="")
    expect(chart, "incomplete", note="an event whose onset is not known")


PATTERNS = [
    Pattern(RULE, "during", _during),
    Pattern(RULE, "just_over_24_hours", _just_over_24_hours),
    Pattern(RULE, "onset_unknown", _onset_unknown),
    Pattern(RULE, "vital_signs_only", _vital_signs_only),
    Pattern(RULE, "premedication_only", _premedication_only, needs_days=75),
    Pattern(RULE, "within_one_hour", _within_one_hour),
    Pattern(RULE, "within_six_hours", _within_six_hours),
    Pattern(RULE, "stopped", _stopped),
    Pattern(RULE, "within_a_day", _within_a_day),
    Pattern(RULE, "at_24_hours", _at_24_hours),
    Pattern(RULE, "single_reading", _single_reading),
    Pattern(RULE, "interrupted", _interrupted),
    Pattern(RULE, "premedication_only", _premedication_only, needs_days=75),
]
