"""How the US label says that ibalizumab is given, from which edition on."""

from typing import Any

from schemas.base import VALUE, Contract, Number, Text, column
from schemas.reference import GRADES, source, verification


def minutes(meaning: str) -> Any:
    """A length of time that the label asks for."""
    return column(VALUE, meaning, unit="min", nullable=False)


def grade_of(what: str) -> Any:
    """How far one of several statements of a row was verified."""
    return column("VARCHAR", f"Verification grade of {what}; NV is never the ground of a flag", isin=GRADES)


class LabelledAdministration(Contract):
    """One way to give one dose, which holds from an edition of the label on. One row an edition, dose and method.

    "Later" means: not the person's first administration, and no infusion-associated reaction before.
    """

    label_version: Text = column("VARCHAR", "First edition that allows it", key=True)
    dose_kind: Text = column("VARCHAR", "loading or maintenance", key=True, isin=["loading", "maintenance"])
    method: Text = column("VARCHAR", "infusion or push", key=True, isin=["infusion", "push"])
    dose_mg: Number = column(VALUE, "Amount", unit="mg", nullable=False)
    shortest_minutes: Number = minutes("Shortest administration")
    shortest_minutes_later: Number = minutes("Shortest later administration")
    shortest_verification: Text = grade_of("the shortest times")
    observed_minutes: Number = minutes("Observation after the end")
    observed_minutes_later: Number = minutes("Observation after a later administration")
    observation_verification: Text = grade_of("the observation")
    source: Text = source()
    verification: Text = verification()
