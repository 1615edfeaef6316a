"""A result below or above a number is never replaced by the number."""

import pytest


@pytest.mark.parametrize(
    ("value", "grade"),
    [("<0.4", 4), ("<=0.4", 3), ("<0.39", 4), ("<0.6", 3), ("<0.5", 3), ("<1.01", None), ("<2", None), (">1.0", 0), (">=1.0", None),
     (">1.5", 0), (">0.9", None), (">0.1", None)],
)  # fmt: skip
def test_a_bound_on_neutrophils(graded, value, grade):
    (answer,) = graded(f"analyte | value | unit\nneutrophils | {value} | 10*9/L")
    assert answer["daids_grade"] == grade


def test_a_ceiling_of_the_filtration_rate_leaves_grade_2_open(graded):
    answers = graded("""
        analyte | value | unit               | lower_limit
        egfr    | >60   | mL/min/{1.73_m2}   | 60
        egfr    | >=60  | mL/min/{1.73_m2}   | 60
        egfr    | >90   | mL/min/{1.73_m2}   | 60
        egfr    | >89.9 | mL/min/1.73 m²     | 60
    """)
    assert [answer["daids_grade"] for answer in answers] == [None, None, 0, None]
    assert [answer["ctcae_v5_grade"] for answer in answers] == [0, 0, 0, 0]
    assert "DAIDS v2.1: the result is known only as a lower bound" in answers[0]["reason"]


def test_a_detection_limit_is_no_high_result(graded):
    answers = graded("""
        analyte          | value  | unit  | upper_limit
        direct bilirubin | <0.3   | mg/dL | 0.3
        direct bilirubin | <=0.3  | mg/dL | 0.3
        direct bilirubin | < 0.4  | mg/dL | 0.3
        ALT              | >300   | U/L   | 40
    """)
    assert [answer["daids_grade"] for answer in answers] == [0, 0, None, 3]
    assert [answer["label_hit"] for answer in answers[:3]] == [False, False, None]
    assert "DAIDS v2.1: the grade may be higher" in answers[3]["reason"]


def test_both_arms_of_creatinine_hold_for_a_bound(graded):
    answers = graded("""
        analyte    | value | unit  | upper_limit | baseline
        creatinine | >1.2  | mg/dL | 1.2         | 0.8
        creatinine | <0.5  | mg/dL | 1.2         | 0.8
        creatinine | >1.2  | mg/dL | 1.2         | 0.6
    """)
    assert [answer["daids_grade"] for answer in answers] == [3, 0, 4]


def test_flags_of_the_laboratory_behind_a_result_are_no_part_of_it(graded):
    answers = graded("""
        analyte | value   | unit  | upper_limit
        ALT     | 401 H   | U/L   | 40
        ALT     | 401HH   | U/L   | 40
        ALT     | 401,5   | U/L   | 40
        ALT     | high    | U/L   | 40
        ALT     | 1.5.2   | U/L   | 40
    """)
    assert [answer["daids_grade"] for answer in answers] == [4, 4, None, None, None]
    assert {answer["reason"] for answer in answers[2:]} == {"the result is not a number"}
