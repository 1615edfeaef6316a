"""Uric acid rise: above, not at, the threshold in mg/dL; moles have the number that is printed for them."""

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

RULE = ("uric_acid_rise", "urate", "value")


@pytest.fixture(autouse=True)
def numbers(given):
    given(
        "reference.threshold",
        """
        rule | name | value
        uric_acid_rise | urate_mg_per_dl | 12
        uric_acid_rise | urate_umol_per_l | 710
    """,
    )


def test_a_result_at_the_threshold_does_not_flag(given, flags):
    treated(given, "P1", "P2", "P3")
    results(given, "urate", "patient_id | value\nP1 | 11.999999\nP2 | 12\nP3 | 12.000001")
    assert flags("uric_acid_rise") == {"P3": DAY}


def test_a_bound_flags_only_when_it_settles_the_question(given, answers):
    found = verdict_of_bounds(given, answers, *RULE, ">12 >=12 >=12.1 >11.9 <12.1 <12 <=12 ?15")
    assert found == ["flagged", "not_evaluable", "flagged", "not_evaluable", "not_evaluable", "-", "-", "not_evaluable"]


@pytest.mark.parametrize(
    ("value", "unit", "is_flagged"),
    [
        ("12", "mg/dL", False),
        ("12.1", "mg/dL", True),
        ("710", "umol/L", False),
        ("711", "umol/L", True),
        ("0.71", "mmol/L", False),
        ("0.711", "mmol/L", True),
    ],
)
def test_a_result_is_compared_in_the_unit_in_which_it_was_reported(deliver, flags, rows, value, unit, is_flagged):
    deliver_treated(deliver, "P1")
    deliver("lab_result", f"collected_at | analyte | value | unit\n{DAY} | uric acid | {value} | {unit}")
    assert flags("uric_acid_rise") == ({"P1": DAY} if is_flagged else {})
    assert [row["label_hit"] for row in rows("clinical.lab_result")] == [is_flagged]


def test_high_results_are_one_episode_until_a_later_day_without_one(given, answers):
    treated(given, "P1")
    results(
        given,
        "urate",
        """
        patient_id | collected_on | value | daids_grade | baseline_value | baseline_on | source_row
        -----------+--------------+--------+-------------+----------------+-------------+-----------
        P1         | 2026-03-01   | 12.4    | 3           | 5         | 2026-01-05  | 2
        P1         | 2026-03-08   | 15    | 4           | 5         | 2026-01-05  | 3
        P1         | 2026-03-08   | 6   | 0           | 5         | 2026-01-05  | 4
        P1         | 2026-03-22   | 6   | 0           | 5         | 2026-01-05  | 5
        P1         | 2026-04-01   | 12.4    | 3           | 5         | 2026-01-05  | 6
    """,
    )
    first, second = sorted(answers("uric_acid_rise"), key=lambda row: row["onset_on"])
    assert (first["onset_on"], first["grade"], first["criterion"]) == (DAY, 4, "above_threshold")
    assert first["margin_share"] == share("0.25")
    assert [piece["source_row"] for piece in first["evidence"]] == [2, 3]
    assert first["why"] == (
        "Uric acid 15 mg/dL on 8 Mar 2026, above 12 mg/dL, DAIDS grade 4, the highest of 2 such "
        "results from 1 Mar 2026 to 8 Mar 2026; baseline 5 mg/dL on 5 Jan 2026."
    )
    assert (second["onset_on"].isoformat(), second["grade"]) == ("2026-04-01", 3)


def test_what_cannot_be_judged_is_said_and_nobody_untreated_is_judged(given, answers):
    treated(given, "P1", "P2", "P3")
    given("clinical.patient", "patient_id | is_treated\nP4 | false")
    results(
        given,
        "urate",
        """
        patient_id | value | ungraded_reason | is_after_first_dose | source_row
        -----------+-------+-----------------+---------------------+-----------
        P1         | 5  |                 | true                | 2
        P1         |       | unit missing    | true                | 3
        P2         |       |                 | true                | 4
        P3         | 14 |                 | false               | 5
        P4         | 14 |                 | true                | 6
    """,
    )
    found = {row["patient_id"]: row for row in answers("uric_acid_rise")}
    assert verdicts(found.values()) == {"P1": "incomplete", "P2": "not_evaluable", "P3": "not_evaluable"}
    assert found["P1"]["unjudged"] == "unit missing"
    assert [piece["source_row"] for piece in found["P1"]["evidence"]] == [3]
    assert found["P2"]["unjudged"] == "no result in a known unit"
    assert (found["P3"]["unjudged"], found["P3"]["evidence"]) == ("no uric acid after the first dose", [])
