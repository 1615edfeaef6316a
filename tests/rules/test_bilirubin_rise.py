"""Bilirubin rise: at or above the multiple; episodes; a blocked UGT1A1 is said, nobody dropped."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

ORDINARY = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def numbers(given):
    given(
        "reference.threshold",
        """
        rule           | name           | value
        ---------------+----------------+------
        bilirubin_rise | x_uln          | 2.6
        bilirubin_rise | alt_x_uln      | 3
        bilirubin_rise | alp_x_uln      | 2
        bilirubin_rise | direct_share   | 0.2
        bilirubin_rise | baseline_x_uln | 1
        bilirubin_rise | same_draw_days | 3
        bilirubin_rise | medicine_days  | 14
    """,
    )
    given(
        "reference.confounding_medicine",
        """
        rule            | term        | medicine
        ----------------+-------------+-----------
        bilirubin_rise  | atazanavir  | atazanavir
        creatinine_rise | bictegravir | bictegravir
    """,
    )


def treated(given, *patients):
    given(
        "clinical.patient",
        "patient_id | is_treated\n" + "\n".join(f"{patient} | true" for patient in patients),
    )


def results(given, drawn):
    """Total bilirubin after the first dose; a column that the drawing leaves out is filled in."""
    constant = {"analyte": "bilirubin_total", "is_after_first_dose": "true", "value_operator": "="}
    header, *rows = [line for line in drawn.strip().splitlines() if set(line) - set("-+ ")]
    missing = [column for column in constant if column not in header]
    lines = [
        " | ".join([header, *missing]),
        *(" | ".join([row, *map(constant.get, missing)]) for row in rows),
    ]
    given("clinical.lab_result", "\n".join(lines))


def test_the_multiple_itself_flags(given, flags):
    treated(given, "P1", "P2", "P3")
    results(
        given,
        """
        patient_id | collected_on | x_uln
        -----------+--------------+------------
        P1         | 2026-03-01   | 2.599999999
        P2         | 2026-03-01   | 2.6
        P3         | 2026-03-01   | 2.600000001
    """,
    )
    assert flags("bilirubin_rise") == {"P2": date(2026, 3, 1), "P3": date(2026, 3, 1)}


def test_a_censored_result_flags_only_when_its_bound_settles_it(given, answers):
    treated(given, "P1", "P2", "P3", "P4", "P5", "P6", "P7")
    results(
        given,
        """
        patient_id | collected_on | value_operator | x_uln
        -----------+--------------+----------------+------
        P1         | 2026-03-01   | >              | 2.6
        P2         | 2026-03-01   | >=             | 2.6
        P3         | 2026-03-01   | >              | 2.5
        P4         | 2026-03-01   | <              | 2.6
        P5         | 2026-03-01   | <=             | 2.6
        P6         | 2026-03-01   | <=             | 2.5
        P7         | 2026-03-01   |                | 2.6
    """,
    )
    verdicts = {row["patient_id"]: row["verdict"] for row in answers("bilirubin_rise")}
    assert verdicts == {
        "P1": "flagged",
        "P2": "flagged",
        "P3": "not_evaluable",
        "P5": "not_evaluable",
        "P7": "not_evaluable",
    }


def test_a_missing_upper_limit_cannot_be_judged_and_is_not_normal(given, answers):
    treated(given, "P1", "P2", "P3")
    results(
        given,
        """
        patient_id | collected_on | value | x_uln | ungraded_reason | source_row
        -----------+--------------+-------+-------+-----------------+-----------
        P1         | 2026-03-01   | 9     |       |                 | 2
        P2         | 2026-03-01   | 0.5   | 0.5   |                 | 3
        P2         | 2026-03-15   |       |       | no unit         | 4
    """,
    )
    found = {row["patient_id"]: row for row in answers("bilirubin_rise")}
    assert found["P1"]["verdict"] == "not_evaluable"
    assert found["P1"]["unjudged"] == "no result in a known unit with its own upper limit"
    assert (found["P2"]["verdict"], found["P2"]["unjudged"]) == ("incomplete", "no unit")
    assert [piece["source_row"] for piece in found["P2"]["evidence"]] == [4]
    assert found["P3"]["unjudged"] == "no total bilirubin after the first dose"


def test_only_results_after_the_first_dose_of_treated_people_count(given, answers):
    given(
        "clinical.patient",
        """
        patient_id | is_treated
        P1         | true
        P2         | false
    """,
    )
    results(
        given,
        """
        patient_id | analyte          | is_after_first_dose | collected_on | x_uln
        -----------+------------------+---------------------+--------------+------
        P1         | bilirubin_total  | false               | 2026-02-01   | 4
        P1         | bilirubin_direct | true                | 2026-03-01   | 4
        P1         | bilirubin_total  | true                | 2026-03-01   | 1
        P2         | bilirubin_total  | true                | 2026-03-01   | 4
    """,
    )
    assert answers("bilirubin_rise") == []


def test_a_later_result_below_ends_the_episode(given, answers):
    treated(given, "P1")
    results(
        given,
        """
        patient_id | collected_on | value | x_uln | daids_grade | source_row
        -----------+--------------+-------+-------+-------------+-----------
        P1         | 2026-03-01   | 3.12  | 2.6   | 3           | 2
        P1         | 2026-03-08   | 6     | 5     | 4           | 3
        P1         | 2026-03-15   | 3     | 2.5   | 2           | 4
        P1         | 2026-03-29   | 3.6   | 3     | 3           | 5
    """,
    )
    first, second = sorted(answers("bilirubin_rise"), key=lambda row: row["onset_on"])
    assert (first["onset_on"], first["grade"], second["onset_on"]) == (date(2026, 3, 1), 4, date(2026, 3, 29))
    assert [piece["source_row"] for piece in first["evidence"]] == [2, 3]
    assert first["why"] == (
        "Total bilirubin 5 × its upper limit (6 mg/dL) on 8 Mar 2026, at or above 2.6 ×, DAIDS grade 4, "
        "the highest of 2 high results from 1 Mar 2026 to 8 Mar 2026."
    )


def peak(given, baseline=""):
    """Total bilirubin 4 mg/dL on 10 Mar 2026, with the baseline's multiple that a test needs."""
    results(
        given,
        f"""
        patient_id | collected_on | value | x_uln | baseline_x_uln
        P1         | 2026-03-10   | 4     | 3.3   | {baseline}
    """,
    )


