"""What holds of every rule that compares one result with one number, whatever the analyte."""

import pytest
from drawn_table import read_drawn_table
from hypothesis import given as examples
from hypothesis import strategies as st
from laboratory_story import (
    ORDINARY,
    a_lost_result_is_not_normal,
    a_worse_result_keeps_the_flag,
    course,
    deliver_treated,
    order_and_others_change_nothing,
    verdicts,
)

NUMBERS = """
    rule                  | name                   | value
    ----------------------+------------------------+------
    leukopenia            | leukocytes_giga_per_l  | 1.5
    thrombocytopenia      | platelets_giga_per_l   | 50
    haemoglobin_fall      | haemoglobin_g_per_dl   | 8.5
    haemoglobin_fall      | haemoglobin_mmol_per_l | 5.25
    direct_bilirubin_rise | x_uln                  | 1
    lipase_rise           | x_uln                  | 3
    glucose_rise          | glucose_mg_per_dl      | 250
    glucose_rise          | glucose_mmol_per_l     | 13.89
    uric_acid_rise        | urate_mg_per_dl        | 12
    uric_acid_rise        | urate_umol_per_l       | 710
"""
_, REPORTED = read_drawn_table("""
    rule                  | analyte          | beyond | ordinary | unit   | upper_limit
    ----------------------+------------------+--------+----------+--------+------------
    leukopenia            | wbc              | 1.2    | 4.2      | 10*9/L | 11
    thrombocytopenia      | platelets        | 31     | 310      | 10*9/L | 400
    haemoglobin_fall      | haemoglobin      | 7.2    | 12.2     | g/dL   | 17
    direct_bilirubin_rise | direct bilirubin | 0.7    | 0.1      | mg/dL  | 0.3
    lipase_rise           | lipase           | 240    | 31       | U/L    | 60
    glucose_rise          | glucose          | 310    | 92       | mg/dL  | 109
    uric_acid_rise        | uric acid        | 13.1   | 5.2      | mg/dL  | 7.4
""")
_, COURSES = read_drawn_table("""
    rule                  | analyte          | column | worst | values
    ----------------------+------------------+--------+-------+---------------------
    leukopenia            | leukocytes       | value  | 0.01  | 0.4 1.499999 1.5 3
    thrombocytopenia      | platelets        | value  | 1     | 10 49.999999 50 180
    haemoglobin_fall      | haemoglobin      | value  | 2.5   | 6 8.499999 8.5 12
    direct_bilirubin_rise | bilirubin_direct | x_uln  | 40    | 0.4 1 1.000000001 3
    lipase_rise           | lipase           | x_uln  | 40    | 0.6 3 3.000000001 5
    glucose_rise          | glucose          | value  | 2000  | 90 250 250.000001 400
    uric_acid_rise        | urate            | value  | 50    | 5 12 12.000001 14
""")
of_each_rule = pytest.mark.parametrize(("rule", "analyte", "column", "worst", "values"), COURSES)


@pytest.fixture(autouse=True)
def numbers(given):
    given("reference.threshold", NUMBERS)


@pytest.mark.parametrize(("rule", "analyte", "beyond", "ordinary", "unit", "upper_limit"), REPORTED)
def test_a_corrected_or_nullified_result_is_read_as_it_stands(
    deliver, answers, rule, analyte, beyond, ordinary, unit, upper_limit
):
    deliver_treated(deliver, "P1", "P2", "P3", "P4")
    measured = f"{analyte} | {unit} | {upper_limit}"
    deliver(
        "lab_result",
        f"""
        patient_id | record_id | record_version | record_status | value      | analyte | unit | upper_limit
        P1         | L1        | 1              | final         | {beyond}   | {measured}
        P1         | L1        | 2              | corrected     | {ordinary} | {measured}
        P2         | L2        | 2              | corrected     | {beyond}   | {measured}
        P2         | L2        | 1              | final         | {ordinary} | {measured}
        P3         | L3        | 1              | final         | {beyond}   | {measured}
        P3         | L3        | 2              | nullified     | {beyond}   | {measured}
        P4         | L4        | 1              | cancelled     | {beyond}   | {measured}
    """,
    )
    assert verdicts(answers(rule)) == {"P2": "flagged", "P3": "not_evaluable", "P4": "not_evaluable"}


def drawn_course(data, values):
    """Up to six results near the number and far from it; one may be lost."""
    return data.draw(course(*values.split(), ""))


@of_each_rule
@ORDINARY
@examples(data=st.data(), order=st.randoms())
def test_the_order_of_rows_and_other_people_change_nothing(
    warehouse, rule, analyte, column, worst, values, data, order
):
    own, others = drawn_course(data, values), drawn_course(data, values)
    order_and_others_change_nothing(warehouse, rule, analyte, column, own, others, order)


@of_each_rule
@ORDINARY
@examples(data=st.data(), which=st.integers(0, 5))
def test_a_worse_result_never_removes_a_flag(warehouse, rule, analyte, column, worst, values, data, which):
    a_worse_result_keeps_the_flag(warehouse, rule, analyte, column, drawn_course(data, values), which, worst)


@of_each_rule
@ORDINARY
@examples(data=st.data(), which=st.integers(0, 5))
def test_a_lost_number_is_never_read_as_normal(warehouse, rule, analyte, column, worst, values, data, which):
    a_lost_result_is_not_normal(warehouse, rule, analyte, column, drawn_course(data, values), which)
