"""Doses in the analysts' contract. Built by `sql/v1/`."""

from schemas import marts_dosing


class NextDose(marts_dosing.NextDose):
    """Whose dose is due next, and how late it is at the data cut-off. One row a treated, living person."""


class PatientWithoutDose(marts_dosing.PatientWithoutDose):
    """People of whom something was reported, but no administration is in force. One row a person."""
