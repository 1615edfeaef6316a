"""What would settle a comparison that cannot tell yet: so many more events, or so much more time without any."""

import numpy as np
from scipy.special import betaincinv

from flows.comparison import Comparison
from flows.monitoring_design import MonitoringDesign
from flows.statistics.rate import JEFFREYS
from flows.statistics.sequential import events_to_reach

MOST_YEARS = 10_000
"""Of more patient-years than these nothing is said: no programme will have them."""


def more_events(figures: Comparison, design: MonitoringDesign) -> str:
    """How many more events in the same time would reach the tier; empty when none would."""
    events, years = figures.watched
    trial = figures.trial_n_events or 0
    needed = events_to_reach(design.above_e_value, years, trial, figures.person_times, design.rate_ratios).max()
    if np.isnan(needed):
        return ""
    n_more = int(needed) - events
    return f'{n_more:,} more first event{"" if n_more == 1 else "s"} in the same time would make it "above".'


def more_years(figures: Comparison, design: MonitoringDesign) -> str:
    """How much more time without an event would make a doubling unlikely; empty when no programme will have it.

    The probability of more than the ratio falls with our time: where it meets its limit has a closed form.
    """
    events, trial = figures.n_events or 0, figures.trial_n_events or 0
    share = float(betaincinv(events + JEFFREYS, trial + JEFFREYS, 1 - design.doubling_unlikely_probability))
    if share == 1:
        return ""
    total = max(figures.person_times) * share / (design.doubling_ratio * (1 - share))
    more = total - (figures.patient_years or 0)
    if more > MOST_YEARS:
        return ""
    shown = f"{np.ceil(more):,.0f}"
    years = "year" if shown == "1" else "years"
    return f"{shown} more patient-{years} without another event would make a doubling unlikely."
