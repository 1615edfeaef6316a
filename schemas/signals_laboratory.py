"""Each person's peaks, worst grades and lowest counts over the whole course of treatment. Built by `sql/signals/`."""

from schemas.base import RATIO, VALUE, Contract, Day, Number, Text, Truth, Whole, column

UPPER_LIMIT = "its own upper limit"


class LiverPeak(Contract):
    """Highest aminotransferase and bilirubin after the first dose, in multiples. One row a treated patient."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    n_aminotransferase: Whole = column("BIGINT", "ALT and AST results after the first dose", nullable=False)
    n_bilirubin: Whole = column("BIGINT", "Total bilirubin results after the first dose", nullable=False)
    n_not_compared: Whole = column("BIGINT", "Of all these, results without an upper limit", nullable=False)
    aminotransferase: Text = column("VARCHAR", "alt or ast: which of them peaked; empty when none can be compared")
    aminotransferase_operator: Text = column("VARCHAR", "=, <, <=, > or >=: how the peak binds the true value")
    aminotransferase_x_uln: Number = column(RATIO, f"The peak ÷ {UPPER_LIMIT}", unit="1")
    aminotransferase_on: Day = column("DATE", "Local date of that peak")
    is_aminotransferase_high: Truth = column("BOOLEAN", "Any at or above the number of hys_law; empty: not settled")
    bilirubin_operator: Text = column("VARCHAR", "=, <, <=, > or >=")
    bilirubin_x_uln: Number = column(RATIO, f"The highest total bilirubin ÷ {UPPER_LIMIT}", unit="1")
    bilirubin_on: Day = column("DATE", "Local date of that peak")
    is_bilirubin_high: Truth = column("BOOLEAN", "Any above the number of hys_law; empty: not settled")
    days_between: Whole = column("INTEGER", "Bilirubin peak less aminotransferase peak; negative: before", unit="d")
    alp_operator: Text = column("VARCHAR", "=, <, <=, > or >=")
    alp_x_uln: Number = column(RATIO, f"ALP nearest to the aminotransferase peak ÷ {UPPER_LIMIT}", unit="1")
    alp_on: Day = column("DATE", "Local date of that ALP")
    r_value: Number = column(RATIO, "(ALT ÷ its limit) ÷ (ALP ÷ its limit), exact results of one draw", unit="1")
    nr_value: Number = column(RATIO, "The same with the higher of ALT and AST", unit="1")
    quadrant: Text = column(
        "VARCHAR",
        "both, aminotransferase alone, bilirubin alone, neither, or not settled (only bounds); empty: not placed",
    )
    not_placed_reason: Text = column("VARCHAR", "Why the person has no place in the plot, in words")


class CreatinineChange(Contract):
    """Highest creatinine after the first dose as a multiple of the own baseline. One row a treated patient."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    n_results: Whole = column("BIGINT", "Creatinine results after the first dose", nullable=False)
    n_not_compared: Whole = column("BIGINT", "Of these, without a multiple of the baseline", nullable=False)
    x_baseline: Number = column(RATIO, "The highest result ÷ the baseline", unit="1")
    operator: Text = column("VARCHAR", "=, <, <=, > or >=: how it binds the true value")
    value: Number = column(VALUE, "That result, in the unit beside it")
    unit: Text = column("VARCHAR", "Standard unit, UCUM")
    collected_on: Day = column("DATE", "Its local date")
    days_since_first_dose: Whole = column("INTEGER", "Its day, counted from the first infusion", unit="d")
    x_uln: Number = column(RATIO, "It ÷ its own upper limit", unit="1")
    baseline_value: Number = column(VALUE, "The baseline, in the same unit")
    baseline_on: Day = column("DATE", "Local date of the baseline")
    newest_x_baseline: Number = column(RATIO, "The newest result ÷ the baseline", unit="1")
    newest_on: Day = column("DATE", "Its local date")
    not_drawn_reason: Text = column("VARCHAR", "Why the person has no multiple, in words")


class GradeShift(Contract):
    """Grade at baseline and worst grade after the first dose. One row a treated patient and watched analyte."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    analyte: Text = column("VARCHAR", "Vigil's name of the analyte", key=True)
    baseline_grade: Whole = column("TINYINT", "DAIDS grade of the baseline; empty: not known")
    baseline_on: Day = column("DATE", "Local date of the graded baseline")
    worst_grade: Whole = column("TINYINT", "Worst DAIDS grade after the first dose; empty: not known")
    worst_on: Day = column("DATE", "First local date with that grade")
    n_results: Whole = column("BIGINT", "Results after the first dose", nullable=False)
    n_ungraded: Whole = column("BIGINT", "Of these, without a grade", nullable=False)
    may_be_higher: Truth = column(
        "BOOLEAN", "A result was not graded, or its grade is a minimum: the worst may be higher", nullable=False
    )


class LowestCount(Contract):
    """Lowest result after the first dose of what the label watches for a fall. One row a treated patient, analyte."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    analyte: Text = column("VARCHAR", "neutrophils, leukocytes, platelets or haemoglobin", key=True)
    sex: Text = column("VARCHAR", "F or M, by which haemoglobin is graded; empty when not reported")
    n_results: Whole = column("BIGINT", "Results after the first dose", nullable=False)
    n_not_compared: Whole = column("BIGINT", "Of these, without a value in the standard unit", nullable=False)
    value: Number = column(VALUE, "The lowest, in the unit beside it")
    operator: Text = column("VARCHAR", "=, <, <=, > or >=: how it binds the true value")
    unit: Text = column("VARCHAR", "Standard unit, UCUM")
    collected_on: Day = column("DATE", "Its local date")
    days_since_first_dose: Whole = column("INTEGER", "Its day, counted from the first infusion", unit="d")
    grade: Whole = column("TINYINT", "Its DAIDS grade; empty: cannot be judged")
    grade_is_minimum: Truth = column("BOOLEAN", "The true grade may be higher")
    baseline_value: Number = column(VALUE, "The baseline, in the same unit")
    baseline_grade: Whole = column("TINYINT", "DAIDS grade of the baseline; empty: not known")
    is_worse_than_baseline: Truth = column(
        "BOOLEAN", "Its grade is above that of the baseline, or above 0 where that is not known"
    )
    recovered_on: Day = column("DATE", "First later day with all results graded and none worse than the baseline")
    days_to_recovery: Whole = column("INTEGER", "That day less the day of the lowest", unit="d")
    newest_on: Day = column("DATE", "Newest result")
    not_drawn_reason: Text = column("VARCHAR", "Why the person has no lowest result, in words")


class InfectionNearLowCount(Contract):
    """Infections reported near a neutrophil count of grade 1 or more; nearness only. One row a report."""

    event_id: Text = column("VARCHAR", "Sender and record id, joined by a slash", key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    term: Text = column("VARCHAR", "Coded term, or the words of the reporter")
    started_on: Day = column("DATE", "Local date of onset; empty when the day is not known")
    started_text: Text = column("VARCHAR", "Onset as delivered")
    severity_grade: Whole = column("TINYINT", "Severity 1 to 5 as reported")
    is_serious: Truth = column("BOOLEAN", "Serious by the reporter")
    low_count_on: Day = column("DATE", "Local date of the nearest low count", nullable=False)
    days_from_low_count: Whole = column(
        "INTEGER", "Onset less that date, negative before; empty: whether it is near is not known", unit="d"
    )
