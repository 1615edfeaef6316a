"""Peaks, changes, shifts and lowest counts: every treated person once, and what is not known stays not known."""

from decimal import Decimal

import pytest
from laboratory_story import results, treated


def by_patient(rows, *columns, **wanted):
    kept = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    return {row["patient_id"]: tuple(row[name] for name in columns) for row in kept}


def test_the_highest_of_alt_and_ast_stands_beside_the_highest_bilirubin(given, rows):
    treated(given, "P1", "P2")
    results(given, "alt", "patient_id | x_uln | collected_on\nP1 | 2.9 | 2026-03-01\nP1 | 2.0 | 2026-03-09")
    results(given, "ast", "patient_id | x_uln | collected_on\nP1 | 3.0 | 2026-03-04")
    results(given, "bilirubin_total", "patient_id | x_uln | collected_on\nP1 | 2.1 | 2026-03-01\nP1 | 0.5 | 2026-03-09")
    found = by_patient(
        rows("signals.liver_peak"), "aminotransferase", "aminotransferase_x_uln", "days_between", "quadrant"
    )
    assert found["P1"] == ("ast", Decimal("3.0"), -3, "both")
    assert found["P2"] == (None, None, None, None)


@pytest.mark.parametrize(
    ("liver", "bilirubin", "quadrant"),
    [
        ("3", "2", "aminotransferase alone"),
        ("2.999", "2.001", "bilirubin alone"),
        ("2.999", "2", "neither"),
        ("<5", "1", "not settled"),
        (">2", "1", "not settled"),
        (">3", ">2", "both"),
        ("<3", "<2", "neither"),
    ],
)
def test_quadrants_at_the_numbers_themselves_and_with_bounds(given, rows, liver, bilirubin, quadrant):
    treated(given, "P1")
    for analyte, drawn in (("alt", liver), ("bilirubin_total", bilirubin)):
        operator = drawn.rstrip("0123456789.") or "="
        results(given, analyte, f"patient_id | value_operator | x_uln\nP1 | {operator} | {drawn.lstrip('<>')}")
    assert by_patient(rows("signals.liver_peak"), "quadrant") == {"P1": (quadrant,)}


def test_an_exact_peak_goes_before_an_upper_bound_above_it(given, rows):
    treated(given, "P1")
    results(given, "alt", "patient_id | value_operator | x_uln\nP1 | < | 9\nP1 | = | 3.5")
    results(given, "bilirubin_total", "patient_id | x_uln\nP1 | 1")
    (row,) = rows("signals.liver_peak")
    assert (row["aminotransferase_operator"], float(row["aminotransferase_x_uln"])) == ("=", 3.5)
    assert row["quadrant"] == "aminotransferase alone"


def test_who_cannot_be_placed_is_listed_with_the_reason(given, rows):
    treated(given, "P1", "P2")
    results(given, "alt", "patient_id | x_uln\nP1 | \nP2 | 0")
    results(given, "bilirubin_total", "patient_id | x_uln\nP2 | 1")
    found = by_patient(rows("signals.liver_peak"), "not_placed_reason", "n_not_compared", "is_aminotransferase_high")
    assert found["P1"] == (
        "no aminotransferase with an upper limit of its own; no total bilirubin after the first dose", 1, None,
    )  # fmt: skip
    assert found["P2"][0] == "the highest aminotransferase is zero, which a logarithmic axis cannot show"


@pytest.mark.parametrize(
    ("alp_on", "operator", "r_value"), [("2026-03-04", "=", 4.0), ("2026-03-05", "=", None), ("2026-03-04", "<", None)]
)
def test_r_takes_exact_results_of_the_draw_of_the_peak(given, rows, alp_on, operator, r_value):
    treated(given, "P1")
    results(given, "alt", "patient_id | x_uln\nP1 | 6")
    results(given, "alp", f"patient_id | x_uln | collected_on | value_operator\nP1 | 1.5 | {alp_on} | {operator}")
    (row,) = rows("signals.liver_peak")
    assert (row["r_value"] and float(row["r_value"]), float(row["alp_x_uln"])) == (r_value, 1.5)


def test_results_before_the_first_dose_and_people_never_treated_are_not_looked_at(given, rows):
    treated(given, "P1")
    given("clinical.patient", "patient_id | is_treated\nP9 | false")
    results(given, "alt", "patient_id | x_uln | is_after_first_dose\nP1 | 9 | false\nP9 | 9 | true")
    assert by_patient(rows("signals.liver_peak"), "n_aminotransferase") == {"P1": (0,)}


