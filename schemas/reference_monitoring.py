"""What is watched, against what, and how: decided before looking, changed only here."""

from schemas.base import Contract, Number, Text, column
from schemas.reference import source, verification


class MonitoringNumber(Contract):
    """Numbers of the comparison and of the nightly watch. Changing one starts the watch anew. One row a number."""

    name: Text = column("VARCHAR", "Name by which it is read", key=True)
    value: Number = column("DOUBLE", "The number", nullable=False)
    unit: Text = column("VARCHAR", "Unit in UCUM; 1 for a number without", nullable=False)
    meaning: Text = column("VARCHAR", "What it decides, in words", nullable=False)
    source: Text = source()
    verification: Text = verification()


class RateRatioGrid(Contract):
    """Alternatives over which the e-value is averaged, with equal weights. One row a rate ratio."""

    rate_ratio: Number = column("DOUBLE", "Ratio to the rate of the trial", unit="1", key=True)
    source: Text = source()
    verification: Text = verification()


class TrialPersonTime(Contract):
    """Patient-years of the trial, which nobody printed: the value used and the most there can have been."""

    name: Text = column("VARCHAR", "primary (used) or ceiling (for sensitivity)", key=True)
    trial: Text = column("VARCHAR", "Trial, as reference.trial_baseline names it", nullable=False)
    patient_years: Number = column("DOUBLE", "Time under observation", unit="a", nullable=False)
    meaning: Text = column("VARCHAR", "What it is, in words", nullable=False)
    source: Text = source()
    verification: Text = verification()


class PredeclaredSignal(Contract):
    """The few signals on which CMaxSPRT spends: at most five, chosen before looking. One row a signal."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    baseline_id: Text = column("VARCHAR", "Its row of reference.trial_baseline", nullable=False)
    reason: Text = column("VARCHAR", "Why this one", nullable=False)
    source: Text = source()
    verification: Text = verification()


class Population(Contract):
    """Groups of people in which rates are counted. One row a group."""

    population: Text = column("VARCHAR", "Name of the group", key=True)
    title: Text = column("VARCHAR", "Its name on pages", nullable=False)
    meaning: Text = column("VARCHAR", "Who belongs to it", nullable=False)
    source: Text = source()
    verification: Text = verification()
