"""Leukopenia: below, not at, the threshold, in every unit of a count; what leaves a count open."""

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

RULE = ("leukopenia", "leukocytes", "value")


@pytest.fixture(autouse=True)
def numbers(given):
    given(
        "reference.threshold",
        """
        rule | name | value
        leukopenia | leukocytes_giga_per_l | 1.5
    """,
    )


def test_a_count_at_the_threshold_does_not_flag(given, flags):
    treated(given, "P1", "P2", "P3")
    results(given, "leukocytes", "patient_id | value\nP1 | 1.499999\nP2 | 1.5\nP3 | 1.500001")
    assert flags("leukopenia") == {"P1": DAY}


def test_a_bound_flags_only_when_it_settles_the_question(given, answers):
    found = verdict_of_bounds(given, answers, *RULE, "<1.5 <=1.5 <=1.49 <1.6 >1.4 >1.5 >=1.5 ?1.0")
    assert found == ["flagged", "not_evaluable", "flagged", "not_evaluable", "not_evaluable", "-", "-", "not_evaluable"]


@pytest.mark.parametrize(
    ("value", "unit", "is_flagged"),
    [
        ("1.499", "10*9/L", True),
        ("1.5", "G/L", False),
        ("1499", "/mm3", True),
        ("1500", "cells/uL", False),
        ("1.49", "K/uL", True),
        ("1.5", "10*3/uL", False),
        ("1499", "10*6/L", True),
    ],
)
def test_every_accepted_unit_has_the_same_boundary(deliver, flags, value, unit, is_flagged):
    deliver_treated(deliver, "P1")
    deliver(
        "lab_result",
        f"patient_id | collected_at | analyte | value | unit\nP1 | {DAY} | wbc | {value} | {unit}",
    )
    assert flags("leukopenia") == ({"P1": DAY} if is_flagged else {})


def test_low_counts_are_one_episode_until_a_later_day_without_one(given, answers):
    treated(given, "P1")
    results(
        given,
        "leukocytes",
        """
        patient_id | collected_on | value | daids_grade | baseline_value | baseline_on | source_row
        -----------+--------------+-------+-------------+----------------+-------------+-----------
        P1         | 2026-03-01   | 1.4   | 3           | 4.5         | 2026-01-05  | 2
        P1         | 2026-03-08   | 0.9   | 4           | 4.5         | 2026-01-05  | 3
        P1         | 2026-03-08   | 3.2  | 0           | 4.5         | 2026-01-05  | 4
        P1         | 2026-03-15   |       |             |                |             | 5
        P1         | 2026-03-22   | 3.2  | 0           | 4.5         | 2026-01-05  | 6
        P1         | 2026-04-01   | 1.4   | 3           | 4.5         | 2026-01-05  | 7
    """,
    )
    first, second = sorted(answers("leukopenia"), key=lambda row: row["onset_on"])
    assert (first["onset_on"], first["grade"], first["unjudged"]) == (DAY, 4, None)
    assert first["criterion"] == "below_threshold"
    assert first["margin_share"] == share("0.4")
    assert [piece["source_row"] for piece in first["evidence"]] == [2, 3]
    assert first["why"] == (
        "Leukocytes 0.9 × 10⁹/L on 8 Mar 2026, below 1.5 × 10⁹/L, DAIDS grade 4, the lowest of 2 such "
        "results from 1 Mar 2026 to 8 Mar 2026; baseline 4.5 × 10⁹/L on 5 Jan 2026."
    )
    assert (second["onset_on"].isoformat(), second["grade"]) == ("2026-04-01", 3)


def test_what_cannot_be_judged_is_said_and_nobody_untreated_is_judged(given, answers):
    treated(given, "P1", "P2", "P3")
    given("clinical.patient", "patient_id | is_treated\nP4 | false")
    results(
        given,
        "leukocytes",
        """
        patient_id | value | ungraded_reason | is_after_first_dose | source_row
        -----------+-------+-----------------+---------------------+-----------
        P1         | 3  |                 | true                | 2
        P1         |       | unit missing    | true                | 3
        P2         |       |                 | true                | 4
        P3         | 1 |                 | false               | 5
        P4         | 1 |                 | true                | 6
    """,
    )
    found = {row["patient_id"]: row for row in answers("leukopenia")}
    assert verdicts(found.values()) == {"P1": "incomplete", "P2": "not_evaluable", "P3": "not_evaluable"}
    assert found["P1"]["unjudged"] == "unit missing"
    assert [piece["source_row"] for piece in found["P1"]["evidence"]] == [3]
    assert found["P2"]["unjudged"] == "no count in the standard unit"
    assert (found["P3"]["unjudged"], found["P3"]["evidence"]) == ("no leukocyte count after the first dose", [])
