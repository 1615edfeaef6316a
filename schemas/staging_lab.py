"""Laboratory results as measures, before any is judged."""

from schemas.base import RATIO, VALUE, Contract, Day, Instant, Number, Text, Truth, Whole, column
from schemas.staging import LabResult


class LabMeasure(Contract):
    """Each result in force in its standard unit and as multiples of its limits. One row a result."""

    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    analyte: Text = column("VARCHAR", "Vigil's name of the analyte; empty when the code is not known")
    reported_analyte: Text = column("VARCHAR", "Analyte name or local code as delivered")
    loinc: Text = column("VARCHAR", "LOINC code as delivered")
    collected_on: Day = column("DATE", "Local date of collection", nullable=False)
    collected_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Collection; empty when only the date is known")
    days_since_first_dose: Whole = column("INTEGER", "0 on the day of the first infusion; negative before", unit="d")
    days_since_background: Whole = column("INTEGER", "0 on the first day of the background regimen", unit="d")
    is_after_first_dose: Truth = column("BOOLEAN", "Collected after the start of the first infusion", nullable=False)
    value_operator: Text = column("VARCHAR", "=, <, <=, > or >=", nullable=False)
    value: Number = column(VALUE, "Result in the analyte's standard unit")
    unit: Text = column("VARCHAR", "The analyte's standard unit, UCUM")
    reported_value: Number = column(VALUE, "Result in the unit reported")
    reported_unit: Text = column("VARCHAR", "Unit reported, in UCUM; empty when it is not accepted for the analyte")
    lower_limit: Number = column(VALUE, "Lower limit of the reference range, in the reported unit")
    upper_limit: Number = column(VALUE, "Upper limit of the reference range, in the reported unit")
    position: Number = column("DECIMAL(18,9)", "reported_value with nine decimals, held where grading bands end")
    x_lln: Number = column(RATIO, "Result ÷ its own lower limit", unit="1")
    x_uln: Number = column(RATIO, "Result ÷ its own upper limit", unit="1")
    sex: Text = column("VARCHAR", "F, M or unknown", nullable=False)
    age_days: Number = column(
        "DECIMAL(9,2)", "Age at collection; a missing age counts as adult", unit="d", nullable=False
    )
    is_graded: Truth = column("BOOLEAN", "Of an age that is graded", nullable=False)
    is_fasting: Truth = column("BOOLEAN", "Fasting; not known counts as not fasting", nullable=False)
    unmeasured_reason: Text = column("VARCHAR", "Why there is no value, in words")
    laboratory_id: Text = column("VARCHAR", "Laboratory, as delivered")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)


class TypedLabResult(LabResult):
    """Each delivered laboratory result that keeps the contract, typed, whatever its version. One row a row."""