def test_the_mart_of_the_liver_tells_who_is_flagged_and_puts_both_high_first(given, rows):
    treated(given, "P1", "P2", "P3")
    results(given, "alt", "patient_id | x_uln\nP1 | 1\nP2 | 8")
    results(given, "bilirubin_total", "patient_id | x_uln\nP1 | 1\nP2 | 3")
    given("signals.flag", "flag_id | patient_id | rule\nF1 | P2 | hys_law\nF2 | P1 | neutropenia")
    found = [(row["patient_id"], row["is_flagged"]) for row in rows("marts.liver_peak")]
    assert found == [("P2", True), ("P1", False), ("P3", False)]


def test_the_highest_creatinine_is_told_against_the_baseline_with_the_newest(given, rows):
    treated(given, "P1", "P2", "P3")
    given("clinical.lab_baseline", "patient_id | analyte | baseline_value\nP1 | creatinine | 1")
    results(
        given,
        "creatinine",
        """
        patient_id | x_baseline | value | collected_on | value_operator
        P1         | 1.8        | 1.8   | 2026-03-01   | =
        P1         | 9          | 9     | 2026-03-02   | <
        P1         | 1.1        | 1.1   | 2026-03-09   | =
        P2         |            | 1.3   | 2026-03-01   | =
        """,
    )
    given("signals.flag", "flag_id | patient_id | rule\nF1 | P1 | creatinine_rise\nF2 | P1 | acute_kidney_injury")
    found = by_patient(
        rows("marts.creatinine_change"), "x_baseline", "newest_x_baseline", "flagged_by", "not_drawn_reason"
    )
    assert found == {
        "P1": (Decimal("1.8"), Decimal("1.1"), "Acute kidney injury, Creatinine rise", None),
        "P2": (None, None, None, "no exact creatinine in the 90 days before the first dose"),
        "P3": (None, None, None, "no creatinine after the first dose"),
    }


def test_a_shift_counts_everybody_and_an_unknown_grade_is_never_grade_0(given, rows):
    treated(given, "P1", "P2", "P3")
    given(
        "clinical.lab_baseline",
        "patient_id | analyte | baseline_on | baseline_daids_grade\nP1 | platelets | 2026-01-01 | 0",
    )
    results(
        given,
        "platelets",
        "patient_id | daids_grade | collected_on\nP1 | 1 | 2026-03-01\nP1 | 3 | 2026-03-02\nP1 | | 2026-03-03\nP2 | |",
    )
    found = by_patient(
        rows("signals.grade_shift"), "baseline_grade", "worst_grade", "n_ungraded", "may_be_higher", analyte="platelets"
    )
    assert found == {"P1": (0, 3, 1, True), "P2": (None, None, 1, True), "P3": (None, None, 0, False)}
    counted = [row for row in rows("marts.grade_shift") if row["analyte"] == "platelets"]
    assert [(row["baseline_grade"], row["worst_grade"], row["n_patients"]) for row in counted] == [
        (0, 3, 1), (None, None, 2),
    ]  # fmt: skip


def test_the_lowest_count_and_the_days_until_none_was_worse_than_at_baseline(given, rows):
    treated(given, "P1", "P2", "P3")
    results(
        given,
        "neutrophils",
        """
        patient_id | value | daids_grade | baseline_daids_grade | collected_on
        P1         | 0.5   | 3           | 0                    | 2026-03-01
        P1         | 0.9   | 1           | 0                    | 2026-03-08
        P1         | 2.0   | 0           | 0                    | 2026-03-15
        P1         | 0.7   | 2           | 0                    | 2026-03-15
        P1         | 2.0   | 0           | 0                    | 2026-03-22
        P2         | 0.5   | 3           | 3                    | 2026-03-01
        """,
    )
    found = by_patient(
        rows("marts.lowest_count"), "value", "days_to_recovery", "is_worse_than_baseline", "not_drawn_reason",
        analyte="neutrophils",
    )  # fmt: skip
    assert found == {
        "P1": (Decimal("0.5"), 21, True, None),
        "P2": (Decimal("0.5"), None, False, None),
        "P3": (None, None, None, "no result after the first dose"),
    }


def test_people_of_grade_0_are_counted_by_value_and_all_others_named(given, rows):
    treated(given, "P1", "P2", "P3", "P4")
    results(given, "platelets", "patient_id | value | daids_grade\nP1 | 200 | 0\nP2 | 200 | 0\nP3 | 40 | 3")
    named = by_patient(rows("marts.lowest_count"), "is_named", analyte="platelets")
    assert named == {"P1": (False,), "P2": (False,), "P3": (True,), "P4": (True,)}
    assert [(row["value"], row["n_patients"]) for row in rows("marts.lowest_value")] == [(Decimal("200"), 2)]


def test_an_ungraded_later_count_is_no_recovery(given, rows):
    treated(given, "P1")
    results(
        given,
        "platelets",
        "patient_id | value | daids_grade | collected_on\nP1 | 40 | 3 | 2026-03-01\nP1 | 200 | | 2026-03-08",
    )
    assert by_patient(rows("signals.lowest_count"), "days_to_recovery", analyte="platelets") == {"P1": (None,)}


