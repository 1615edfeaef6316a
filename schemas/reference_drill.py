"""The invented cases of the fire drill."""

from schemas.base import Contract, Text, column
from schemas.reference import source, verification


class DrillCase(Contract):
    """What the fire drill expects of its invented people, whose rows are in sql/drill/. One row an alarm and person."""

    alarm: Text = column(
        "VARCHAR",
        "Rule id, or clock_of_serious_case, clock_of_serious_row or work_list_of_serious_row",
        key=True,
    )
    patient_id: Text = column("VARCHAR", "The invented person; the id begins with DRILL-", key=True)
    expected: Text = column("VARCHAR", "raised, or quiet for a look-alike", nullable=False, isin=["raised", "quiet"])
    story: Text = column("VARCHAR", "What is invented, in words", nullable=False)
    source: Text = source()
    verification: Text = verification()
