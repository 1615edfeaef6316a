"""Who came near a rule's number without being flagged by it."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as examples
from hypothesis import strategies as st

from flows.warehouse import SQL_FOLDER

ORDINARY = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def numbers_and_margins(given):
    given("reference.rule", """
        rule            | title         | kind       | analyte     | is_active
        neutropenia     | Neutropenia   | laboratory | neutrophils | true
        creatinine_rise | Creatinine    | laboratory | creatinine  | true
        lipase_rise     | Lipase        | laboratory | lipase      | false
        dose_late       | Late dose     | dose       |             | true
    """)  # fmt: skip
    given("reference.threshold", """
        rule            | name                  | value | unit
        neutropenia     | neutrophils_giga_per_l| 0.6   | 10*9/L
        creatinine_rise | x_uln                 | 1.8   | 1
        creatinine_rise | x_baseline            | 1.5   | 1
        lipase_rise     | x_uln                 | 3     | 1
        dose_late       | late_days             | 3     | d
        dose_late       | interval_days         | 14    | d
    """)  # fmt: skip
    given("reference.near_miss_margin", """
        rule            | threshold_name         | measure    | direction | margin_share
        neutropenia     | neutrophils_giga_per_l | value      | below     | 0.25
        creatinine_rise | x_uln                  | x_uln      | above     | 0.1
        creatinine_rise | x_baseline             | x_baseline | above     | 0.1
        lipase_rise     | x_uln                  | x_uln      | above     | 0.2
        dose_late       | late_days              | days_late  | above     | 0.34
    """)  # fmt: skip
    given("clinical.patient", """
        patient_id | is_treated
        P1         | true
        P2         | true
        P9         | false
    """)  # fmt: skip
    for relation in ("clinical.lab_result", "clinical.infusion", "signals.flag"):
        given(relation, "patient_id")


def counted(given, value, patient="P1", day="2026-03-01", operator="=", is_after="true", row=1):
    given("clinical.lab_result", f"""
        patient_id | analyte     | value   | value_operator | collected_on | is_after_first_dose | source_file | source_row
        {patient}  | neutrophils | {value} | {operator}     | {day}        | {is_after}          | a           | {row}
    """)  # fmt: skip


@pytest.fixture
def near(rows):
    """`near()`: (patient, rule) → row."""
    return lambda: {(row["patient_id"], row["rule"]): row for row in rows("signals.near_miss")}


@pytest.mark.parametrize(
    ("value", "short"),
    [("0.6", "0"), ("0.63", "0.05"), ("0.75", "0.25"), ("0.750001", None), ("4", None)],
)
def test_a_value_within_the_margin_is_named_with_how_far_short_it_stays(given, near, value, short):
    counted(given, value)
    found = near().get(("P1", "neutropenia"))
    assert (found and found["short_share"]) == (Decimal(short) if short else None)


def test_the_sentence_has_value_date_distance_and_number(given, near):
    counted(given, "0.63")
    row = near()["P1", "neutropenia"]
    assert row["sentence"] == "Neutrophils 0.63 ×10⁹/L on 1 Mar 2026, 5 % short of 0.6; not flagged."
    assert (row["value"], row["unit"], row["limit_value"]) == (Decimal("0.63"), "10*9/L", Decimal("0.6"))
    assert row["evidence"] == [{"feed": "lab_result", "source_file": "a", "source_row": 1}]


def test_a_value_at_the_number_itself_says_so(given, near):
    counted(given, "0.6")
    assert near()["P1", "neutropenia"]["sentence"].endswith("1 Mar 2026, at 0.6 itself; not flagged.")


def test_somebody_who_is_flagged_by_that_rule_is_not_near_it(given, near):
    counted(given, "0.63")
    counted(given, "0.63", "P2")
    given("signals.flag", """
        flag_id | patient_id | rule
        F1      | P1         | neutropenia
        F2      | P2         | creatinine_rise
    """)  # fmt: skip
    assert set(near()) == {("P2", "neutropenia")}


@pytest.mark.parametrize(
    ("patient", "operator", "is_after"),
    [("P9", "=", "true"), ("P1", "<", "true"), ("P1", ">", "true"), ("P1", "=", "false"), ("P1", "=", "")],
)
def test_untreated_people_bounds_and_results_before_treatment_are_not_near(given, near, patient, operator, is_after):
    counted(given, "0.63", patient, operator=operator, is_after=is_after)
    assert near() == {}


def creatinine(given, x_uln, x_baseline, row=1):
    given("clinical.lab_result", f"""
        patient_id | analyte    | value | value_operator | x_uln   | x_baseline   | collected_on | is_after_first_dose | source_file | source_row
        P1         | creatinine | 1.6   | =              | {x_uln} | {x_baseline} | 2026-03-01   | true                | a           | {row}
    """)  # fmt: skip


@pytest.mark.parametrize(
    ("x_uln", "x_baseline", "name"),
    [
        ("1.62", "1.0", "x_uln"),
        ("1.619999999", "1.0", None),
        ("1.0", "1.35", "x_baseline"),
        ("", "1.35", "x_baseline"),
        ("1.62", "1.49", "x_baseline"),
        ("1.79", "1.36", "x_uln"),
        ("", "", None),
    ],
)
def test_of_two_arms_the_nearer_one_speaks(given, near, x_uln, x_baseline, name):
    creatinine(given, x_uln, x_baseline)
    found = near().get(("P1", "creatinine_rise"))
    assert (found and found["threshold_name"]) == name


@pytest.mark.parametrize(
    ("given_again_on", "is_near"), [("2026-03-16", False), ("2026-03-17", True), ("2026-03-18", False)]
)
def test_a_dose_two_days_late_is_near_and_one_three_days_late_is_the_rule_itself(given, near, given_again_on, is_near):
    given("clinical.infusion", f"""
        infusion_id | patient_id | infusion_number | started_on       | source_file | source_row
        I1          | P1         | 1               | 2026-03-01       | i           | 1
        I2          | P1         | 2               | {given_again_on} | i           | 2
    """)  # fmt: skip
    found = near().get(("P1", "dose_late"))
    assert (found is not None) is is_near
    if found:
        assert found["sentence"].startswith("A dose 2 d after its scheduled day on 17 Mar 2026, 33 % short of 3")


def test_a_rule_that_is_switched_off_has_no_near_misses(given, near):
    given("clinical.lab_result", """
        patient_id | analyte | value | value_operator | x_uln | collected_on | is_after_first_dose
        P1         | lipase  | 90    | =              | 2.9   | 2026-03-01   | true
    """)  # fmt: skip
    assert near() == {}


@ORDINARY
@examples(
    values=st.lists(st.sampled_from(["0.6", "0.61", "0.7", "0.75", "0.9"]), min_size=1, max_size=5), order=st.randoms()
)
def test_one_row_a_person_with_the_closest_value_in_any_order(given, near, warehouse, values, order):
    warehouse.given_relations.discard("clinical.lab_result")
    for row, value in enumerate(values, start=1):
        counted(given, value, row=row)
    first = near()
    warehouse.given_relations.discard("clinical.lab_result")
    shuffled = list(enumerate(values, start=1))
    order.shuffle(shuffled)
    for row, value in shuffled:
        counted(given, value, row=row)
    assert near() == first
    lowest = min(Decimal(value) for value in values)
    assert [row["value"] for row in first.values()] == ([lowest] if lowest <= Decimal("0.75") else [])


def test_each_margin_has_its_number(con):
    check = SQL_FOLDER / "checks" / "each_near_miss_margin_has_its_number.sql"
    read = {
        name: str(SQL_FOLDER / "reference" / f"{name}.csv")
        for name in ("near_miss_margin", "threshold", "rule", "analyte")
    }
    for name, path in read.items():
        con.read_csv(path, all_varchar=True).to_view(f"read_{name}")
        con.execute(f"CREATE OR REPLACE TABLE reference.{name} AS FROM read_{name}")
    assert con.execute(check.read_text()).fetchall() == []