@pytest.mark.parametrize(
    ("term", "started", "text", "days"),
    [
        ("pneumonia", "2026-03-15", "2026-03-15", 14),
        ("Herpes zoster", "2026-02-15", "2026-02-15", -14),
        ("Urinary tract infection", "", "2026-03", None),
        ("pneumonia", "", "", None),
        ("pneumonia", "2026-03-16", "2026-03-16", "-"),
        ("pneumonia", "", "2025", "-"),
        ("pneumonitis", "2026-03-02", "2026-03-02", "-"),
        ("infusion related reaction", "2026-03-02", "2026-03-02", "-"),
    ],
)
def test_infections_near_a_low_count(given, rows, term, started, text, days):
    treated(given, "P1")
    results(given, "neutrophils", "patient_id | value | daids_grade\nP1 | 0.9 | 1")
    given(
        "clinical.adverse_event",
        f"event_id | patient_id | term | started_on | started_text\nE1 | P1 | {term} | {started} | {text}",
    )
    found = rows("marts.infection_near_low_count")
    assert [row["days_from_low_count"] for row in found] == ([] if days == "-" else [days])


def test_an_infection_of_somebody_without_a_low_count_is_not_named(given, rows):
    treated(given, "P1")
    results(given, "neutrophils", "patient_id | value | daids_grade\nP1 | 3 | 0")
    given("clinical.adverse_event", "event_id | patient_id | term | started_on\nE1 | P1 | pneumonia | 2026-03-01")
    assert rows("marts.infection_near_low_count") == []


def test_the_cuts_are_those_of_adults_in_standard_units(rows):
    cuts = [row for row in rows("marts.grade_cut") if row["analyte"] == "neutrophils"]
    assert [(row["grade"], float(row["cut"]), row["unit"]) for row in cuts] == [
        (1, 1.0, "10*9/L"), (2, 0.8, "10*9/L"), (3, 0.6, "10*9/L"), (4, 0.4, "10*9/L"),
    ]  # fmt: skip
    assert {row["sex"] for row in rows("marts.grade_cut") if row["analyte"] == "haemoglobin"} == {"F", "M"}


def test_numbers_carry_their_source(rows):
    (row,) = [row for row in rows("marts.rule_number") if row["name"] == "infection_days"]
    assert (float(row["value"]), row["unit"], row["verification"]) == (14, "d", "P")


@pytest.fixture
def levels(given, rows):
    """Counts of one level: reached, not reached, not settled, no result."""

    def counts(level):
        (row,) = [row for row in rows("marts.kidney_level") if row["level"] == level]
        return tuple(row[name] for name in ("n_reached", "n_not_reached", "n_open", "n_without_result"))

    return counts


@pytest.mark.parametrize(
    ("level", "drawn", "expected"),
    [
        ("creatinine_1_5", "1.5", (1, 0, 0, 1)),
        ("creatinine_1_5", "1.49", (0, 1, 0, 1)),
        ("creatinine_1_5", ">1.2", (0, 0, 1, 1)),
        ("creatinine_1_5", "<1.5", (0, 1, 0, 1)),
        ("creatinine_1_5", "", (0, 0, 1, 1)),
        ("egfr_fall_30", "0.7", (1, 0, 0, 1)),
        ("egfr_fall_30", "0.71", (0, 1, 0, 1)),
        ("egfr_fall_50", "0.51", (0, 1, 0, 1)),
    ],
)
def test_a_level_against_the_baseline_begins_at_its_number(given, levels, level, drawn, expected):
    treated(given, "P1", "P2")
    operator, multiple = drawn.rstrip("0123456789.") or "=", drawn.lstrip("<>")
    results(given, level.split("_")[0], f"patient_id | value_operator | x_baseline\nP1 | {operator} | {multiple}")
    assert levels(level) == expected


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [("59.9", (1, 0, 0, 1)), ("60", (0, 1, 0, 1)), (">60", (0, 1, 0, 1)), (">59", (0, 0, 1, 1)), ("<60", (1, 0, 0, 1))],
)
def test_an_egfr_lies_below_a_level_and_a_bound_may_leave_it_open(given, levels, drawn, expected):
    treated(given, "P1", "P2")
    operator, value = drawn.rstrip("0123456789.") or "=", drawn.lstrip("<>")
    results(given, "egfr", f"patient_id | value_operator | value\nP1 | {operator} | {value}")
    assert levels("egfr_60") == expected


def test_one_result_that_reaches_a_level_decides_and_one_that_may_keeps_it_open(given, levels):
    treated(given, "P1", "P2")
    results(given, "egfr", "patient_id | value_operator | value\nP1 | = | 50\nP1 | = | 80\nP2 | > | 20\nP2 | = | 80")
    assert levels("egfr_60") == (1, 0, 1, 0)
