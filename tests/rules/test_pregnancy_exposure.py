"""Pregnancy exposure: whose, when, and until how long after the newest dose."""

from datetime import date

import pytest


def reported(deliver, on, term="Pregnancy", sex="F", ended="", **known):
    """Doses on 5 Jan and 19 Jan 2026, one report."""
    deliver("patient", f"sex\n{sex}")
    deliver("infusion", "started_at\n2026-01-05T09:00:00Z\n2026-01-19T09:00:00Z")
    cells = {
        "preferred_term": term,
        "started_at": on,
        "ended_at": ended,
        "received_at": "2027-06-01T00:00:00Z",
        **known,
    }
    deliver("adverse_event", " | ".join(cells) + "\n" + " | ".join(cells.values()))


@pytest.mark.parametrize(
    ("on", "ended", "when"),
    [
        ("2025-10-01", "2026-01-04", None),
        ("2025-10-01", "2026-01-05", "began_before_first_dose"),
        ("2025-10-01", "", "began_before_first_dose"),
        ("2026-01-05", "", "during_treatment"),
        ("2026-01-20", "", "after_newest_dose"),
        ("2026-04-19", "", "after_newest_dose"),
        ("2026-04-20", "", None),
    ],
)
def test_exposure_lasts_from_the_first_dose_to_ninety_days_after_the_newest(deliver, answers, on, ended, when):
    reported(deliver, on, ended=ended)
    assert [row["criterion"] for row in answers("pregnancy_exposure")] == ([f"own; {when}"] if when else [])


@pytest.mark.parametrize(
    ("term", "sex", "whose"),
    [
        ("Pregnancy", "F", "own"),
        ("Pregnancy", "M", "partner"),
        ("Pregnancy of partner", "F", "partner"),
        ("Paternal exposure during pregnancy", "unknown", "partner"),
        ("Pregnancy", "unknown", "whose_not_known"),
        ("Abortion spontaneous", "F", "own"),
        ("Live birth", "F", "own"),
    ],
)
def test_whose_pregnancy_it_is(deliver, answers, term, sex, whose):
    reported(deliver, "2026-01-10", term, sex)
    (row,) = answers("pregnancy_exposure")
    assert row["criterion"].split("; ")[0] == whose
    assert (row["unjudged"] is not None) == (whose == "whose_not_known")


def test_an_infant_with_a_malformation_counts_whatever_the_term(deliver, answers):
    reported(deliver, "2026-03-10", "Ventricular septal defect", seriousness="congenital_anomaly", severity_grade="3")
    (row,) = answers("pregnancy_exposure")
    assert row["criterion"] == "own; after_newest_dose; congenital_anomaly"
    assert "section 5.3, warnings of the label asks to look at CD4 and B cells" in row["why"]


def test_the_label_is_cited_only_once_it_said_so(given, answers):
    given(
        "clinical.patient",
        "patient_id | is_treated | sex | first_dose_on | last_dose_on\nP1 | true | F | 2020-01-01 | 2020-02-01",
    )
    given(
        "clinical.adverse_event",
        "event_id | patient_id | preferred_term | term | started_on\nE | P1 | pregnancy | pregnancy | 2020-02-01",
    )
    (row,) = answers("pregnancy_exposure")
    assert "label" not in row["why"]


@pytest.mark.parametrize("on", ["", "2026-01", "2026"])
def test_a_pregnancy_without_a_day_may_be_exposure(deliver, answers, on):
    reported(deliver, on)
    (row,) = answers("pregnancy_exposure")
    assert (row["certainty"], row["onset_on"], row["unjudged"]) == (
        "undated",
        None,
        f"onset: reported as {on or 'no date'}",
    )


def test_words_of_an_uncoded_report_are_searched(deliver, flags):
    reported(deliver, "2026-01-10", "", verbatim_term="patient found to be pregnant")
    assert flags("pregnancy_exposure") == {"P1": date(2026, 1, 10)}


def test_reports_of_one_pregnancy_are_one_and_the_next_is_another(deliver, answers):
    deliver("patient", "sex\nF")
    deliver(
        "infusion", "started_at | received_at\n2024-01-05 | 2027-01-01T00:00:00Z\n2026-01-05 | 2027-01-01T00:00:00Z"
    )
    deliver(
        "adverse_event",
        """
        preferred_term       | started_at
        Pregnancy            | 2024-03-01
        Abortion spontaneous | 2024-04-10
        Pregnancy            | 2026-01-20
    """,
    )
    assert sorted(row["onset_on"] for row in answers("pregnancy_exposure")) == [date(2024, 3, 1), date(2026, 1, 20)]


def test_a_nullified_report_does_not_flag(deliver, flags):
    deliver("infusion", "started_at\n2026-01-05")
    deliver(
        "adverse_event",
        """
        record_id | record_version | record_status | preferred_term | started_at
        A         | 1              | final         | Pregnancy      | 2026-02-01
        A         | 2              | nullified     | Pregnancy      | 2026-02-01
    """,
    )
    assert flags("pregnancy_exposure") == {}


def test_untreated_people_are_not_asked(deliver, answers):
    deliver("adverse_event", "preferred_term | started_at\nPregnancy | 2026-02-01")
    assert answers("pregnancy_exposure") == []


@pytest.mark.parametrize(
    ("on", "is_exposure"),
    [
        ("2025-03-10", False),
        ("2025-03-11", True),
        ("2025-02", False),
        ("2025-03", True),
        ("2024", False),
        ("2025", True),
    ],
)
def test_what_began_longer_ago_than_a_pregnancy_lasts_has_ended(deliver, answers, on, is_exposure):
    reported(deliver, on, "Live birth")
    assert (answers("pregnancy_exposure") != []) == is_exposure


def test_a_report_belongs_to_the_pregnancy_that_began_before_it(deliver, answers):
    deliver("patient", "sex\nF")
    deliver(
        "infusion",
        """
        started_at           | received_at
        2026-01-05T09:00:00Z | 2028-06-01T00:00:00Z
        2027-11-01T09:00:00Z | 2028-06-01T00:00:00Z
    """,
    )
    deliver(
        "adverse_event",
        """
        record_id | preferred_term | started_at | received_at
        E1        | Pregnancy      | 2026-01-10 | 2028-06-01T00:00:00Z
        E2        | Live birth     | 2026-09-20 | 2028-06-01T00:00:00Z
        E3        | Pregnancy      | 2026-11-07 | 2028-06-01T00:00:00Z
        E4        | Live birth     | 2027-09-02 | 2028-06-01T00:00:00Z
        """,
    )
    found = sorted((row["onset_on"], len(row["evidence"])) for row in answers("pregnancy_exposure"))
    assert found == [(date(2026, 1, 10), 2), (date(2026, 11, 7), 2)]
