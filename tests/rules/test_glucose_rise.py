"""Glucose rise: above, not at, the threshold in mg/dL; millimoles have the number that is printed for them."""

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

RULE = ("glucose_rise", "glucose", "value")


@pytest.fixture(autouse=True)
def numbers(given):
    given(
        "reference.threshold",
        """
        rule | name | value
        glucose_rise | glucose_mg_per_dl | 250
        glucose_rise | glucose_mmol_per_l | 13.89
    """,
    )


def test_a_result_at_the_threshold_does_not_flag(given, flags):
    treated(given, "P1", "P2", "P3")
    results(given, "glucose", "patient_id | value\nP1 | 249.999999\nP2 | 250\nP3 | 250.000001")
    assert flags("glucose_rise") == {"P3": DAY}


def test_a_bound_flags_only_when_it_settles_the_question(given, answers):
    found = verdict_of_bounds(given, answers, *RULE, ">250 >=250 >=251 >249 <251 <250 <=250 ?400")
    assert found == ["flagged", "not_evaluable", "flagged", "not_evaluable", "not_evaluable", "-", "-", "not_evaluable"]


@pytest.mark.parametrize(
    ("value", "unit", "is_flagged"),
    [
        ("250", "mg/dL", False),
        ("250.1", "mg/dL", True),
        ("13.88", "mmol/L", False),
        ("13.89", "mmol/L", True),
        ("13.9", "mmol/L", True),
    ],
)
def test_a_result_is_compared_in_the_unit_in_which_it_was_reported(deliver, flags, rows, value, unit, is_flagged):
    deliver_treated(deliver, "P1")
    deliver("lab_result", f"collected_at | analyte | value | unit\n{DAY} | glucose | {value} | {unit}")
    assert flags("glucose_rise") == ({"P1": DAY} if is_flagged else {})
    assert [row["label_hit"] for row in rows("clinical.lab_result")] == [is_flagged]


@pytest.mark.parametrize("is_fasting", ["yes", "no", "unknown"])
def test_it_does_not_matter_whether_the_person_was_fasting(deliver, flags, is_fasting):
    deliver_treated(deliver, "P1", "P2")
    deliver(
        "lab_result",
        f"""
        patient_id | collected_at | analyte | value | unit  | is_fasting
        -----------+--------------+---------+-------+-------+-------------
        P1         | {DAY}        | glucose | 250   | mg/dL | {is_fasting}
        P2         | {DAY}        | glucose | 251   | mg/dL | {is_fasting}
    """,
    )
    assert flags("glucose_rise") == {"P2": DAY}


def test_high_results_are_one_episode_until_a_later_day_without_one(given, answers):
    treated(given, "P1")
    results(
        given,
        "glucose",
        """
        patient_id | collected_on | value | daids_grade | baseline_value | baseline_on | source_row
        -----------+--------------+--------+-------------+----------------+-------------+-----------
        P1         | 2026-03-01   | 260    | 3           | 92         | 2026-01-05  | 2
        P1         | 2026-03-08   | 500    | 4           | 92         | 2026-01-05  | 3
        P1         | 2026-03-08   | 110   | 0           | 92         | 2026-01-05  | 4
        P1         | 2026-03-22   | 110   | 0           | 92         | 2026-01-05  | 5
        P1         | 2026-04-01   | 260    | 3           | 92         | 2026-01-05  | 6
    """,
    )
    first, second = sorted(answers("glucose_rise"), key=lambda row: row["onset_on"])
    assert (first["onset_on"], first["grade"], first["criterion"]) == (DAY, 4, "above_threshold")
    assert first["margin_share"] == share("1")
    assert [piece["source_row"] for piece in first["evidence"]] == [2, 3]
    assert first["why"] == (
        "Glucose 500 mg/dL on 8 Mar 2026, above 250 mg/dL, DAIDS grade 4, the highest of 2 such "
        "results from 1 Mar 2026 to 8 Mar 2026; baseline 92 mg/dL on 5 Jan 2026."
    )
    assert (second["onset_on"].isoformat(), second["grade"]) == ("2026-04-01", 3)


def test_what_cannot_be_judged_is_said_and_nobody_untreated_is_judged(given, answers):
    treated(given, "P1", "P2", "P3")
    given("clinical.patient", "patient_id | is_treated\nP4 | false")
    results(
        given,
        "glucose",
        """
        patient_id | value | ungraded_reason | is_after_first_dose | source_row
        -----------+-------+-----------------+---------------------+-----------
        P1         | 95  |                 | true                | 2
        P1         |       | unit missing    | true                | 3
        P2         |       |                 | true                | 4
        P3         | 400 |                 | false               | 5
        P4         | 400 |                 | true                | 6
    """,
    )
    found = {row["patient_id"]: row for row in answers("glucose_rise")}
    assert verdicts(found.values()) == {"P1": "incomplete", "P2": "not_evaluable", "P3": "not_evaluable"}
    assert found["P1"]["unjudged"] == "unit missing"
    assert [piece["source_row"] for piece in found["P1"]["evidence"]] == [3]
    assert found["P2"]["unjudged"] == "no result in a known unit"
    assert (found["P3"]["unjudged"], found["P3"]["evidence"]) == ("no glucose after the first dose", [])
