"""Units of vital signs."""

from schemas.base import VALUE, Contract, Number, Text, column
from schemas.reference import source, verification


class VitalUnit(Contract):
    """Accepted spellings of the units of vital signs: reading = (delivered - offset_first) x factor."""

    sign: Text = column("VARCHAR", "Vital sign", key=True)
    spelling: Text = column("VARCHAR", "Unit as delivered, lower case", key=True)
    unit: Text = column("VARCHAR", "Unit in which Vigil keeps the sign, UCUM", nullable=False)
    offset_first: Number = column(VALUE, "Taken off before multiplying", nullable=False)
    factor: Number = column("DECIMAL(18,12)", "Multiplied with", nullable=False)
    source: Text = source()
    verification: Text = verification()
