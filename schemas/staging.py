"""What arrived, typed. The views of `sql/staging/` that other modules rest on."""

from schemas.base import VALUE, Contract, Day, Instant, Number, Text, Truth, Whole, column


class Course(Contract):
    """The course of treatment of each person known to any feed, as far as grading needs it. One row a patient."""

    patient_id: Text = column("VARCHAR", "The person", key=True)
    sex: Text = column("VARCHAR", "F or M; empty when not reported")
    birth_year: Whole = column("INTEGER", "Year of birth")
    first_dose_on: Day = column("DATE", "Local date of the first infusion; empty when never treated")
    first_dose_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Its start; empty when only the date is known")
    background_started_on: Day = column("DATE", "First antiretroviral started on or after the first dose")


class LabResult(Contract):
    """Each laboratory result in force, typed, in the units reported. One row a result."""

    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    laboratory_id: Text = column("VARCHAR", "Laboratory")
    reported_analyte: Text = column("VARCHAR", "Analyte name or local code as delivered")
    loinc: Text = column("VARCHAR", "LOINC code as delivered")
    collected_on: Day = column("DATE", "Local date of collection", nullable=False)
    collected_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Collection; empty when only the date is known")
    value_operator: Text = column("VARCHAR", "=, <, <=, > or >=", nullable=False)
    reported_value: Number = column(VALUE, "The number reported")
    unit_text: Text = column("VARCHAR", "Unit as delivered")
    lower_limit: Number = column(VALUE, "Lower limit of the reference range")
    upper_limit: Number = column(VALUE, "Upper limit of the reference range")
    is_fasting: Truth = column("BOOLEAN", "Collected fasting; empty when not known")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)


class ImplausibleLabResult(Contract):
    """Laboratory results that no unit makes plausible. One row a result."""

    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)
    column_name: Text = column("VARCHAR", "Column that breaks the rule", nullable=False)
    rule: Text = column("VARCHAR", "The rule in words, without the value", nullable=False)


class SetAside(Contract):
    """Every delivered row that is not in force, and why. One row a delivered row."""

    feed: Text = column("VARCHAR", "Feed", key=True)
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", key=True)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", key=True)
    disposition: Text = column("VARCHAR", "quarantined, superseded or withdrawn", nullable=False)
    column_names: Text = column("VARCHAR", "Columns that break a rule, separated by semicolons")
    reasons: Text = column("VARCHAR", "The broken rules in words, separated by semicolons")
