"""Thrombocytopenia: below, not at, the threshold, in every unit of a count; what leaves a count open."""

import pytest
from laboratory_story import (
    DAY,
    deliver_treated,
    results,
    share,
    treated,
    verdict_of_bounds,
    verdicts,
)

RULE = ("thrombocytopenia", "platelets", "value")


@pytest.fixture(autouse=True)
def numbers(given):
    given(
        "reference.threshold",
        """
        rule | name | value
        thrombocytopenia | platelets_giga_per_l | 50
    """,
    )


def test_a_count_at_the_threshold_does_not_flag(given, flags):
    treated(given, "P1", "P2", "P3")
    results(given, "platelets", "patient_id | value\nP1 | 49.999999\nP2 | 50\nP3 | 50.000001")
    assert flags("thrombocytopenia") == {"P1": DAY}


def test_a_bound_flags_only_when_it_settles_the_question(given, answers):
    found = verdict_of_bounds(given, answers, *RULE, "<50 <=50 <=49 <51 >49 >50 >=50 ?10")
    assert found == ["flagged", "not_evaluable", "flagged", "not_evaluable", "not_evaluable", "-", "-", "not_evaluable"]


@pytest.mark.parametrize(
    ("value", "unit", "is_flagged"),
    [
        ("49", "10*9/L", True),
        ("50", "G/L", False),
        ("49999", "/mm3", True),
        ("50000", "/mm3", False),
        ("4.99", "10*4/uL", True),
        ("5", "10*4/uL", False),
        ("49", "K/uL", True),
    ],
)
def test_every_accepted_unit_has_the_same_boundary(deliver, flags, value, unit, is_flagged):
    deliver_treated(deliver, "P1")
    deliver(
        "lab_result",
        f"patient_id | collected_at | analyte | value | unit\nP1 | {DAY} | platelets | {value} | {unit}",
    )
    assert flags("thrombocytopenia") == ({"P1": DAY} if is_flagged else {})


def test_low_counts_are_one_episode_until_a_later_day_without_one(given, answers):
    treated(given, "P1")
    results(
        given,
        "platelets",
        """
        patient_id | collected_on | value | daids_grade | baseline_value | baseline_on | source_row
        -----------+--------------+-------+-------------+----------------+-------------+-----------
        P1         | 2026-03-01   | 41   | 3           | 210         | 2026-01-05  | 2
        P1         | 2026-03-08   | 20   | 4           | 210         | 2026-01-05  | 3
        P1         | 2026-03-08   | 120  | 0           | 210         | 2026-01-05  | 4
        P1         | 2026-03-15   |       |             |                |             | 5
        P1         | 2026-03-22   | 120  | 0           | 210         | 2026-01-05  | 6
        P1         | 2026-04-01   | 41   | 3           | 210         | 2026-01-05  | 7
    """,
    )
    first, second = sorted(answers("thrombocytopenia"), key=lambda row: row["onset_on"])
    assert (first["onset_on"], first["grade"], first["unjudged"]) == (DAY, 4, None)
    assert first["criterion"] == "below_threshold"
    assert first["margin_share"] == share("0.6")
    assert [piece["source_row"] for piece in first["evidence"]] == [2, 3]
    assert first["why"] == (
        "Platelets 20 × 10⁹/L on 8 Mar 2026, below 50 × 10⁹/L, DAIDS grade 4, the lowest of 2 such "
        "results from 1 Mar 2026 to 8 Mar 2026; baseline 210 × 10⁹/L on 5 Jan 2026."
    )
    assert (second["onset_on"].isoformat(), second["grade"]) == ("2026-04-01", 3)


def test_what_cannot_be_judged_is_said_and_nobody_untreated_is_judged(given, answers):
    treated(given, "P1", "P2", "P3")
    given("clinical.patient", "patient_id | is_treated\nP4 | false")
    results(
        given,
        "platelets",
        """
        patient_id | value | ungraded_reason | is_after_first_dose | source_row
        -----------+-------+-----------------+---------------------+-----------
        P1         | 180  |                 | true                | 2
        P1         |       | unit missing    | true                | 3
        P2         |       |                 | true                | 4
        P3         | 20 |                 | false               | 5
        P4         | 20 |                 | true                | 6
    """,
    )
    found = {row["patient_id"]: row for row in answers("thrombocytopenia")}
    assert verdicts(found.values()) == {"P1": "incomplete", "P2": "not_evaluable", "P3": "not_evaluable"}
    assert found["P1"]["unjudged"] == "unit missing"
    assert [piece["source_row"] for piece in found["P1"]["evidence"]] == [3]
    assert found["P2"]["unjudged"] == "no count in the standard unit"
    assert (found["P3"]["unjudged"], found["P3"]["evidence"]) == ("no platelet count after the first dose", [])
