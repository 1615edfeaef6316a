"""The night: baselines by date and time, in the unit of the later result, and who is not graded."""

from datetime import date
from decimal import Decimal

import pytest

COURSE = """
    patient_id | sex | birth_year | first_dose_on | first_dose_at        | background_started_on
    P1         | F   | 1970       | 2026-03-01    | 2026-03-01T10:00:00Z | 2026-03-08
"""


def test_the_baseline_is_the_last_exact_result_up_to_the_first_dose(judged):
    rows = judged(COURSE, """
        patient_id | reported_analyte | collected_on | collected_at         | value_operator | reported_value | unit_text | upper_limit
        P1         | creatinine       | 2026-02-01   |                      | =              | 0.7            | mg/dL     | 1.2
        P1         | creatinine       | 2026-03-01   | 2026-03-01T10:00:00Z | =              | 0.8            | mg/dL     | 1.2
        P1         | creatinine       | 2026-03-01   | 2026-03-01T10:00:01Z | =              | 1.0            | mg/dL     | 1.2
        P1         | creatinine       | 2026-03-01   |                      | =              | 1.1            | mg/dL     | 1.2
        P1         | creatinine       | 2026-03-01   | 2026-03-01T09:59:00Z | <              | 0.1            | mg/dL     | 1.2
    """)  # fmt: skip
    assert [row["is_after_first_dose"] for row in rows] == [False, False, True, True, False]
    assert [row["baseline_value"] for row in rows] == [None, None, Decimal("0.8"), Decimal("0.8"), None]
    assert [row["x_baseline"] for row in rows] == [None, None, Decimal("1.25"), Decimal("1.375"), None]
    assert [row["daids_grade"] for row in rows] == [0, 0, 0, 2, 0]
    assert [row["label_hit"] for row in rows] == [None, None, False, False, None]
    assert rows[2]["baseline_on"] == date(2026, 3, 1)


@pytest.mark.parametrize(("collected_on", "baseline"), [("2025-12-01", Decimal(2)), ("2025-11-30", None)])
def test_a_baseline_lies_at_most_90_days_back(judged, collected_on, baseline):
    rows = judged(
        COURSE,
        f"""
        patient_id | reported_analyte | collected_on   | reported_value | unit_text
        P1         | creatinine       | {collected_on} | 2              | mg/dL
        P1         | creatinine       | 2026-03-20     | 3              | mg/dL
    """,
    )
    assert rows[1]["baseline_value"] == baseline


def test_an_untimed_result_of_the_day_of_an_untimed_dose_is_no_baseline(judged):
    rows = judged("""
        patient_id | first_dose_on
        P1         | 2026-03-01
    """, """
        patient_id | reported_analyte | collected_on | reported_value | unit_text
        P1         | creatinine       | 2026-03-01   | 2              | mg/dL
        P1         | creatinine       | 2026-03-20   | 3              | mg/dL
    """)  # fmt: skip
    assert [row["is_after_first_dose"] for row in rows] == [True, True]
    assert rows[1]["baseline_value"] is None


def test_the_baseline_keeps_its_own_limit_and_is_graded_by_itself(judged):
    rows = judged(
        COURSE,
        """
        patient_id | reported_analyte | collected_on | reported_value | unit_text | upper_limit
        P1         | ALT              | 2026-02-20   | 110            | U/L       | 40
        P1         | ALT              | 2026-03-20   | 165            | U/L       | 110
    """,
    )
    later = rows[1]
    assert (later["baseline_x_uln"], later["x_uln"], later["x_baseline"]) == (
        Decimal("2.75"),
        Decimal("1.5"),
        Decimal("1.5"),
    )
    assert later["baseline_daids_grade"] == 2
    assert (later["daids_grade"], later["ctcae_v5_grade"], later["ctcae_v5_direction"]) == (1, 1, "high")


def test_the_baseline_in_the_unit_of_the_result_is_preferred_else_the_newest_is_converted(judged):
    rows = judged(
        COURSE,
        """
        patient_id | reported_analyte | collected_on | reported_value | unit_text
        P1         | creatinine       | 2026-02-10   | 80             | umol/L
        P1         | creatinine       | 2026-02-20   | 1.0            | mg/dL
        P1         | creatinine       | 2026-03-20   | 120            | umol/L
        P1         | creatinine       | 2026-03-21   | 1.5            | mg/dL
        P1         | creatinine       | 2026-03-22   | 0.1326         | mmol/L
    """,
    )
    assert [row["x_baseline"] for row in rows[2:]] == [Decimal("1.5")] * 3
    assert [row["baseline_on"].day for row in rows[2:]] == [10, 20, 20]
    assert {row["unit"] for row in rows} == {"mg/dL"}
    assert rows[2]["value"] == Decimal("1.357466")


def test_the_background_regimen_has_a_baseline_of_its_own(judged):
    rows = judged(
        COURSE,
        """
        patient_id | reported_analyte | collected_on | reported_value | unit_text
        P1         | creatinine       | 2026-02-20   | 0.8            | mg/dL
        P1         | creatinine       | 2026-03-07   | 1.0            | mg/dL
        P1         | creatinine       | 2026-03-08   | 1.2            | mg/dL
    """,
    )
    assert [row["background_baseline_value"] for row in rows] == [None, None, Decimal(1)]
    assert (rows[2]["x_background_baseline"], rows[2]["x_baseline"]) == (Decimal("1.2"), Decimal("1.5"))


