"""What the pages of rates draw. Built by `sql/marts/`."""

from schemas import signals_monitor
from schemas.base import Contract, Text, Whole, column


class WatchPath(signals_monitor.Monitor):
    """Path of each sequential statistic, recomputed from the whole series. One row a rule, baseline, statistic, day."""


class Crossing(signals_monitor.Crossing):
    """Every crossing that any night saw, with the night that saw it first. One row a path, design and tier."""


class Drift(signals_monitor.Drift):
    """Each month against our own twelve months before it: never against the trial. One row a rule and month."""


class SiteRate(signals_monitor.SiteRate):
    """Each site inside or outside the funnel around the whole programme: a reason to look. One row a rule and site."""


class CumulativeIncidence(signals_monitor.CumulativeIncidence):
    """Share of people with the signal by each day, other ends competing. One row a rule and day with an end."""


class Onset(Contract):
    """When each person's first dated flag of a rule began. One row a patient and rule."""

    rule: Text = column("VARCHAR", "Rule id", key=True)
    patient_id: Text = column("VARCHAR", "The person", key=True)
    days_since_first_dose: Whole = column("INTEGER", "Onset, counted from the first dose", unit="d", nullable=False)
    days_since_last_dose: Whole = column("INTEGER", "Onset, counted from the newest dose at or before it", unit="d")
