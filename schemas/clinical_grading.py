"""The grading tables, resolved for every situation before a result is read; each person's baseline."""

from schemas.base import RATIO, VALUE, Contract, Day, Number, Rows, Text, Truth, Whole, column

AGE = "DECIMAL(9,2)"
POSITION = "DECIMAL(18,9)"
VERDICTS = (
    'STRUCT("system" VARCHAR, reading TINYINT, grade_min TINYINT, grade_max TINYINT, direction VARCHAR, '
    "open_reason VARCHAR)[]"
)
STATES = "missing, unknown, low, not_high, normal or high, against its own limits"


class GradeCriterion(Contract):
    """One grading rule as half a number line, in one unit that results may be reported in."""

    criterion_id: Whole = column("INTEGER", "Number of the criterion, this night", key=True)
    system: Text = column("VARCHAR", "Grading system", nullable=False)
    row_id: Text = column("VARCHAR", "Row of reference.grade_rule; empty: no row fits this unit")
    analyte: Text = column("VARCHAR", "Vigil's name of the analyte", nullable=False)
    reported_unit: Text = column("VARCHAR", "Unit of the result, UCUM", nullable=False)
    measure: Text = column(
        "VARCHAR", "What is compared: value, x_uln, x_lln, x_baseline, x_uln_and_x_baseline", nullable=False
    )
    direction: Text = column("VARCHAR", "high: holds from the bound upwards; low: below it", nullable=False)
    grade: Whole = column("TINYINT", "Grade where it holds; empty: none is given there")
    bound: Number = column(
        POSITION, "First position that holds (high) or no longer holds (low); empty: holds everywhere"
    )
    sex: Text = column("VARCHAR", "F or M; empty: both")
    age_from_days: Number = column(AGE, "Age from which it holds", unit="d", nullable=False)
    age_below_days: Number = column(AGE, "Age below which it holds; empty: any", unit="d")
    is_fasting: Truth = column("BOOLEAN", "Fasting or other samples; empty: both")
    baseline_state: Text = column("VARCHAR", "high, not_high, low or not_low; empty: any")
    needs_symptoms: Truth = column("BOOLEAN", "Holds with or without what no result tells; empty: either")
    when_baseline_missing: Text = column("VARCHAR", "See reference.grading_system", nullable=False)
    open_reason: Text = column("VARCHAR", "Why the grade stays open where this criterion decides")


class GradeScale(Contract):
    """The criteria that hold in one situation for one measure. Situations may share a scale."""

    analyte: Text = column("VARCHAR", "Vigil's name of the analyte", key=True)
    reported_unit: Text = column("VARCHAR", "Unit of the result, UCUM", key=True)
    sex: Text = column("VARCHAR", "F, M or unknown", key=True)
    is_fasting: Truth = column("BOOLEAN", "Fasting sample", key=True)
    baseline_state: Text = column("VARCHAR", STATES, key=True)
    age_from_days: Number = column(AGE, "Youngest age", unit="d", key=True)
    age_below_days: Number = column(AGE, "Age at which the next situation begins", unit="d", nullable=False)
    measure: Text = column("VARCHAR", "What is compared", key=True)
    scale_id: Whole = column("INTEGER", "Number of the scale, this night", nullable=False)
    readings: Rows = column("INTEGER[][]", "Criteria of each reading that is possible", nullable=False)


class GradeBand(Contract):
    """A stretch of a scale on which every grade is the same: from_value up to, not including, below_value."""

    band_id: Whole = column("INTEGER", "Number of the band, this night", key=True)
    scale_id: Whole = column("INTEGER", "Its scale", nullable=False)
    reach: Text = column("VARCHAR", "Operator of the results that it is for; ?: the measure is missing", nullable=False)
    from_value: Number = column(POSITION, "Lower end", nullable=False)
    below_value: Number = column(POSITION, "Upper end, not in the band", nullable=False)
    verdicts: Rows = column(VERDICTS, "Lowest and highest possible grade in each system and reading", nullable=False)