def test_a_fall_of_the_filtration_rate_is_graded_from_the_baseline(judged):
    rows = judged(
        COURSE,
        """
        patient_id | reported_analyte | collected_on | reported_value | unit_text
        P1         | egfr             | 2026-02-20   | 120            | mL/min/{1.73_m2}
        P1         | egfr             | 2026-03-20   | 108.1          | mL/min/{1.73_m2}
        P1         | egfr             | 2026-03-21   | 108            | mL/min/{1.73_m2}
        P1         | egfr             | 2026-03-22   | 84             | mL/min/{1.73_m2}
        P1         | egfr             | 2026-03-23   | 60             | mL/min/{1.73_m2}
    """,
    )
    assert [row["daids_grade"] for row in rows] == [0, 0, 2, 3, 4]
    assert [row["daids_direction"] for row in rows] == [None, None, "low", "low", "low"]


def test_a_high_baseline_without_its_limit_leaves_ctcae_open(judged):
    rows = judged(
        COURSE,
        """
        patient_id | reported_analyte | collected_on | reported_value | unit_text | upper_limit
        P1         | ALT              | 2026-02-20   | 100            | U/L       |
        P1         | ALT              | 2026-03-20   | 100            | U/L       | 40
        P1         | ALT              | 2026-03-21   | 320            | U/L       | 40
    """,
    )
    assert [row["ctcae_v5_grade"] for row in rows] == [None, None, 2]
    assert rows[1]["ungraded_reason"].startswith("CTCAE v5.0: limits of the baseline missing")
    assert rows[2]["ctcae_v5_grade_is_minimum"] is True


def test_people_below_18_are_not_graded_but_read_by_the_label(judged):
    rows = judged("""
        patient_id | sex | birth_year | first_dose_on
        child      | F   | 2009       | 2026-03-01
        adult      | F   | 2008       | 2026-03-01
        unknown    | F   |            | 2026-03-01
    """, """
        patient_id | reported_analyte | collected_on | reported_value | unit_text | lower_limit | upper_limit
        child      | neutrophils      | 2026-03-20   | 0.5            | 10*9/L    | 1.8         | 7.7
        adult      | neutrophils      | 2026-03-20   | 0.5            | 10*9/L    | 1.8         | 7.7
        unknown    | neutrophils      | 2026-03-20   | 0.5            | 10*9/L    | 1.8         | 7.7
        stranger   | neutrophils      | 2026-03-20   | 0.5            | 10*9/L    | 1.8         | 7.7
    """)  # fmt: skip
    assert [row["daids_grade"] for row in rows] == [None, 3, 3, 3]
    assert [row["label_hit"] for row in rows] == [True, True, True, True]
    assert rows[0]["ungraded_reason"] == "people of this age are not graded"
    assert rows[1]["ungraded_reason"] is None
    assert [row["days_since_first_dose"] for row in rows] == [19, 19, 19, None]
    assert rows[3]["is_after_first_dose"] is False


def test_the_night_does_not_grade_by_ctcae_v6(judged):
    (row,) = judged(
        COURSE,
        """
        patient_id | reported_analyte | collected_on | reported_value | unit_text | lower_limit | upper_limit
        P1         | neutrophils      | 2026-03-20   | 0.5            | 10*9/L    | 1.8         | 7.7
    """,
    )
    assert (row["ctcae_v5_grade"], row["ctcae_v6_grade"], row["ungraded_reason"]) == (2 + 1, None, None)


def test_loinc_decides_over_the_name(judged):
    rows = judged(
        COURSE,
        """
        patient_id | reported_analyte | loinc  | collected_on | reported_value | unit_text
        P1         | platelets        | 751-8  | 2026-03-20   | 0.5            | 10*9/L
        P1         | platelets        | 8-8    | 2026-03-20   | 20             | 10*9/L
        P1         | Viral load       |        | 2026-03-20   | 4.5            | log10 copies/mL
    """,
    )
    assert [row["analyte"] for row in rows] == ["neutrophils", "platelets", "hiv_rna"]
    assert (rows[1]["value"], rows[1]["label_hit"]) == (None, None)
    assert rows[1]["ungraded_reason"] == "the LOINC code is not known"
    assert (rows[2]["value"], rows[2]["unit"]) == (Decimal("31622.776602"), "{copies}/mL")


def test_results_that_overflow_are_kept_without_a_multiple(judged):
    rows = judged(
        COURSE,
        """
        patient_id | reported_analyte | collected_on | reported_value  | unit_text | upper_limit
        P1         | ALT              | 2026-03-20   | 999999999999    | U/L       | 0.000001
        P1         | ALT              | 2026-03-20   | 999999999999    | ukat/L    | 1
        P1         | neutrophils      | 2026-03-20   | 999999999999    | 10*9/L    |
    """,
    )
    assert [row["daids_grade"] for row in rows] == [None, None, 0]
    assert rows[1]["value"] is None
