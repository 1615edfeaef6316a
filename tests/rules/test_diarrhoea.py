"""Diarrhoea: by its term in either spelling, or as loose stools, after the first dose."""

from datetime import date

import pytest


@pytest.fixture
def reported(given):
    given("clinical.patient", "patient_id | is_treated | first_dose_on\nP1 | true | 2026-03-01")

    def give(preferred, verbatim, on="2026-03-10", grade="1"):
        given(
            "clinical.adverse_event",
            "event_id | patient_id | preferred_term | verbatim_term | term | started_on | severity_grade\n"
            f"E1 | P1 | {preferred} | {verbatim} | {(preferred or verbatim).lower()} | {on} | {grade}",
        )

    return give


@pytest.mark.parametrize(
    ("preferred", "verbatim"),
    [
        ("diarrhoea", "runs"),
        ("diarrhea", "runs"),
        ("", "loose stools for some days"),
        ("", "Loose stool"),
        ("", "watery stools x6"),
        ("", "mild Diarrhea"),
    ],
)
def test_diarrhoea_by_term_or_in_the_words_of_an_uncoded_report_flags(reported, flags, preferred, verbatim):
    reported(preferred, verbatim)
    assert flags("diarrhoea") == {"P1": date(2026, 3, 10)}


@pytest.mark.parametrize(
    ("preferred", "verbatim"), [("constipation", "loose stools before"), ("", "loose tooth"), ("", "normal stool")]
)
def test_another_term_is_not_diarrhoea(reported, answers, preferred, verbatim):
    reported(preferred, verbatim)
    assert answers("diarrhoea") == []


@pytest.mark.parametrize(("on", "n_flags"), [("2026-02-28", 0), ("2026-03-01", 1), ("2026-03-02", 1)])
def test_the_day_of_the_first_dose_is_the_first_that_may_count(reported, answers, on, n_flags):
    reported("diarrhoea", "runs", on=on)
    assert len(answers("diarrhoea")) == n_flags


@pytest.mark.parametrize(("grade", "said"), [("3", None), ("", "grade: severity not reported")])
def test_the_grade_is_the_reporters(reported, answers, grade, said):
    reported("diarrhoea", "seven stools a day", grade=grade)
    (row,) = answers("diarrhoea")
    assert (row["grade"], row["unjudged"]) == (int(grade) if grade else None, said)
