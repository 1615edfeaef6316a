"""The analysts' contract for rates in time: the watch, our own past, sites. Built by `sql/v1/`."""

from schemas import signals_denominator, signals_monitor


class Exposure(signals_denominator.Exposure):
    """Time under treatment: until death, stop and washout, or the end of observation. One row a treated person."""


class Monitor(signals_monitor.Monitor):
    """Path of each sequential statistic, recomputed from the whole series. One row a rule, baseline, statistic, day."""


class Crossing(signals_monitor.Crossing):
    """Every crossing that any night saw, with the night that saw it first. One row a path, design and tier."""


class Drift(signals_monitor.Drift):
    """Each month against our own twelve months before it: never against the trial. One row a rule and month."""


class EventGap(signals_monitor.EventGap):
    """Patient-weeks between an event and the one before it, for what is rare: the g-chart. One row a rule and day."""


class SiteRate(signals_monitor.SiteRate):
    """Each site inside or outside the funnel around the whole programme: a reason to look. One row a rule and site."""


class CumulativeIncidence(signals_monitor.CumulativeIncidence):
    """Share of people with the signal by each day on treatment, other ends competing. One row a rule and day."""


class MeanCount(signals_monitor.MeanCount):
    """Mean number of flags per person by each day, of signals that recur. One row a rule and day."""
