"""Lengths of observation within which patients are counted."""

from schemas.base import Contract, Text, Whole, column
from schemas.reference import source, verification


class AnalysisWindow(Contract):
    """Days after the first dose within which patients are counted for a comparison. One row a comparison."""

    name: Text = column("VARCHAR", "The comparison that it serves", key=True)
    window_days: Whole = column(
        "INTEGER",
        "Last day that counts, the day of the first dose being day 0; empty for the whole time of observation",
        unit="d",
    )
    meaning: Text = column("VARCHAR", "What it decides, in words", nullable=False)
    source: Text = source()
    verification: Text = verification()
