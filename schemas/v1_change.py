"""The analysts' contract for what changed overnight. Built by `sql/v1/`."""

from schemas import signals_change


class Change(signals_change.Change):
    """What changed since last night, and why. One row a flag, case, share, rate or crossing and cause.

    The parts of a subject sum to its change. Only what differs is here; each published night keeps its own rows.
    """


class ComparedNight(signals_change.ComparedNight):
    """With which night this one was compared, and what differs beside the data. One row."""
