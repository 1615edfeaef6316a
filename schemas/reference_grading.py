"""How laboratory results are named, converted and graded: what people decided, as rows."""

from schemas.base import VALUE, Contract, Number, Text, Truth, Whole, column
from schemas.reference import source, verification


class Analyte(Contract):
    """What a laboratory measures, each in one standard unit. One row an analyte."""

    analyte: Text = column("VARCHAR", "Vigil's name of the analyte", key=True)
    title: Text = column("VARCHAR", "Name on pages", nullable=False)
    standard_unit: Text = column("VARCHAR", "The one unit of `value` in clinical.lab_result, UCUM", nullable=False)
    plausible_from: Number = column(VALUE, "Lowest plausible result, in the standard unit; empty: not checked")
    plausible_to: Number = column(VALUE, "Highest plausible result, in the standard unit; empty: not checked")
    baseline_days: Whole = column("INTEGER", "How far a baseline may lie before the dose", unit="d", nullable=False)
    source: Text = source()
    verification: Text = verification()


class AnalyteCode(Contract):
    """LOINC codes and laboratories' names of an analyte; LOINC decides over the name. One row a code."""

    code: Text = column("VARCHAR", "LOINC code, or name or local code in lower case", key=True)
    analyte: Text = column("VARCHAR", "Vigil's name of the analyte", nullable=False)
    is_fasting: Truth = column("BOOLEAN", "The code itself says that the person was fasting")
    meaning: Text = column("VARCHAR", "What the code stands for", nullable=False)
    source: Text = source()
    verification: Text = verification()


class UnitSpelling(Contract):
    """How laboratories write a unit; letter case counts, as in UCUM. One row a spelling."""

    spelling: Text = column("VARCHAR", "The unit as delivered", key=True)
    unit: Text = column("VARCHAR", "The same unit in UCUM", nullable=False)
    source: Text = source()
    verification: Text = verification()


class UnitConversion(Contract):
    """The units accepted for an analyte: value = reported × multiply_by ÷ divide_by. One row a unit."""

    analyte: Text = column("VARCHAR", "Vigil's name of the analyte", key=True)
    unit: Text = column("VARCHAR", "Accepted unit, UCUM", key=True)
    multiply_by: Number = column("DECIMAL(18,9)", "Multiplied with", nullable=False)
    divide_by: Number = column("DECIMAL(18,9)", "Divided by", nullable=False)
    is_log10: Truth = column("BOOLEAN", "The reported number is a common logarithm", nullable=False)
    graded_in: Text = column("VARCHAR", "Unit whose printed cuts are read; empty: this unit itself")
    graded_factor: Number = column("DECIMAL(18,9)", "Reported number × this = the number in graded_in")
    note: Text = column("VARCHAR", "What a reader should know")
    source: Text = source()
    verification: Text = verification()


class GradingSystem(Contract):
    """The tables that results are graded by. One row a system."""

    system: Text = column("VARCHAR", "daids, ctcae_v5, ctcae_v6 or us_label", key=True)
    title: Text = column("VARCHAR", "Name on pages", nullable=False)
    is_active: Truth = column("BOOLEAN", "Graded in the night", nullable=False)
    adult_from_years: Whole = column(
        "INTEGER",
        "Below this age the night gives no grade; a missing age is read as this one",
        unit="a",
        nullable=False,
    )
    grades_children: Truth = column("BOOLEAN", "Grades below that age, by the rows for children", nullable=False)
    when_baseline_missing: Text = column(
        "VARCHAR",
        "drop_clause: criteria on the baseline are left out; assume_normal: so too, and it counts as normal; "
        "keep_unknown: they cannot be judged",
        nullable=False,
        isin=["drop_clause", "assume_normal", "keep_unknown"],
    )
    meaning: Text = column("VARCHAR", "What the system is", nullable=False)
    source: Text = source()
    verification: Text = verification()


class GradeRule(Contract):
    """Each printed grade of each system; only its severe-side cut is judged. One row a row and analyte."""

    row_id: Text = column("VARCHAR", "Id of the printed row (A…: added here)", key=True)
    system: Text = column("VARCHAR", "Grading system", nullable=False)
    analyte: Text = column("VARCHAR", "Vigil's name of the analyte", key=True)
    direction: Text = column("VARCHAR", "high or low", nullable=False, isin=["high", "low"])
    grade: Whole = column("TINYINT", "Grade; empty: beyond the cut the system gives none")
    measure: Text = column(
        "VARCHAR",
        "value, x_uln, x_lln, x_baseline, percent_fall (from the baseline), x_uln_and_x_baseline (both must "
        "lie beyond the cut) or clinical (no number: not judged)",
        nullable=False,
        isin=["value", "x_uln", "x_lln", "x_baseline", "percent_fall", "x_uln_and_x_baseline", "clinical"],
    )
    cut: Number = column(VALUE, "The severe-side cut, in unit")
    includes_cut: Truth = column("BOOLEAN", "A result exactly at the cut has the grade")
    unit: Text = column("VARCHAR", "Unit of the cut, UCUM")
    as_printed: Text = column("VARCHAR", "The whole printed range")
    sex: Text = column("VARCHAR", "F or M; empty: both")
    age_from_days: Number = column(
        "DECIMAL(9,2)",
        "Age from which the row holds (half days and less fall between completed days and months)",
        unit="d",
    )
    age_below_days: Number = column("DECIMAL(9,2)", "Age below which the row holds", unit="d")
    is_fasting: Truth = column("BOOLEAN", "Holds for fasting (true) or other (false) samples; empty: both")
    baseline_state: Text = column(
        "VARCHAR",
        "Baseline against its own limits: high, not_high, low, not_low; empty: any",
        isin=["high", "not_high", "low", "not_low"],
    )
    needs_hiv_negative: Truth = column("BOOLEAN", "Holds only in people without HIV: never judged here", nullable=False)
    needs_symptoms: Truth = column("BOOLEAN", "Holds with (true) or without (false) what condition says; empty: either")
    condition: Text = column("VARCHAR", "Condition that no laboratory result tells")
    note: Text = column("VARCHAR", "What a reader should know")
    source: Text = source()
    verification: Text = verification()
