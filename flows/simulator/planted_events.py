"""Planted reactions that reports tell: after the first dose, before it, without a day, in the reporter's words alone.

Source: US prescribing information, sections 5 and 6.1.
"""

from datetime import date, timedelta

from flows.simulator.background import write_event
from flows.simulator.chart import NOT_STATED, Chart, Pattern, expect, revise

RASH, PRURITUS, DIARRHOEA, DIZZINESS, NAUSEA = "rash", "pruritus", "diarrhoea", "dizziness", "nausea"
HYPERSENSITIVITY, INFUSION_REACTION, ANAPHYLAXIS = "hypersensitivity", "infusion_reaction", "anaphylaxis"
LONG = 75


def days_after(chart: Chart, dose: int, days: int) -> date:
    """So many days after the date of a dose, counted from 1."""
    return chart.doses[dose - 1].started.date() + timedelta(days=days)


def _before(chart: Chart, days: int) -> date:
    return chart.first_dose_on - timedelta(days=days)


def leave_open(chart: Chart, *rules: str) -> None:
    """Rules on infusions for which the truth of a report that they cannot place is not stated."""
    for rule in rules:
        expect(chart, NOT_STATED, rule=rule)


def _rash(chart: Chart) -> None:
    on = days_after(chart, 2, 5)
    write_event(chart, on, "Rash maculo-papular", "spots on the trunk", severity_grade="2")
    expect(chart, "flagged", on, note="grade 2, a pooled term")


def _urticaria_is_no_rash(chart: Chart) -> None:
    on = days_after(chart, 2, 6)
    write_event(chart, on, "Urticaria", "hives", severity_grade="1")
    expect(chart, "not_flagged", note="urticaria is not pooled as rash")
    expect(chart, "flagged", on, rule=HYPERSENSITIVITY, note="delayed, an allergic sign")


def _rash_nullified(chart: Chart) -> None:
    row = write_event(chart, days_after(chart, 1, 5), "Rash", "rash on the arm")
    revise(chart, "adverse_event", row, 7, status="nullified")
    expect(chart, "not_flagged", note="nullified")


def _itching_in_words(chart: Chart) -> None:
    on = days_after(chart, 2, 4)
    write_event(chart, on, "", "Itching of both arms")
    expect(chart, "flagged", on, note="not coded")


def _itching_as_before(chart: Chart) -> None:
    write_event(chart, _before(chart, 20), "Pruritus", "itching", outcome="not_recovered")
    write_event(chart, days_after(chart, 2, 4), "Pruritus", "itching, as before treatment")
    expect(chart, "not_flagged", note="was there before with the same grade, never recovered")


def _itching_worse(chart: Chart) -> None:
    write_event(chart, _before(chart, 20), "Pruritus", "itching", outcome="not_recovered")
    on = days_after(chart, 2, 4)
    write_event(chart, on, "Pruritus", "itching, worse", severity_grade="2")
    expect(chart, "flagged", on, note="worse than before treatment")


def _diarrhoea_twice(chart: Chart) -> None:
    on = days_after(chart, 1, 5)
    write_event(chart, on, "Diarrhea", "loose stools", ended_at=(on + timedelta(days=2)).isoformat())
    write_event(chart, days_after(chart, 3, 5), "Diarrhoea", "loose stools again", severity_grade="2")
    expect(chart, "flagged", on, note="two episodes, two spellings")


def _corrected_to_another_term(chart: Chart) -> None:
    row = write_event(chart, days_after(chart, 1, 5), "Diarrhoea", "bowel trouble")
    revise(chart, "adverse_event", row, 6, preferred_term="Constipation", verbatim_term="constipated")
    expect(chart, "not_flagged", note="corrected to constipation")


def _diarrhoea_before(chart: Chart) -> None:
    write_event(chart, _before(chart, 1), "Diarrhoea", "loose stools", severity_grade="2")
    expect(chart, "not_flagged", note="the day before the first dose")


def _dizziness(chart: Chart) -> None:
    on = days_after(chart, 2, 5)
    write_event(chart, on, "Dizziness", "dizzy on standing", severity_grade="")
    expect(chart, "flagged", on, note="severity not reported")


def _dizziness_month_only(chart: Chart) -> None:
    on = days_after(chart, 3, 5)
    write_event(chart, on, "Dizziness", "dizzy, day not recalled", started_at=on.isoformat()[:7])
    expect(chart, "flagged", note="onset known by month")
    leave_open(chart, INFUSION_REACTION, ANAPHYLAXIS)


def _vertigo(chart: Chart) -> None:
    write_event(chart, days_after(chart, 2, 5), "Vertigo", "the room turns")
    expect(chart, "not_flagged", note="another term")


def _nausea(chart: Chart) -> None:
    on = days_after(chart, 2, 6)
    write_event(chart, on, "Nausea", "felt sick in the morning")
    expect(chart, "flagged", on, note="grade 1")
    expect(chart, "not_flagged", rule=HYPERSENSITIVITY, note="one common symptom, days after the infusion")


def _nausea_before(chart: Chart) -> None:
    write_event(chart, _before(chart, 9), "Nausea", "felt sick")
    expect(chart, "not_flagged", note="before the first dose")


def _nausea_undated(chart: Chart) -> None:
    write_event(chart, days_after(chart, 2, 5), "Nausea", "felt sick, day not recalled", started_at="")
    expect(chart, "flagged", note="may lie after the first dose")
    expect(chart, "incomplete", rule=HYPERSENSITIVITY, note="cannot be placed against an infusion")
    expect(chart, "incomplete", rule=INFUSION_REACTION, note="an event whose onset is not known")
    leave_open(chart, ANAPHYLAXIS)


PATTERNS = [
    Pattern(RASH, "pooled_term", _rash),
    Pattern(RASH, "urticaria_is_no_rash", _urticaria_is_no_rash),
    Pattern(RASH, "nullified", _rash_nullified),
    Pattern(PRURITUS, "in_words", _itching_in_words),
    Pattern(PRURITUS, "as_before", _itching_as_before),
    Pattern(PRURITUS, "worse_than_before", _itching_worse),
    Pattern(DIARRHOEA, "two_episodes", _diarrhoea_twice, needs_days=LONG),
    Pattern(DIARRHOEA, "corrected_to_another_term", _corrected_to_another_term),
    Pattern(DIARRHOEA, "before_first_dose", _diarrhoea_before),
    Pattern(DIZZINESS, "severity_not_reported", _dizziness),
    Pattern(DIZZINESS, "month_only", _dizziness_month_only, needs_days=LONG),
    Pattern(DIZZINESS, "another_term", _vertigo),
    Pattern(NAUSEA, "days_after", _nausea),
    Pattern(NAUSEA, "before_first_dose", _nausea_before),
    Pattern(NAUSEA, "undated", _nausea_undated),
]
