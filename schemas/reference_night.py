"""Numbers of the nights themselves."""

from schemas.base import VALUE, Contract, Number, Text, column
from schemas.reference import source, verification


class NightNumber(Contract):
    """Every number that decides how a night runs. One row a number."""

    name: Text = column("VARCHAR", "Name of the number, its unit as suffix", key=True)
    value: Number = column(VALUE, "The number in force", nullable=False)
    unit: Text = column("VARCHAR", "UCUM unit", nullable=False)
    meaning: Text = column("VARCHAR", "What it decides, in words", nullable=False)
    source: Text = source()
    verification: Text = verification()
