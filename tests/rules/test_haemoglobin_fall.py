"""Haemoglobin fall: below, not at, the one number of the label; the grade by sex only stands beside it."""

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

RULE = ("haemoglobin_fall", "haemoglobin", "value")


@pytest.fixture(autouse=True)
def numbers(given):
    given(
        "reference.threshold",
        """
        rule | name | value
        haemoglobin_fall | haemoglobin_g_per_dl | 8.5
        haemoglobin_fall | haemoglobin_mmol_per_l | 5.25
    """,
    )


def test_a_result_at_the_threshold_does_not_flag(given, flags):
    treated(given, "P1", "P2", "P3")
    results(given, "haemoglobin", "patient_id | value\nP1 | 8.499999\nP2 | 8.5\nP3 | 8.500001")
    assert flags("haemoglobin_fall") == {"P1": DAY}


def test_a_bound_flags_only_when_it_settles_the_question(given, answers):
    found = verdict_of_bounds(given, answers, *RULE, "<8.5 <=8.5 <=8.4 <8.6 >8.4 >8.5 >=8.5 ?7")
    assert found == ["flagged", "not_evaluable", "flagged", "not_evaluable", "not_evaluable", "-", "-", "not_evaluable"]


@pytest.mark.parametrize(
    ("value", "unit", "is_flagged"),
    [
        ("8.49", "g/dL", True),
        ("8.5", "g/dL", False),
        ("84", "g/L", True),
        ("85", "g/L", False),
        ("5.24", "mmol/L", True),
        ("5.25", "mmol/L", False),
    ],
)
def test_grams_share_a_boundary_and_millimoles_have_their_own(deliver, flags, value, unit, is_flagged):
    deliver_treated(deliver, "P1")
    deliver(
        "lab_result",
        f"patient_id | collected_at | analyte | value | unit\nP1 | {DAY} | haemoglobin | {value} | {unit}",
    )
    assert flags("haemoglobin_fall") == ({"P1": DAY} if is_flagged else {})


@pytest.mark.parametrize(
    ("sex", "value", "is_flagged", "grade"),
    [
        ("M", "8.7", False, None),
        ("F", "8.7", False, None),
        ("M", "8.4", True, 3),
        ("F", "8.4", True, 3),
        ("M", "6.9", True, 4),
        ("F", "6.9", True, 3),
    ],
)
def test_one_number_flags_women_and_men_and_the_grade_by_sex_stands_beside_it(
    deliver, answers, rows, sex, value, is_flagged, grade
):
    deliver_treated(deliver, "P1", sex=sex)
    deliver("lab_result", f"analyte | value | unit\nhaemoglobin | {value} | g/dL")
    found = answers("haemoglobin_fall")
    assert [(row["verdict"], row["grade"]) for row in found] == ([("flagged", grade)] if is_flagged else [])
    (result,) = rows("clinical.lab_result")
    assert (result["daids_grade"] == 3) is (grade == 3 or (sex, value) == ("M", "8.7"))


def test_a_missing_sex_leaves_the_grade_open_and_not_the_flag(deliver, answers):
    deliver_treated(deliver, "P1", sex="unknown")
    deliver("lab_result", "analyte | value | unit\nhaemoglobin | 6.9 | g/dL")
    (row,) = answers("haemoglobin_fall")
    assert (row["verdict"], row["grade"], row["unjudged"]) == ("flagged", 3, "grade: may be higher")


def test_low_results_are_one_episode_until_a_later_day_without_one(given, answers):
    treated(given, "P1")
    results(
        given,
        "haemoglobin",
        """
        patient_id | collected_on | value | daids_grade | baseline_value | baseline_on | source_row
        -----------+--------------+-------+-------------+----------------+-------------+-----------
        P1         | 2026-03-01   | 8.1   | 3           | 12.5         | 2026-01-05  | 2
        P1         | 2026-03-08   | 6.8   | 4           | 12.5         | 2026-01-05  | 3
        P1         | 2026-03-08   | 10.2  | 0           | 12.5         | 2026-01-05  | 4
        P1         | 2026-03-15   |       |             |                |             | 5
        P1         | 2026-03-22   | 10.2  | 0           | 12.5         | 2026-01-05  | 6
        P1         | 2026-04-01   | 8.1   | 3           | 12.5         | 2026-01-05  | 7
    """,
    )
    first, second = sorted(answers("haemoglobin_fall"), key=lambda row: row["onset_on"])
    assert (first["onset_on"], first["grade"], first["unjudged"]) == (DAY, 4, None)
    assert first["criterion"] == "below_threshold"
    assert first["margin_share"] == share("0.2")
    assert [piece["source_row"] for piece in first["evidence"]] == [2, 3]
    assert first["why"] == (
        "Haemoglobin 6.8 g/dL on 8 Mar 2026, below 8.5 g/dL, DAIDS grade 4, the lowest of 2 such "
        "results from 1 Mar 2026 to 8 Mar 2026; baseline 12.5 g/dL on 5 Jan 2026."
    )
    assert (second["onset_on"].isoformat(), second["grade"]) == ("2026-04-01", 3)


def test_what_cannot_be_judged_is_said_and_nobody_untreated_is_judged(given, answers):
    treated(given, "P1", "P2", "P3")
    given("clinical.patient", "patient_id | is_treated\nP4 | false")
    results(
        given,
        "haemoglobin",
        """
        patient_id | value | ungraded_reason | is_after_first_dose | source_row
        -----------+-------+-----------------+---------------------+-----------
        P1         | 12  |                 | true                | 2
        P1         |       | unit missing    | true                | 3
        P2         |       |                 | true                | 4
        P3         | 6 |                 | false               | 5
        P4         | 6 |                 | true                | 6
    """,
    )
    found = {row["patient_id"]: row for row in answers("haemoglobin_fall")}
    assert verdicts(found.values()) == {"P1": "incomplete", "P2": "not_evaluable", "P3": "not_evaluable"}
    assert found["P1"]["unjudged"] == "unit missing"
    assert [piece["source_row"] for piece in found["P1"]["evidence"]] == [3]
    assert found["P2"]["unjudged"] == "no result in a known unit"
    assert (found["P3"]["unjudged"], found["P3"]["evidence"]) == ("no haemoglobin after the first dose", [])
