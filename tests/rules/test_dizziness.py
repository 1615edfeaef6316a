"""Dizziness, also postural, after the first dose; vertigo and presyncope are other terms."""

from datetime import date

import pytest


@pytest.fixture
def reported(given):
    given("clinical.patient", "patient_id | is_treated | first_dose_on\nP1 | true | 2026-03-01")

    def give(preferred, verbatim, on="2026-03-10"):
        given(
            "clinical.adverse_event",
            "event_id | patient_id | preferred_term | verbatim_term | term | started_on | severity_grade\n"
            f"E1 | P1 | {preferred} | {verbatim} | {(preferred or verbatim).lower()} | {on} | 1",
        )

    return give


@pytest.mark.parametrize(
    ("preferred", "verbatim"),
    [
        ("dizziness", "unsteady"),
        ("dizziness postural", "on standing"),
        ("", "Felt dizzy"),
        ("", "light-headed after lunch"),
        ("", "lightheadedness"),
    ],
)
def test_dizziness_by_term_or_in_the_words_of_an_uncoded_report_flags(reported, flags, preferred, verbatim):
    reported(preferred, verbatim)
    assert flags("dizziness") == {"P1": date(2026, 3, 10)}


@pytest.mark.parametrize("preferred", ["vertigo", "presyncope", "headache"])
def test_another_term_is_not_dizziness(reported, answers, preferred):
    reported(preferred, "dizzy")
    assert answers("dizziness") == []


def test_dizziness_on_the_day_before_the_first_dose_is_not_counted(reported, answers):
    reported("dizziness", "dizzy", on="2026-02-28")
    assert answers("dizziness") == []
