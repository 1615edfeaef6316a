"""Vital signs: what is plausible, and their units."""

from schemas.base import VALUE, Contract, Number, Text, column
from schemas.reference import source, verification


class VitalSign(Contract):
    """What a vital sign can be at all: a reading outside is quarantined. A stopped heart or breath reads nought."""

    sign: Text = column("VARCHAR", "Vital sign", key=True)
    title: Text = column("VARCHAR", "Its name in a sentence", nullable=False)
    unit: Text = column("VARCHAR", "Unit in which Vigil keeps the sign, UCUM", nullable=False)
    plausible_from: Number = column(VALUE, "Lowest plausible reading", nullable=False)
    plausible_to: Number = column(VALUE, "Highest plausible reading", nullable=False)
    source: Text = source()
    verification: Text = verification()


class VitalUnit(Contract):
    """Accepted spellings of the units of vital signs: reading = (delivered - offset_first) x factor."""

    sign: Text = column("VARCHAR", "Vital sign", key=True)
    spelling: Text = column("VARCHAR", "Unit as delivered, lower case", key=True)
    unit: Text = column("VARCHAR", "Unit in which Vigil keeps the sign, UCUM", nullable=False)
    offset_first: Number = column(VALUE, "Taken off before multiplying", nullable=False)
    factor: Number = column("DECIMAL(18,12)", "Multiplied with", nullable=False)
    source: Text = source()
    verification: Text = verification()
