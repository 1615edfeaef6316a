"""Nausea: reported after the first dose."""

from datetime import date

import pytest

HEADER = "event_id | patient_id | preferred_term | verbatim_term | term | started_on | severity_grade"


@pytest.fixture
def reported(given):
    given("clinical.patient", "patient_id | is_treated | first_dose_on\nP1 | true | 2026-03-01")

    def give(preferred, verbatim, on="2026-03-10"):
        term = (preferred or verbatim).lower()
        given("clinical.adverse_event", f"{HEADER}\nE1 | P1 | {preferred} | {verbatim} | {term} | {on} | 1")

    return give


@pytest.mark.parametrize(
    ("preferred", "verbatim"),
    [("nausea", "felt unwell"), ("", "Nausea after breakfast"), ("", "felt sick in the morning"), ("", "nauseated")],
)
def test_nausea_by_term_or_in_the_words_of_an_uncoded_report_flags(reported, flags, preferred, verbatim):
    reported(preferred, verbatim)
    assert flags("nausea") == {"P1": date(2026, 3, 10)}


@pytest.mark.parametrize(
    ("preferred", "verbatim"), [("vomiting", "nausea, vomited"), ("", "vomited"), ("", "sick leave")]
)
def test_another_term_is_not_nausea(reported, answers, preferred, verbatim):
    reported(preferred, verbatim)
    assert answers("nausea") == []


def test_nausea_the_day_before_the_first_dose_is_not_counted(reported, answers):
    reported("nausea", "felt sick", on="2026-02-28")
    assert answers("nausea") == []
