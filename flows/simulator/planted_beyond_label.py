"""Planted serious unlisted events, designated medical events, pregnancies and antibodies to ibalizumab.

Source: US prescribing information of ibalizumab (what is listed); 21 CFR 600.80 (serious and unlisted).
"""

from datetime import date, datetime, time, timedelta

from flows.simulator.background import write_event
from flows.simulator.chart import Chart, Pattern, Row, add, expect, revise

UNLISTED, DESIGNATED = "serious_unlisted_event", "designated_medical_event"
PREGNANCY, ANTIBODY = "pregnancy_exposure", "antidrug_antibody"
IN_HOSPITAL = {"severity_grade": "3", "is_serious": "yes", "seriousness": "hospitalisation"}


def _day(chart: Chart, days: int) -> date:
    return chart.first_dose_on + timedelta(days=days)


def _unlisted(chart: Chart) -> None:
    write_event(chart, _day(chart, 33), "Myocardial infarction", "heart attack", **IN_HOSPITAL)
    expect(chart, "flagged", _day(chart, 33), note="serious, and not in the label")


def _listed_and_serious(chart: Chart) -> None:
    write_event(chart, _day(chart, 25), "Diarrhoea", "diarrhoea, drip in hospital", **IN_HOSPITAL)
    expect(chart, "not_flagged", note="serious and listed at that grade")
    expect(chart, "flagged", _day(chart, 25), rule="diarrhoea")


def _graver_than_listed(chart: Chart) -> None:
    write_event(
        chart,
        _day(chart, 25),
        "Rash",
        "skin all over",
        severity_grade="4",
        is_serious="yes",
        seriousness="life_threatening",
    )
    expect(chart, "flagged", _day(chart, 25), note="the label lists rash up to grade 3")
    expect(chart, "flagged", _day(chart, 25), rule="rash")


def _seriousness_unknown(chart: Chart) -> None:
    write_event(chart, _day(chart, 25), "Pneumonia", "pneumonia", severity_grade="", is_serious="unknown")
    expect(chart, "incomplete", note="nobody said whether it was serious")


def _not_serious_any_more(chart: Chart) -> None:
    row = write_event(chart, _day(chart, 25), "Pneumonia", "pneumonia", **IN_HOSPITAL)
    revise(chart, "adverse_event", row, 12, severity_grade="2", is_serious="no", seriousness="")
    expect(chart, "not_flagged", note="corrected: treated at home")


def _designated(chart: Chart) -> None:
    write_event(chart, _day(chart, 40), "Seizure", "one fit", severity_grade="2", is_serious="no")
    expect(chart, "flagged", _day(chart, 40), note="not serious by the reporter, and read all the same")


def _designated_before(chart: Chart) -> None:
    write_event(chart, _day(chart, -20), "Seizure", "one fit years on treatment", severity_grade="2")
    expect(chart, "not_flagged", note="before the first dose")


def _designated_in_words(chart: Chart) -> None:
    write_event(chart, _day(chart, 40), "", "acute liver failure in a far hospital", severity_grade="", is_serious="")
    expect(chart, "flagged", _day(chart, 40), note="uncoded: found by its words")


def _pregnant(chart: Chart) -> None:
    chart.rows["patient"][0].fields["sex"] = "F"
    write_event(chart, _day(chart, 45), "Pregnancy", "pregnancy test positive", outcome="unknown")
    expect(chart, "flagged", _day(chart, 45), note="exposure, for follow-up")


def _pregnancy_ended_before(chart: Chart) -> None:
    ended = _day(chart, -15).isoformat()
    write_event(chart, _day(chart, -60), "Pregnancy", "early pregnancy, ended", ended_at=ended)
    expect(chart, "not_flagged", note="ended before the first dose")


def _pregnancy_undated(chart: Chart) -> None:
    write_event(chart, _day(chart, 45), "Pregnancy of partner", "partner is expecting", started_at="")
    expect(chart, "flagged", None, note="no date: it may be exposure")


def _antibody(chart: Chart, days: int, result: str, titre: str = "", **known: str) -> Row:
    at = datetime.combine(_day(chart, days), time(8, 30))
    return add(
        chart, "antibody_test", at + timedelta(days=10),
        collected_at=at.date().isoformat(), antibody_result=result, titre=titre, assay="bridging assay 2", **known,
    )  # fmt: skip


def _emergent(chart: Chart) -> None:
    _antibody(chart, -2, "negative")
    _antibody(chart, 42, "positive", "40", is_neutralising="no")
    expect(chart, "flagged", _day(chart, 42), note="negative before, positive after")


def _boosted_less_than_fourfold(chart: Chart) -> None:
    _antibody(chart, -2, "positive", "20")
    _antibody(chart, 42, "positive", "60")
    expect(chart, "not_flagged", note="three times the titre before")


def _boosted_fourfold(chart: Chart) -> None:
    _antibody(chart, -2, "positive", "20")
    _antibody(chart, 42, "positive", "80", is_neutralising="yes")
    expect(chart, "flagged", _day(chart, 42), note="exactly four times the titre before")


def _indeterminate(chart: Chart) -> None:
    _antibody(chart, -2, "negative")
    _antibody(chart, 42, "indeterminate")
    _antibody(chart, 49, "negative")
    expect(chart, "incomplete", note="one sample indeterminate")


PATTERNS = [
    Pattern(UNLISTED, "unlisted", _unlisted),
    Pattern(DESIGNATED, "designated", _designated, needs_days=70),
    Pattern(PREGNANCY, "pregnant", _pregnant, needs_days=70),
    Pattern(ANTIBODY, "emergent", _emergent, needs_days=70),
    Pattern(UNLISTED, "listed_and_serious", _listed_and_serious),
    Pattern(UNLISTED, "graver_than_listed", _graver_than_listed),
    Pattern(UNLISTED, "seriousness_unknown", _seriousness_unknown),
    Pattern(UNLISTED, "not_serious_any_more", _not_serious_any_more),
    Pattern(DESIGNATED, "designated_before", _designated_before),
    Pattern(DESIGNATED, "designated_in_words", _designated_in_words, needs_days=70),
    Pattern(PREGNANCY, "pregnancy_ended_before", _pregnancy_ended_before),
    Pattern(PREGNANCY, "onset_unknown", _pregnancy_undated, needs_days=70),
    Pattern(ANTIBODY, "boosted_less_than_fourfold", _boosted_less_than_fourfold, needs_days=70),
    Pattern(ANTIBODY, "boosted_fourfold", _boosted_fourfold, needs_days=70),
    Pattern(ANTIBODY, "indeterminate", _indeterminate, needs_days=80),
]
