"""Medicines that move a laboratory result without harm to the organ that it stands for."""

from schemas.base import Contract, Text, column
from schemas.reference import source, verification


class ConfoundingMedicine(Contract):
    """A medicine that a flag names beside its result and that never removes it. One row a spelling."""

    rule: Text = column("VARCHAR", "Rule id of the flag that names it", key=True)
    term: Text = column("VARCHAR", "Words sought in the generic name as delivered, lower case", key=True)
    medicine: Text = column("VARCHAR", "Generic name that the flag shows", nullable=False)
    mechanism: Text = column("VARCHAR", "How it moves the result", nullable=False)
    source: Text = source()
    verification: Text = verification()
