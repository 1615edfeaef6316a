"""What is watched, against what, and how: decided before looking, changed only here."""

from schemas.base import Contract, Number, Text, Truth, Whole, column
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


class WatchOutlook(Contract):
    """How far the monitor looks ahead: no number of the design, so changing it starts nothing anew. One row a name."""

    name: Text = column("VARCHAR", "Name by which it is read", key=True)
    patient_years: Number = column("DOUBLE", "Time at risk to come", unit="a", nullable=False)
    meaning: Text = column("VARCHAR", "What it is for, in words", nullable=False)
    source: Text = source()
    verification: Text = verification()


class OperatingCharacteristic(Contract):
    """What the nightly watch did in simulated programmes, written by `vigil simulate-monitoring`. One row a cell."""

    alarm: Text = column("VARCHAR", "The rule that was read every night", key=True)
    true_ratio: Number = column("DOUBLE", "True rate ÷ the trial's true rate", unit="1", key=True)
    expected_trial_events: Number = column("DOUBLE", "Events that the trial lets expect on average", unit="1", key=True)
    n_programmes: Whole = column("BIGINT", "Programmes simulated", nullable=False)
    n_called: Whole = column("BIGINT", "Of these, programmes that were ever called", nullable=False)
    median_days: Number = column("DOUBLE", "Median days until the call, of those called", unit="d")
    promised_share: Number = column("DOUBLE", "Most it may call where nothing changed; empty: none", unit="1")
    is_alarm: Truth = column("BOOLEAN", "It calls for review; else it reassures", nullable=False)
    simulated_years: Whole = column("INTEGER", "Length of a programme", unit="a", nullable=False)
    design_id: Text = column("VARCHAR", "Design of the watch that was simulated, of the rules alone", nullable=False)
    source: Text = source()
    verification: Text = verification()


class SiteWatch(Contract):
    """Numbers by which the data of a site are called silent or thin. One row a number."""

    name: Text = column("VARCHAR", "Name by which it is read", key=True)
    value: Number = column("DOUBLE", "The number", nullable=False)
    unit: Text = column("VARCHAR", "Unit in UCUM; 1 for a number without", nullable=False)
    meaning: Text = column("VARCHAR", "What it decides, in words", nullable=False)
    source: Text = source()
    verification: Text = verification()
