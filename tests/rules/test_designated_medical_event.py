"""Designated medical event: one report of a term of the list after the first dose, coded or in words."""

from datetime import date

import pytest


def reported(deliver, term="", words="something", on="2026-02-01", **known):
    deliver("infusion", "started_at\n2026-01-05T09:00:00Z")
    cells = {"preferred_term": term, "verbatim_term": words, "started_at": on, **known}
    deliver("adverse_event", " | ".join(cells) + "\n" + " | ".join(cells.values()))


@pytest.mark.parametrize(
    ("term", "is_flagged"),
    [
        ("Stevens-Johnson syndrome", True),
        ("Agranulocytosis", True),
        ("Progressive multifocal leukoencephalopathy", True),
        ("Guillain-Barré syndrome", True),
        ("Neutropenia", False),
        ("Hepatic enzyme increased", False),
        ("Headache", False),
    ],
)
def test_a_term_of_the_list_flags_and_its_neighbours_do_not(deliver, flags, term, is_flagged):
    reported(deliver, term)
    assert flags("designated_medical_event") == ({"P1": date(2026, 2, 1)} if is_flagged else {})


@pytest.mark.parametrize(
    ("words", "is_flagged"),
    [("had a seizure in the shop", True), ("acute LIVER FAILURE, in intensive care", True), ("felt seasick", False)],
)
def test_words_of_an_uncoded_report_are_searched(deliver, flags, words, is_flagged):
    reported(deliver, words=words)
    assert bool(flags("designated_medical_event")) is is_flagged


def test_words_of_a_coded_report_are_not(deliver, flags):
    reported(deliver, "Anxiety", words="afraid of a seizure")
    assert flags("designated_medical_event") == {}


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-01-05T08:59:00Z", []),
        ("2026-01-05T09:00:00Z", [("reported", date(2026, 1, 5), None)]),
        ("2026-01-05", [("reported", date(2026, 1, 5), "onset: it may lie before the first dose")]),
        ("2026-01-04", []),
        ("2025", []),
        ("2026", [("undated", None, "onset: reported as 2026; onset: it may lie before the first dose")]),
        ("", [("undated", None, "onset: reported as no date; onset: it may lie before the first dose")]),
    ],
)
def test_what_may_have_begun_after_the_first_dose_counts(deliver, answers, on, expected):
    reported(deliver, "Rhabdomyolysis", on=on, severity_grade="3")
    assert [
        (row["certainty"], row["onset_on"], row["unjudged"]) for row in answers("designated_medical_event")
    ] == expected


def test_a_mild_and_listed_event_is_read_all_the_same(deliver, answers):
    reported(deliver, "Anaphylactic reaction", severity_grade="1", is_serious="no")
    (row,) = answers("designated_medical_event")
    assert (row["verdict"], row["grade"]) == ("flagged", 1)


def test_a_nullified_report_does_not_flag_and_a_corrected_one_does(deliver, flags):
    deliver("infusion", "patient_id | started_at\nP1 | 2026-01-05\nP2 | 2026-01-05")
    deliver(
        "adverse_event",
        """
        record_id | patient_id | record_version | record_status | preferred_term | started_at
        ----------+------------+----------------+---------------+----------------+-----------
        A         | P1         | 1              | final         | Seizure        | 2026-02-01
        A         | P1         | 2              | nullified     | Seizure        | 2026-02-01
        B         | P2         | 1              | final         | Syncope        | 2026-02-01
        B         | P2         | 2              | corrected     | Seizure        | 2026-02-01
    """,
    )
    assert flags("designated_medical_event") == {"P2": date(2026, 2, 1)}


def test_without_any_report_of_anybody_nothing_can_be_judged(given, answers):
    given("clinical.patient", "patient_id | is_treated\nP1 | true\nP2 | false")
    assert [(row["patient_id"], row["verdict"]) for row in answers("designated_medical_event")] == [
        ("P1", "not_evaluable")
    ]
