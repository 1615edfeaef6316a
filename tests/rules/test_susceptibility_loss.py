"""Loss of susceptibility: against the own baseline; without one only an absolute number flags, and says so."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from laboratory_story import (
    ORDINARY,
    a_lost_result_is_not_normal,
    a_worse_result_keeps_the_flag,
    course,
    order_and_others_change_nothing,
)

FOLD, INHIBITION = "ibalizumab_fold_change", "ibalizumab_maximum_inhibition"


@pytest.fixture(autouse=True)
def numbers(given):
    given(
        "reference.threshold",
        """
        rule                | name                       | value
        susceptibility_loss | x_baseline                 | 2
        susceptibility_loss | fall_points                | 20
        susceptibility_loss | fold_change                | 3
        susceptibility_loss | maximum_inhibition_percent | 50
    """,
    )


def treated(given, *patients):
    given("clinical.patient", "\n".join(["patient_id | is_treated", *(f"{patient} | true" for patient in patients)]))


def one(given, analyte, operator, value, baseline="", x_baseline="", on="2026-03-10"):
    given(
        "clinical.lab_result",
        "patient_id | analyte | is_after_first_dose | collected_on | value_operator | value | baseline_value | x_baseline"
        f" | baseline_on\nP1 | {analyte} | true | {on} | {operator} | {value} | {baseline} | {x_baseline} | 2026-01-01",
    )


@pytest.mark.parametrize(
    ("analyte", "operator", "value", "baseline", "x_baseline", "verdict"),
    [
        (FOLD, "=", "2", "1", "2", "flagged"),
        (FOLD, "=", "1.9", "1", "1.999999999", None),
        (FOLD, "=", "9", "8", "1.125", None),
        (FOLD, ">", "2", "1", "2", "flagged"),
        (FOLD, ">", "1", "1", "1", "not_evaluable"),
        (FOLD, "=", "3", "", "", "flagged"),
        (FOLD, "=", "2.999999", "", "", "not_evaluable"),
        (INHIBITION, "=", "70", "90", "", "flagged"),
        (INHIBITION, "=", "70.000001", "90", "", None),
        (INHIBITION, "<", "70", "90", "", "flagged"),
        (INHIBITION, "<", "80", "90", "", "not_evaluable"),
        (INHIBITION, "=", "49.999999", "", "", "flagged"),
        (INHIBITION, "=", "50", "", "", "not_evaluable"),
        (INHIBITION, "=", "", "90", "", "not_evaluable"),
    ],
)
def test_change_from_baseline_decides_or_without_one_an_absolute_number(
    given, answers, analyte, operator, value, baseline, x_baseline, verdict
):
    treated(given, "P1")
    one(given, analyte, operator, value, baseline, x_baseline)
    rows = answers("susceptibility_loss")
    assert [row["verdict"] for row in rows] == ([verdict] if verdict else [])
    if verdict == "flagged":
        assert rows[0]["certainty"] == ("less_than_baseline" if baseline else "no_baseline")
        assert ("no baseline" in (rows[0]["unjudged"] or "")) is (baseline == "")


def test_nobody_tested_is_not_evaluable_and_the_untreated_have_no_answer(given, answers):
    given("clinical.patient", "patient_id | is_treated\nP1 | true\nP2 | false")
    one(given, "hiv_rna", "=", "900")
    (row,) = answers("susceptibility_loss")
    assert (row["patient_id"], row["verdict"]) == ("P1", "not_evaluable")


def test_the_margin_counts_from_the_deciding_number(given, answers):
    treated(given, "P1")
    one(given, INHIBITION, "=", "50", "90")
    (row,) = answers("susceptibility_loss")
    assert (row["margin_share"], row["criterion"]) == (Decimal(1), "maximum_inhibition_fallen")


def test_both_tests_are_read_as_delivered(deliver, answers):
    deliver("infusion", "patient_id | started_at\nP1 | 2026-01-10\nP2 | 2026-01-10\nP3 | 2026-01-10")
    deliver(
        "lab_result",
        """
        patient_id | record_id | record_status | reported_at          | analyte                       | collected_at | value | unit
        P1         | A1        | final         | 2026-01-02T00:00:00Z | ibalizumab fold change        | 2026-01-01   | 1.1   | ratio
        P1         | A2        | final         | 2026-02-21T00:00:00Z | ibalizumab fold change        | 2026-02-20   | 2.2   | 1
        P2         | B1        | final         | 2026-01-02T00:00:00Z | ibalizumab_maximum_inhibition | 2026-01-01   | 95    | %
        P2         | B2        | final         | 2026-02-21T00:00:00Z | ibalizumab MPI                | 2026-02-20   | 60    | percent
        P3         | C1        | final         | 2026-01-02T00:00:00Z | ibalizumab_maximum_inhibition | 2026-01-01   | 95    | %
        P3         | C2        | final         | 2026-02-21T00:00:00Z | ibalizumab_maximum_inhibition | 2026-02-20   | 60    | %
        P3         | C2        | corrected     | 2026-02-25T00:00:00Z | ibalizumab_maximum_inhibition | 2026-02-20   | 90    | %
    """,
    )
    found = {row["patient_id"]: row["onset_on"] for row in answers("susceptibility_loss")}
    assert found == {"P1": date(2026, 2, 20), "P2": date(2026, 2, 20)}


def test_other_people_and_the_order_of_rows_change_nothing(given, answers):
    treated(given, "P1", "P2")
    header = "patient_id | analyte | is_after_first_dose | collected_on | value_operator | value | baseline_value"
    rows = [f"P1 | {INHIBITION} | true | 2026-03-{day:02} | = | {value} | 90" for day, value in [(20, 60), (10, 65)]]
    given("clinical.lab_result", "\n".join([header, f"P2 | {INHIBITION} | true | 2026-03-01 | = | 90 | 90", *rows]))
    (row,) = answers("susceptibility_loss")
    assert (row["patient_id"], row["onset_on"], row["margin_share"]) == ("P1", date(2026, 3, 10), Decimal("0.5"))


RULE = ("susceptibility_loss", FOLD, "value")
COURSE = course("0.9", "2.999999", "3", "12", "")


@ORDINARY
@examples(own=COURSE, others=COURSE, order=st.randoms())
def test_the_order_of_rows_and_other_people_change_nothing(warehouse, own, others, order):
    order_and_others_change_nothing(warehouse, *RULE, own, others, order)


@ORDINARY
@examples(own=COURSE, which=st.integers(0, 5))
def test_a_less_susceptible_virus_never_removes_a_flag(warehouse, own, which):
    a_worse_result_keeps_the_flag(warehouse, *RULE, own, which, worst="90")


@ORDINARY
@examples(own=COURSE, which=st.integers(0, 5))
def test_a_lost_number_is_never_read_as_normal(warehouse, own, which):
    a_lost_result_is_not_normal(warehouse, *RULE, own, which)
