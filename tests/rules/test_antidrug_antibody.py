"""Antibody to ibalizumab: new, boosted, of unknown origin, or not to be judged."""

from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

ORDINARY = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def numbers(given):
    given(
        "reference.threshold",
        """
        rule              | name           | value
        ------------------+----------------+------
        antidrug_antibody | boost_multiple | 4
    """,
    )


def antibody_tests(given, drawn, patients="P1"):
    given("clinical.patient", "patient_id | is_treated\n" + "\n".join(f"{one} | true" for one in patients.split()))
    given("clinical.antibody_test", drawn)


def said(answers):
    return [
        (row["verdict"], row["certainty"], row["criterion"], row["unjudged"]) for row in answers("antidrug_antibody")
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("negative |", "positive | 10", ("flagged", "treatment_emergent")),
        ("negative |", "negative |", None),
        ("positive | 10", "positive | 39.9", None),
        ("positive | 10", "positive | 40", ("flagged", "boosted")),
        ("positive | 10", "positive | 41", ("flagged", "boosted")),
        ("positive | 10", "positive |", ("not_evaluable", None)),
        ("positive |", "positive | 40", ("not_evaluable", None)),
        ("positive | 10", "negative |", None),
        (" |", "positive | 10", ("flagged", "baseline_unknown")),
        ("negative |", " |", ("not_evaluable", None)),
    ],
)
def test_a_positive_sample_is_judged_by_the_one_before_the_first_dose(given, answers, before, after, expected):
    antibody_tests(
        given,
        f"""
        patient_id | collected_on | is_after_first_dose | result | titre
        P1         | 2026-01-01   | false               | {before}
        P1         | 2026-03-01   | true                | {after}
    """,
    )
    assert [answer[:2] for answer in said(answers)] == ([expected] if expected else [])


def test_without_a_sample_before_the_first_dose_it_is_flagged_and_says_so(given, answers):
    antibody_tests(
        given,
        """
        patient_id | collected_on | is_after_first_dose | result   | titre | is_neutralising
        P1         | 2026-03-01   | true                | positive | 20    | true
    """,
    )
    assert said(answers) == [
        (
            "flagged",
            "baseline_unknown",
            "positive; neutralising",
            "new or old: no sample from before the first dose",
        )
    ]


def test_the_first_such_sample_is_the_onset_and_the_margin_is_that_of_its_titre(given, answers):
    antibody_tests(
        given,
        """
        patient_id | collected_on | is_after_first_dose | result   | titre | source_row
        P1         | 2026-01-01   | false               | positive | 10    | 2
        P1         | 2026-03-01   | true                | positive | 50    | 3
        P1         | 2026-05-01   | true                | positive | 90    | 4
    """,
    )
    (row,) = answers("antidrug_antibody")
    assert (row["onset_on"], float(row["margin_share"])) == (date(2026, 3, 1), 0.25)
    assert row["why"] == (
        "Antibody to ibalizumab found on 1 Mar 2026, titre 50; 5 times the titre of 1 Jan 2026; the first of 2 such samples."
    )
    assert [piece["source_row"] for piece in row["evidence"]] == [2, 3]


def test_the_newest_usable_sample_before_the_first_dose_is_the_baseline(given, answers):
    antibody_tests(
        given,
        """
        patient_id | collected_on | is_after_first_dose | result   | titre
        P1         | 2025-06-01   | false               | positive | 10
        P1         | 2025-12-01   | false               | negative |
        P1         | 2025-12-20   | false               |          |
        P1         | 2026-03-01   | true                | positive | 12
    """,
    )
    assert [answer[1] for answer in said(answers)] == ["treatment_emergent"]


def test_nobody_tested_cannot_be_judged_and_one_indeterminate_sample_is_incomplete(given, answers):
    antibody_tests(
        given,
        """
        patient_id | collected_on | is_after_first_dose | result
        P2         | 2026-03-01   | true                |
        P2         | 2026-04-01   | true                | negative
    """,
        "P1 P2",
    )
    assert {row["patient_id"]: (row["verdict"], row["unjudged"]) for row in answers("antidrug_antibody")} == {
        "P1": ("not_evaluable", "no test for antibodies after the first dose"),
        "P2": ("incomplete", "indeterminate"),
    }


def test_untreated_people_are_not_asked(given, answers):
    given("clinical.patient", "patient_id | is_treated\nP1 | false")
    given(
        "clinical.antibody_test",
        "patient_id | collected_on | result | is_after_first_dose\nP1 | 2026-03-01 | positive |",
    )
    assert answers("antidrug_antibody") == []


def test_a_corrected_and_a_nullified_result_count_as_they_stand(deliver, flags):
    deliver("infusion", "patient_id | started_at\nP1 | 2026-01-05\nP2 | 2026-01-05")
    deliver(
        "antibody_test",
        """
        record_id | patient_id | record_version | record_status | antibody_result | collected_at
        ----------+------------+----------------+---------------+-----------------+-------------
        A         | P1         | 1              | final         | negative        | 2026-02-20
        A         | P1         | 2              | corrected     | positive        | 2026-02-20
        B         | P2         | 1              | final         | positive        | 2026-02-20
        B         | P2         | 2              | nullified     | positive        | 2026-02-20
    """,
    )
    assert flags("antidrug_antibody") == {"P1": date(2026, 2, 20)}


@ORDINARY
@examples(titre=st.integers(40, 5000), order=st.permutations(["A", "B", "C"]))
def test_a_higher_titre_and_the_order_of_rows_never_remove_a_flag(warehouse, titre, order):
    drawn = {
        "A": "P1 | 2026-01-01 | false | positive | 10",
        "B": f"P1 | 2026-03-01 | true | positive | {titre}",
        "C": "P2 | 2026-03-01 | true | negative |",
    }
    warehouse.given_relations -= {"clinical.patient", "clinical.antibody_test"}
    warehouse.give("clinical.patient", "patient_id | is_treated\nP1 | true\nP2 | true")
    warehouse.give(
        "clinical.antibody_test",
        "patient_id | collected_on | is_after_first_dose | result | titre\n" + "\n".join(drawn[one] for one in order),
    )
    assert [row["patient_id"] for row in warehouse.rows("rules.antidrug_antibody")] == ["P1"]


def test_a_positive_sample_alone_cites_itself_and_nothing_else(given, answers):
    antibody_tests(
        given,
        """
        patient_id | collected_on | is_after_first_dose | result   | titre | source_file | source_row
        P1         | 2026-03-01   | true                | positive | 20    | f           | 7
    """,
    )
    (row,) = answers("antidrug_antibody")
    assert row["evidence"] == [{"feed": "antibody_test", "source_file": "f", "source_row": 7}]
