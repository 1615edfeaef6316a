"""Planted immune reconstitution. Sources: French 2004, Shelburne 2006; Novak 2012 for the window."""

from datetime import date, timedelta

from flows.simulator.background import write_event
from flows.simulator.chart import Chart, Pattern, expect

RULE = "iris"
WINDOW = timedelta(days=180)
UNSEEN = {"cd4", "cd4_percent", "hiv_rna"}


def _quiet_day(chart: Chart, days: int) -> date:
    """The fifth day after the first dose that lies so many days into treatment, or later."""
    given = next(
        dose.started.date() for dose in chart.doses if (dose.started.date() - chart.first_dose_on).days >= days
    )
    return given + timedelta(days=5)


def _flag(chart: Chart, on: date, term: str, words: str, note: str, serious: bool = False) -> None:
    known = {"severity_grade": "2"}
    if serious:
        known = {
            "severity_grade": "3",
            "is_serious": "yes",
            "seriousness": "hospitalisation",
            "outcome": "recovering",
        }
    write_event(chart, on, term, words, **known)
    expect(chart, "flagged", on, note=note)


def _known_before(chart: Chart, disease: str) -> None:
    chart.rows["patient"][0].fields["prior_opportunistic_disease"] = disease


def _suspected(chart: Chart) -> None:
    _flag(chart, _quiet_day(chart, 40), "Herpes zoster", "shingles", "a weak virological response")


def _response_unseen(chart: Chart) -> None:
    gone = {
        row.fields["record_id"]
        for (visit, analyte), row in chart.results.items()
        if analyte in UNSEEN and chart.visits[visit] > chart.first_dose_at
    }
    chart.rows["lab_result"] = [row for row in chart.rows["lab_result"] if row.fields["record_id"] not in gone]
    _flag(chart, _quiet_day(chart, 40), "Herpes zoster", "shingles", "no HIV RNA or CD4 after the first dose")


def _paradoxical_pml(chart: Chart) -> None:
    _known_before(chart, "progressive multifocal leukoencephalopathy")
    term = "Progressive multifocal leukoencephalopathy"
    _flag(
        chart,
        _quiet_day(chart, 28),
        term,
        "known PML got worse",
        "worsening of a disease known before",
        serious=True,
    )


def _paradoxical_cryptococcosis(chart: Chart) -> None:
    _known_before(chart, "cryptococcosis")
    on = _quiet_day(chart, 40)
    term = "Meningitis cryptococcal"
    _flag(
        chart,
        on,
        term,
        "cryptococcal meningitis, worse again",
        "worsening of a disease known before",
        serious=True,
    )


def _unmasking_tuberculosis(chart: Chart) -> None:
    on = _quiet_day(chart, 40)
    _flag(chart, on, "Tuberculosis", "tuberculosis of lymph nodes", "a disease not known before", serious=True)


def _named(chart: Chart) -> None:
    term = "Immune reconstitution inflammatory syndrome"
    _flag(chart, _quiet_day(chart, 55), term, "IRIS", "named by the reporter", serious=True)


def _on_last_day(chart: Chart) -> None:
    note = "exactly 180 days after the background regimen began"
    _flag(chart, chart.background_started_on + WINDOW, "Herpes zoster", "shingles", note)


def _day_after_last(chart: Chart) -> None:
    on = chart.background_started_on + WINDOW + timedelta(days=1)
    write_event(chart, on, "Herpes zoster", "shingles", severity_grade="2")
    expect(
        chart,
        "not_flagged",
        note="181 days after the background regimen began, the newest change of treatment",
    )


def _rising_rna(chart: Chart) -> None:
    write_event(chart, _quiet_day(chart, 40), "Herpes zoster", "shingles", severity_grade="2")
    expect(chart, "not_flagged", note="HIV RNA rises and CD4 falls: evidence against")


def _before_first_dose(chart: Chart) -> None:
    write_event(chart, chart.first_dose_on - timedelta(days=20), "Herpes zoster", "shingles", severity_grade="2")
    expect(chart, "not_flagged", note="before the first dose")


def _onset_unknown(chart: Chart) -> None:
    write_event(chart, _quiet_day(chart, 40), "Herpes zoster", "shingles, day not recalled", started_at="")
    expect(chart, "flagged", note="the onset is not known: the report is kept, the window cannot be excluded")


PATTERNS = [
    Pattern(RULE, "suspected", _suspected, response="weak", needs_days=80),
    Pattern(RULE, "day_after_last", _day_after_last, response="strong", needs_days=205),
    Pattern(RULE, "onset_unknown", _onset_unknown, response="strong", needs_days=80),
    Pattern(RULE, "paradoxical_pml", _paradoxical_pml, response="strong", needs_days=80),
    Pattern(RULE, "rising_rna", _rising_rna, response="rising", needs_days=80),
    Pattern(RULE, "unmasking_tuberculosis", _unmasking_tuberculosis, response="strong", needs_days=80),
    Pattern(RULE, "paradoxical_cryptococcosis", _paradoxical_cryptococcosis, response="strong", needs_days=80),
    Pattern(RULE, "response_unseen", _response_unseen, needs_days=80),
    Pattern(RULE, "on_last_day", _on_last_day, response="strong", needs_days=205),
    Pattern(RULE, "named", _named, response="strong", needs_days=95),
    Pattern(RULE, "suspected", _suspected, response="weak", needs_days=80),
    Pattern(RULE, "before_first_dose", _before_first_dose, response="strong"),
]
