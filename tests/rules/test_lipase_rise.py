"""Lipase rise: above, not at, the multiple of its own upper limit, in any unit; never a limit of a textbook."""

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

RULE = ("lipase_rise", "lipase", "x_uln")


@pytest.fixture(autouse=True)
def numbers(given):
    given(
        "reference.threshold",
        """
        rule | name | value
        lipase_rise | x_uln | 3.0
    """,
    )


def test_the_multiple_itself_does_not_flag(given, flags):
    treated(given, "P1", "P2", "P3")
    results(given, "lipase", "patient_id | x_uln\nP1 | 2.999999999\nP2 | 3\nP3 | 3.000000001")
    assert flags("lipase_rise") == {"P3": DAY}


def test_a_bound_flags_only_when_it_settles_the_question(given, answers):
    found = verdict_of_bounds(given, answers, *RULE, ">3 >=3 >=3.1 >2.9 <3.1 <3 <=3 ?5")
    assert found == ["flagged", "not_evaluable", "flagged", "not_evaluable", "not_evaluable", "-", "-", "not_evaluable"]


@pytest.mark.parametrize(
    ("value", "unit", "upper_limit", "verdict"),
    [
        ("180", "U/L", "60", "-"),
        ("181", "U/L", "60", "flagged"),
        ("3", "ukat/L", "1", "-"),
        ("3.01", "ukat/L", "1", "flagged"),
        ("900", "U/L", "", "not_evaluable"),
        ("900", "U/L", "0", "not_evaluable"),
        ("900", "", "60", "not_evaluable"),
        ("900", "mg/dL", "60", "not_evaluable"),
        ("900", "kat/L", "60", "not_evaluable"),
    ],
)
def test_a_result_is_compared_with_its_own_limit_in_any_accepted_unit(
    deliver, answers, value, unit, upper_limit, verdict
):
    deliver_treated(deliver, "P1")
    deliver("lab_result", f"analyte | value | unit | upper_limit\nlipase | {value} | {unit} | {upper_limit}")
    found = answers("lipase_rise")
    assert [row["verdict"] for row in found] == ([] if verdict == "-" else [verdict])
    if verdict == "not_evaluable" and not upper_limit:
        assert found[0]["unjudged"] == "no upper limit of its own"


def test_exactly_three_times_the_limit_has_the_grade_and_no_flag(deliver, answers, rows):
    deliver_treated(deliver, "P1")
    deliver("lab_result", "analyte | value | unit | upper_limit\nlipase | 180 | U/L | 60")
    assert answers("lipase_rise") == []
    assert [(row["daids_grade"], row["label_hit"]) for row in rows("clinical.lab_result")] == [(3, False)]


def test_high_results_are_one_episode_until_a_later_day_without_one(given, answers):
    treated(given, "P1")
    results(
        given,
        "lipase",
        """
        patient_id | collected_on | x_uln | value | daids_grade | baseline_value | baseline_on | source_row
        -----------+--------------+--------+-------------+----------------+-------------+-----------
        P1         | 2026-03-01   | 3.3  | 198    | 3           | 30         | 2026-01-05  | 2
        P1         | 2026-03-08   | 6 | 360    | 4           | 30         | 2026-01-05  | 3
        P1         | 2026-03-08   | 1 | 60   | 0           | 30         | 2026-01-05  | 4
        P1         | 2026-03-22   | 1 | 60   | 0           | 30         | 2026-01-05  | 5
        P1         | 2026-04-01   | 3.3  | 198    | 3           | 30         | 2026-01-05  | 6
    """,
    )
    first, second = sorted(answers("lipase_rise"), key=lambda row: row["onset_on"])
    assert (first["onset_on"], first["grade"], first["criterion"]) == (DAY, 4, "above_uln_multiple")
    assert first["margin_share"] == share("1")
    assert [piece["source_row"] for piece in first["evidence"]] == [2, 3]
    assert first["why"] == (
        "Lipase 6 × its upper limit (360 U/L) on 8 Mar 2026, above 3 × it, DAIDS grade 4, the highest of 2 such "
        "results from 1 Mar 2026 to 8 Mar 2026; baseline 30 U/L on 5 Jan 2026."
    )
    assert (second["onset_on"].isoformat(), second["grade"]) == ("2026-04-01", 3)


def test_what_cannot_be_judged_is_said_and_nobody_untreated_is_judged(given, answers):
    treated(given, "P1", "P2", "P3")
    given("clinical.patient", "patient_id | is_treated\nP4 | false")
    results(
        given,
        "lipase",
        """
        patient_id | x_uln | ungraded_reason | is_after_first_dose | source_row
        -----------+-------+-----------------+---------------------+-----------
        P1         | 1  |                 | true                | 2
        P1         |       | unit missing    | true                | 3
        P2         |       |                 | true                | 4
        P3         | 5 |                 | false               | 5
        P4         | 5 |                 | true                | 6
    """,
    )
    found = {row["patient_id"]: row for row in answers("lipase_rise")}
    assert verdicts(found.values()) == {"P1": "incomplete", "P2": "not_evaluable", "P3": "not_evaluable"}
    assert found["P1"]["unjudged"] == "unit missing"
    assert [piece["source_row"] for piece in found["P1"]["evidence"]] == [3]
    assert found["P2"]["unjudged"] == "no upper limit of its own"
    assert (found["P3"]["unjudged"], found["P3"]["evidence"]) == ("no lipase after the first dose", [])
