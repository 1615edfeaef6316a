"""Pruritus: itching after the first dose."""

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
        ("pruritus", "scratches"),
        ("pruritus generalised", "scratches"),
        ("pruritus generalized", "scratches"),
        ("rash pruritic", "red and raised"),
        ("infusion site pruritus", "arm"),
        ("", "Itching all over"),
        ("", "itchy skin, both legs"),
    ],
)
def test_itching_by_term_or_in_the_words_of_an_uncoded_report_flags(reported, flags, preferred, verbatim):
    reported(preferred, verbatim)
    assert flags("pruritus") == {"P1": date(2026, 3, 10)}


@pytest.mark.parametrize(
    ("preferred", "verbatim"),
    [("rash", "itchy rash"), ("urticaria", "hives"), ("eye pruritus", "eyes"), ("", "glitch")],
)
def test_another_term_is_not_pruritus(reported, answers, preferred, verbatim):
    reported(preferred, verbatim)
    assert answers("pruritus") == []


def test_itching_with_onset_on_the_day_before_the_first_dose_is_not_counted(reported, answers):
    reported("pruritus", "itching", on="2026-02-28")
    assert answers("pruritus") == []


def test_words_alone_are_said_to_be_words_alone(reported, answers):
    reported("", "Itching all over")
    (row,) = answers("pruritus")
    assert row["criterion"] == "verbatim_only"
    assert row["why"].startswith("Itching all over reported, onset on 10 Mar 2026")
