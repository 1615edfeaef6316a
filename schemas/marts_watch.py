"""What the pages of rates draw. Built by `sql/marts/`."""

from schemas import reference_monitoring, signals_monitor
from schemas.base import Contract, Day, Number, Text, Whole, column


class WatchPath(signals_monitor.Monitor):
    """Path of each sequential statistic, recomputed from the whole series. One row a rule, baseline, statistic, day."""


class Crossing(signals_monitor.Crossing):
    """Every crossing that any night saw, with the night that saw it first. One row a path, design and tier."""


class Drift(signals_monitor.Drift):
    """Each month against our own twelve months before it: never against the trial. One row a rule and month."""


class SiteRate(signals_monitor.SiteRate):
    """Each site inside or outside the funnel around the whole programme: a reason to look. One row a rule and site."""


class CumulativeIncidence(signals_monitor.CumulativeIncidence):
    """Share of people with the signal by day, other ends competing. One row a rule and day with an end, or the last."""


class MeanCount(signals_monitor.MeanCount):
    """Mean number of flags per person, of signals that recur. One row a rule and day with a flag, or the last."""


class Onset(Contract):
    """When each person's first dated flag of a rule began. One row a patient and rule."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    patient_id: Text = column("VARCHAR", "The person", key=True)
    days_since_first_dose: Whole = column("INTEGER", "Onset, counted from the first dose", unit="d", nullable=False)
    days_since_last_dose: Whole = column("INTEGER", "Onset, counted from the newest dose at or before it", unit="d")


class WatchNow(Contract):
    """Each watched path as it stands tonight: design, restart, what would cross. One row a rule and baseline."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    title: Text = column("VARCHAR", "What a physician calls it", nullable=False)
    baseline_id: Text = column("VARCHAR", "Row of reference.trial_baseline", key=True)
    baseline_kind: Text = column("VARCHAR", "Kind of the baseline; kinds are never mixed")
    design_id: Text = column("VARCHAR", "Digest of every number that the path rests on")
    counted_from_on: Day = column("DATE", "Night on which the design changed and counting began anew; empty: never")
    until_on: Day = column("DATE", "Last day that is counted", nullable=False)
    n_events: Whole = column("BIGINT", "People with a first event so far", nullable=False)
    patient_years: Number = column("DOUBLE", "Time at risk so far", unit="a", nullable=False)
    e_value: Number = column("DOUBLE", "Evidence against the trial's rate tonight", unit="1", nullable=False)
    boundary: Number = column("DOUBLE", "From this e-value on: above", unit="1", nullable=False)
    ahead_patient_years: Number = column("DOUBLE", "Time at risk to come", unit="a", nullable=False)
    n_more_events: Whole = column("BIGINT", "So many more events by its end would cross; empty: no number would")
    rules_design_id: Text = column("VARCHAR", "Design of the watch, of the rules alone", nullable=False)


class NightVerdict(Contract):
    """What each night of the last 30 days said of each rate. One row a night, rule and baseline."""

    as_of: Day = column("DATE", "Night", key=True)
    rule: Text = column("VARCHAR", "Rule id", key=True)
    title: Text = column("VARCHAR", "What a physician calls it", nullable=False)
    baseline_id: Text = column("VARCHAR", "Row of reference.trial_baseline", key=True)
    baseline_kind: Text = column("VARCHAR", "Kind of the baseline")
    verdict: Text = column("VARCHAR", "The word that it said", nullable=False)
    e_value: Number = column("DOUBLE", "Evidence against the trial's rate as it was then", unit="1")
    run_id: Text = column("VARCHAR", "Run that built it", nullable=False)


class OperatingCharacteristic(reference_monitoring.OperatingCharacteristic):
    """What the nightly watch did in simulated programmes. One row an alarm, true ratio and expected trial events."""