def companions(given, alt="1", alp="1", direct="", on="2026-03-10", operator="="):
    """ALT and ALP as multiples of their limits, direct bilirubin in mg/dL; empty: not measured."""
    measured = [("alt", "", alt), ("alp", "", alp), ("bilirubin_direct", direct, "")]
    lines = [
        f"P1 | {analyte} | true | {on} | {operator} | {value} | {x_uln}"
        for analyte, value, x_uln in measured
        if value or x_uln
    ]
    header = "patient_id | analyte | is_after_first_dose | collected_on | value_operator | value | x_uln"
    given("clinical.lab_result", "\n".join([header, *lines]))


def limb(row):
    """Which of the three words about the UGT1A1 pattern the criterion holds."""
    words = row["criterion"].split("; ")
    return next((word for word in words if word.startswith("ugt1a1")), "no pattern")


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        ({"direct": "0.799999"}, "ugt1a1_pattern"),
        ({"direct": "0.8"}, "no pattern"),
        ({"direct": "0.3", "alt": "2.999999999"}, "ugt1a1_pattern"),
        ({"direct": "0.3", "alt": "3"}, "no pattern"),
        ({"direct": "0.3", "alp": "1.999999999"}, "ugt1a1_pattern"),
        ({"direct": "0.3", "alp": "2"}, "no pattern"),
        ({"direct": "0.3", "alt": ""}, "ugt1a1_pattern_not_judged"),
        ({"direct": "0.3", "alp": ""}, "ugt1a1_pattern_not_judged"),
        ({"direct": "0.9", "alp": ""}, "no pattern"),
        ({"direct": "0.3", "on": "2026-03-07"}, "ugt1a1_pattern"),
        ({"direct": "0.3", "on": "2026-03-06"}, "ugt1a1_pattern_not_judged"),
        ({"direct": "0.3", "operator": "<"}, "ugt1a1_pattern"),
        ({"direct": "0.3", "operator": ">"}, "ugt1a1_pattern_not_judged"),
        ({"direct": "0.9", "operator": "<"}, "ugt1a1_pattern_not_judged"),
    ],
)
def test_the_pattern_rests_on_alt_alp_and_the_direct_share_of_the_same_draw(given, answers, measured, expected):
    treated(given, "P1")
    peak(given)
    companions(given, **measured)
    (row,) = answers("bilirubin_rise")
    assert limb(row) == expected
    assert ("UGT1A1 pattern:" in row["unjudged"]) is (expected == "ugt1a1_pattern_not_judged")


