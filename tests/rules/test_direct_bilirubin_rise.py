"""Direct bilirubin rise: above, not at, its own upper limit; a supporting signal, and said so."""

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

RULE = ("direct_bilirubin_rise", "bilirubin_direct", "x_uln")


@pytest.fixture(autouse=True)
def numbers(given):
    given(
        "reference.threshold",
        """
        rule | name | value
        direct_bilirubin_rise | x_uln | 1
    """,
    )


def test_the_limit_itself_does_not_flag(given, flags):
    treated(given, "P1", "P2", "P3")
    results(given, "bilirubin_direct", "patient_id | x_uln\nP1 | 0.999999999\nP2 | 1\nP3 | 1.000000001")
    assert flags("direct_bilirubin_rise") == {"P3": DAY}


def test_a_bound_flags_only_when_it_settles_the_question(given, answers):
    found = verdict_of_bounds(given, answers, *RULE, ">1 >=1 >=1.1 >0.9 <1.1 <1 <=1 ?5")
    assert found == ["flagged", "not_evaluable", "flagged", "not_evaluable", "not_evaluable", "-", "-", "not_evaluable"]


@pytest.mark.parametrize(
    ("value", "unit", "upper_limit", "verdict"),
    [
        ("0.3", "mg/dL", "0.3", "-"),
        ("0.31", "mg/dL", "0.3", "flagged"),
        ("5.1", "umol/L", "5.1", "-"),
        ("5.2", "umol/L", "5.1", "flagged"),
        ("<0.1", "mg/dL", "0.3", "-"),
        ("<0.4", "mg/dL", "0.3", "not_evaluable"),
        ("2", "mg/dL", "", "not_evaluable"),
        ("2", "mg/dL", "0", "not_evaluable"),
        ("2", "", "0.3", "not_evaluable"),
    ],
)
def test_a_result_is_compared_with_its_own_limit_in_any_accepted_unit(
    deliver, answers, value, unit, upper_limit, verdict
):
    deliver_treated(deliver, "P1")
    deliver("lab_result", f"analyte | value | unit | upper_limit\ndirect bilirubin | {value} | {unit} | {upper_limit}")
    found = answers("direct_bilirubin_rise")
    assert [row["verdict"] for row in found] == ([] if verdict == "-" else [verdict])
    if verdict == "not_evaluable" and not upper_limit:
        assert found[0]["unjudged"] == "no upper limit of its own"


def test_it_is_called_supporting_and_its_grade_open(deliver, answers):
    deliver_treated(deliver, "P1")
    deliver("lab_result", "analyte | value | unit | upper_limit\ndirect bilirubin | 0.6 | mg/dL | 0.3")
    (row,) = answers("direct_bilirubin_rise")
    assert (row["certainty"], row["criterion"], row["margin_share"]) == ("supporting", "above_uln", share("1"))
    assert "holds only with signs of liver injury" in row["unjudged"]


def test_high_results_are_one_episode_until_a_later_day_without_one(given, answers):
    treated(given, "P1")
    results(
        given,
        "bilirubin_direct",
        """
        patient_id | collected_on | x_uln | value | daids_grade | baseline_value | baseline_on | source_row
        -----------+--------------+--------+-------------+----------------+-------------+-----------
        P1         | 2026-03-01   | 1.5 | 0.45    | 3           | 0.1         | 2026-01-05  | 2
        P1         | 2026-03-08   | 3 | 0.9    | 4           | 0.1         | 2026-01-05  | 3
        P1         | 2026-03-08   | 0.5 | 0.15   | 0           | 0.1         | 2026-01-05  | 4
        P1         | 2026-03-22   | 0.5 | 0.15   | 0           | 0.1         | 2026-01-05  | 5
        P1         | 2026-04-01   | 1.5 | 0.45    | 3           | 0.1         | 2026-01-05  | 6
    """,
    )
    first, second = sorted(answers("direct_bilirubin_rise"), key=lambda row: row["onset_on"])
    assert (first["onset_on"], first["grade"], first["criterion"]) == (DAY, 4, "above_uln")
    assert first["margin_share"] == share("2")
    assert [piece["source_row"] for piece in first["evidence"]] == [2, 3]
    assert first["why"] == (
        "Direct bilirubin 3 × its upper limit (0.9 mg/dL) on 8 Mar 2026, above it, DAIDS grade 4, the highest of 2 such "
        "results from 1 Mar 2026 to 8 Mar 2026; baseline 0.1 mg/dL on 5 Jan 2026."
    )
    assert (second["onset_on"].isoformat(), second["grade"]) == ("2026-04-01", 3)


def test_what_cannot_be_judged_is_said_and_nobody_untreated_is_judged(given, answers):
    treated(given, "P1", "P2", "P3")
    given("clinical.patient", "patient_id | is_treated\nP4 | false")
    results(
        given,
        "bilirubin_direct",
        """
        patient_id | x_uln | ungraded_reason | is_after_first_dose | source_row
        -----------+-------+-----------------+---------------------+-----------
        P1         | 0.5  |                 | true                | 2
        P1         |       | unit missing    | true                | 3
        P2         |       |                 | true                | 4
        P3         | 3 |                 | false               | 5
        P4         | 3 |                 | true                | 6
    """,
    )
    found = {row["patient_id"]: row for row in answers("direct_bilirubin_rise")}
    assert verdicts(found.values()) == {"P1": "incomplete", "P2": "not_evaluable", "P3": "not_evaluable"}
    assert found["P1"]["unjudged"] == "unit missing"
    assert [piece["source_row"] for piece in found["P1"]["evidence"]] == [3]
    assert found["P2"]["unjudged"] == "no upper limit of its own"
    assert (found["P3"]["unjudged"], found["P3"]["evidence"]) == ("no direct bilirubin after the first dose", [])
