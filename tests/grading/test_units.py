"""A result is graded in the unit in which it was reported, never after a conversion."""

import pytest


def one(graded, drawn):
    (answer,) = graded(drawn)
    return answer


@pytest.mark.parametrize(
    ("value", "unit", "grade"),
    [
        ("7.4", "mg/dL", 0), ("7.5", "mg/dL", 1), ("449", "umol/L", 0), ("450", "umol/L", 1), ("446", "umol/L", 0),
        ("709", "umol/L", 2), ("710", "umol/L", 3), ("713", "µmol/L", 3), ("11.99", "mg/dL", 2), ("0.71", "mmol/L", 3),
    ],
)  # fmt: skip
def test_urate_has_its_own_cuts_in_each_unit(graded, value, unit, grade):
    assert one(graded, f"analyte | value | unit\nurate | {value} | {unit}")["daids_grade"] == grade


@pytest.mark.parametrize(
    ("value", "unit", "grade", "direction"),
    [
        ("110", "mg/dL", 1, "high"), ("109.99", "mg/dL", 0, None), ("6.10", "mmol/L", 0, None), ("6.11", "mmol/L", 1, "high"),
        ("64", "mg/dL", 1, "low"), ("64.01", "mg/dL", 0, None), ("3.55", "mmol/L", 0, None), ("3.549", "mmol/L", 1, "low"),
        ("500", "mg/dL", 4, "high"), ("499.99", "mg/dL", 3, "high"), ("29.99", "mg/dL", 4, "low"),
    ],
)  # fmt: skip
def test_glucose_of_the_fasting_has_its_own_cuts_in_each_unit(graded, value, unit, grade, direction):
    answer = one(graded, f"analyte | value | unit | fasting\nglucose | {value} | {unit} | yes")
    assert (answer["daids_grade"], answer["daids_direction"]) == (grade, direction)


def test_fasting_not_known_is_read_as_not_fasting_and_a_fasting_code_decides(graded):
    answers = graded("""
        analyte | value | unit  | fasting
        glucose | 112   | mg/dL |
        glucose | 112   | mg/dL | yes
        1558-6  | 112   | mg/dL |
        glucose | 116   | mg/dL |
    """)
    assert [answer["daids_grade"] for answer in answers] == [0, 1, 1, 1]


def test_giga_per_litre_is_not_grams_per_litre(graded):
    answers = graded("""
        analyte     | value | unit | lower_limit | sex
        platelets   | 24    | G/L  | 150         |
        platelets   | 24    | g/L  | 150         |
        haemoglobin | 64    | g/L  | 120         | F
        haemoglobin | 64    | G/L  | 120         | F
    """)
    assert [answer["daids_grade"] for answer in answers] == [4, None, 4, None]
    assert answers[1]["reason"] == answers[3]["reason"] == "the unit is not accepted for this analyte"


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        ("0.599", "10*9/L"), ("0.599", "x10E3/uL"), ("0.599", "K/µL"), ("599", "/mm3"), ("599", "cells/uL"), ("599", "10*6/L"),
        ("599", "10^3/mL"), ("0.599", "10⁹/L"), ("0.599", "G/L"),
    ],
)  # fmt: skip
def test_a_count_may_be_written_in_many_ways(graded, value, unit):
    answer = one(graded, f"analyte | value | unit\nneutrophils | {value} | {unit}")
    assert (answer["daids_grade"], answer["label_hit"]) == (3, True)


def test_ten_to_the_fourth_per_microlitre_is_read_with_the_cuts_of_giga_per_litre(graded):
    answers = graded("""
        analyte   | value | unit
        platelets | 2.499 | 10*4/uL
        platelets | 2.5   | 10*4/uL
        platelets | 12.5  | 10*4/uL
    """)
    assert [answer["daids_grade"] for answer in answers] == [4, 3, 0]


def test_enzymes_in_katal_are_read_by_their_limit(graded):
    assert one(graded, "analyte | value | unit | upper_limit\nALAT | 3.75 | ukat/L | 0.75")["daids_grade"] == 3


def test_a_share_is_no_count(graded):
    answers = graded("""
        analyte     | value | unit
        neutrophils | 0.5   | %
        8123-2      | 12    | %
        neutrophils | 0.5   |
    """)
    assert [answer["daids_grade"] for answer in answers] == [None, None, None]
    assert answers[2]["reason"] == "unit missing"


def test_loinc_decides_and_an_unknown_code_or_name_is_said(graded):
    answers = graded("""
        analyte     | value | unit
        751-8       | 0.5   | 10*9/L
        9999-9      | 0.5   | 10*9/L
        neutrophylls| 0.5   | 10*9/L
        NEUTROPHILS | 0.5   | 10*9/L
    """)
    assert [answer["daids_grade"] for answer in answers] == [3, None, None, 3]
    assert [answer["reason"] for answer in answers[1:3]] == ["the LOINC code is not known", "the analyte is not known"]


def test_a_multiple_that_is_exactly_the_cut_is_not_lost_to_binary_fractions(graded):
    answers = graded("""
        analyte         | value | unit   | upper_limit
        bilirubin       | 54.6  | umol/L | 21
        bilirubin       | 2.86  | mg/dL  | 1.1
        bilirubin       | 54.59 | umol/L | 21
        creatinine      | 1.98  | mg/dL  | 1.1
        creatinine      | 1.99  | mg/dL  | 1.1
    """)
    assert [answer["daids_grade"] for answer in answers] == [3, 3, 2, 2, 3]
