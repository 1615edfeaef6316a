"""Tests for antibodies to ibalizumab. Built by `sql/clinical/`."""

from schemas.base import VALUE, Contract, Day, Instant, Number, Text, Truth, Whole, column


class AntibodyTest(Contract):
    """One test for antibodies to ibalizumab in force. One row a test."""

    antibody_test_id: Text = column("VARCHAR", "Sender and record id, joined by a slash", key=True)
    patient_id: Text = column("VARCHAR", "The person", nullable=False)
    collected_on: Day = column("DATE", "Local date of collection", nullable=False)
    collected_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Collection; empty when only the date is known")
    days_since_first_dose: Whole = column("INTEGER", "0 on the day of the first infusion; negative before", unit="d")
    is_after_first_dose: Truth = column(
        "BOOLEAN",
        "Collected after the start of the first infusion; an untimed sample of that same day counts as after",
    )
    result: Text = column("VARCHAR", "negative or positive; empty when indeterminate")
    titre: Number = column(VALUE, "Reciprocal titre, where one is given", unit="{titer}")
    is_neutralising: Truth = column("BOOLEAN", "Neutralising; empty when not tested")
    assay: Text = column("VARCHAR", "Assay and its version, as delivered")
    drug_level_ug_per_ml: Number = column(VALUE, "Ibalizumab in the same sample", unit="ug/mL")
    source_file: Text = column("VARCHAR", "SHA-256 of the delivery in the archive", nullable=False)
    source_row: Whole = column("BIGINT", "Row of the delivery, its header being row 1", nullable=False)