@pytest.mark.parametrize(
    ("medicine", "started_on", "ended_on", "expected", "names"),
    [
        ("atazanavir", "2026-03-10", "", "ugt1a1_pattern", "atazanavir"),
        ("atazanavir/ritonavir", "2026-01-01", "2026-02-24", "ugt1a1_pattern", "atazanavir"),
        ("atazanavir", "2026-01-01", "2026-02-23", "no pattern", None),
        ("atazanavir", "2026-03-11", "", "no pattern", None),
        ("atazanavir", "", "", "ugt1a1_pattern_not_judged", "atazanavir (start not known)"),
        ("bictegravir", "2026-01-01", "", "no pattern", None),
    ],
)
def test_without_direct_bilirubin_atazanavir_stands_for_it(
    given, answers, medicine, started_on, ended_on, expected, names
):
    given("clinical.patient", "patient_id | is_treated | has_gilbert_syndrome\nP1 | true | false")
    peak(given, baseline="0.5")
    companions(given)
    given(
        "clinical.medication",
        f"""
        patient_id | medicine   | started_on   | ended_on   | source_row
        P1         | {medicine} | {started_on} | {ended_on} | 9
    """,
    )
    (row,) = answers("bilirubin_rise")
    assert limb(row) == expected
    assert (names in row["criterion"].split("; ")) if names else ("atazanavir" not in row["criterion"])
    assert ({"feed": "medication", "source_file": "-", "source_row": 9} in row["evidence"]) is (names is not None)


@pytest.mark.parametrize(
    ("gilbert", "baseline", "expected"),
    [
        ("true", "", "ugt1a1_pattern"),
        ("false", "1.000000001", "ugt1a1_pattern"),
        ("false", "1", "no pattern"),
        ("", "1", "ugt1a1_pattern_not_judged"),
        ("false", "", "ugt1a1_pattern_not_judged"),
    ],
)
def test_without_direct_bilirubin_gilbert_syndrome_or_a_high_baseline_stands_for_it(
    given, answers, gilbert, baseline, expected
):
    given("clinical.patient", f"patient_id | is_treated | has_gilbert_syndrome\nP1 | true | {gilbert}")
    peak(given, baseline)
    given("clinical.medication", "patient_id | medicine | started_on\nP1 | lamivudine | 2026-01-01")
    companions(given)
    (row,) = answers("bilirubin_rise")
    assert limb(row) == expected
    assert ("gilbert_syndrome" in row["criterion"]) is (gilbert == "true")


def test_the_margin_is_the_share_by_which_the_highest_result_lies_above(given, answers):
    treated(given, "P1", "P2")
    results(
        given,
        """
        patient_id | collected_on | x_uln
        -----------+--------------+------
        P1         | 2026-03-01   | 2.6
        P2         | 2026-03-01   | 2.8
        P2         | 2026-03-03   | 3.9
    """,
    )
    margins = {row["patient_id"]: row["margin_share"] for row in answers("bilirubin_rise")}
    assert margins == {"P1": Decimal(0), "P2": Decimal("0.5")}


RESULT = st.tuples(
    st.integers(1, 28),
    st.sampled_from(["=", "=", "=", "<", "<=", ">"]),
    st.sampled_from(["0.8", "2.599999999", "2.6", "3", ""]),
    st.sampled_from(["bilirubin_total", "bilirubin_total", "alt", "alp"]),
)


def answers_about_p1(warehouse, drawn):
    """What the rule says of P1, given (patient, row, (day, operator, x_uln, analyte)) in any order."""
    warehouse.given_relations.discard("clinical.lab_result")
    lines = [
        f"{patient} | {analyte} | true | 2026-03-{day:02} | {operator} | {x_uln} | {x_uln} | {row}"
        for patient, row, (day, operator, x_uln, analyte) in drawn
    ]
    header = "patient_id | analyte | is_after_first_dose | collected_on | value_operator | value | x_uln | source_row"
    warehouse.give("clinical.lab_result", "\n".join([header, *lines]))
    rows = [row for row in warehouse.rows("rules.bilirubin_rise") if row["patient_id"] == "P1"]
    return sorted(rows, key=lambda row: str(row["onset_on"]))


@ORDINARY
@examples(own=st.lists(RESULT, max_size=6), others=st.lists(RESULT, max_size=3), order=st.randoms())
def test_the_order_of_rows_and_other_people_change_nothing(given, warehouse, own, others, order):
    warehouse.given_relations.discard("clinical.patient")
    treated(given, "P1", "P2")
    alone = [("P1", row, result) for row, result in enumerate(own)]
    together = alone + [("P2", row, result) for row, result in enumerate(others)]
    order.shuffle(together)
    assert answers_about_p1(warehouse, together) == answers_about_p1(warehouse, alone)


@ORDINARY
@examples(own=st.lists(RESULT, min_size=1, max_size=6), which=st.integers(0, 5))
def test_a_higher_result_never_removes_a_flag(given, warehouse, own, which):
    warehouse.given_relations.discard("clinical.patient")
    treated(given, "P1")
    before = answers_about_p1(warehouse, [("P1", row, result) for row, result in enumerate(own)])
    day, _, _, analyte = own[which % len(own)]
    own[which % len(own)] = (day, "=", "9", analyte)
    after = answers_about_p1(warehouse, [("P1", row, result) for row, result in enumerate(own)])
    if before and before[0]["verdict"] == "flagged":
        assert after[0]["verdict"] == "flagged"
        assert after[0]["onset_on"] <= before[0]["onset_on"]