class GradeSituation(Contract):
    """All that decides on which scales a result is read, and those scales."""

    analyte: Text = column("VARCHAR", "Vigil's name of the analyte", key=True)
    reported_unit: Text = column("VARCHAR", "Unit of the result, UCUM", key=True)
    sex: Text = column("VARCHAR", "F, M or unknown", key=True)
    is_fasting: Truth = column("BOOLEAN", "Fasting sample", key=True)
    baseline_state: Text = column("VARCHAR", STATES, key=True)
    age_from_days: Number = column(AGE, "Youngest age", unit="d", key=True)
    age_below_days: Number = column(AGE, "Age at which the next situation begins", unit="d", nullable=False)
    measure_1: Text = column("VARCHAR", "Measure of the first scale", nullable=False)
    scale_1: Whole = column("INTEGER", "First scale", nullable=False)
    measure_2: Text = column("VARCHAR", "Measure of the second scale")
    scale_2: Whole = column("INTEGER", "Second scale")
    measure_3: Text = column("VARCHAR", "Measure of the third scale")
    scale_3: Whole = column("INTEGER", "Third scale")


class GradeOutcome(Contract):
    """What follows from the bands in which a result lies; 0 stands for no scale. One row a combination."""

    band_1: Whole = column("INTEGER", "Band on the first scale", key=True)
    band_2: Whole = column("INTEGER", "Band on the second scale", key=True)
    band_3: Whole = column("INTEGER", "Band on the third scale", key=True)
    daids_grade: Whole = column("TINYINT", "DAIDS v2.1 grade; empty: cannot be judged")
    daids_direction: Text = column("VARCHAR", "low or high, for a grade of 1 or more")
    daids_grade_is_minimum: Truth = column("BOOLEAN", "The true grade may be higher")
    ctcae_v5_grade: Whole = column("TINYINT", "CTCAE v5.0 grade; empty: cannot be judged")
    ctcae_v5_direction: Text = column("VARCHAR", "low or high, for a grade of 1 or more")
    ctcae_v5_grade_is_minimum: Truth = column("BOOLEAN", "The true grade may be higher")
    ctcae_v6_grade: Whole = column("TINYINT", "CTCAE v6.0 grade; empty: cannot be judged, or switched off")
    ctcae_v6_direction: Text = column("VARCHAR", "low or high, for a grade of 1 or more")
    ctcae_v6_grade_is_minimum: Truth = column("BOOLEAN", "The true grade may be higher")
    label_hit: Truth = column("BOOLEAN", "Beyond the threshold of the US label; empty: cannot be judged")
    grade_reason: Text = column("VARCHAR", "Why a grade of an active system is empty, in words")
    label_reason: Text = column("VARCHAR", "Why label_hit is empty, in words")


class LabBaseline(Contract):
    """Each person's last exact result of an analyte before the first infusion and the background regimen."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    analyte: Text = column("VARCHAR", "Vigil's name of the analyte", key=True)
    for_unit: Text = column("VARCHAR", "Unit of the later results that this row is for; empty: any")
    baseline_on: Day = column("DATE", "Local date of the baseline")
    baseline_reported_unit: Text = column("VARCHAR", "Unit in which it was reported, UCUM")
    baseline_reported_value: Number = column(VALUE, "Baseline as reported")
    baseline_value: Number = column(VALUE, "Baseline in the analyte's standard unit")
    baseline_x_uln: Number = column(RATIO, "Baseline ÷ its own upper limit", unit="1")
    baseline_state: Text = column("VARCHAR", STATES, nullable=False)
    baseline_daids_grade: Whole = column("TINYINT", "DAIDS v2.1 grade of the baseline; empty: cannot be judged")
    background_reported_unit: Text = column("VARCHAR", "Unit of the baseline before the background regimen, UCUM")
    background_reported_value: Number = column(VALUE, "That baseline as reported")
    background_value: Number = column(VALUE, "That baseline in the standard unit")
