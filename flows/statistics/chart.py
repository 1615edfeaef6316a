"""Charts of our own past and between sites: doses between events, and funnels. Never against the trial."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom

from flows.statistics.check import inside, known

Numbers = NDArray[np.float64]


class BetweenEvents(NamedTuple):
    """Opportunities between two events (0, 1, 2, …): limits that a share `tail` lies beyond on either side."""

    low: Numbers
    median: Numbers
    high: Numbers


def between_events(share: ArrayLike, tail: float = 0.00135) -> BetweenEvents:
    """Limits of the number of opportunities between two events, each an event with probability `share` (g-chart).

    A gap shorter than `low` is a sign of a rise. `share` lies strictly between 0 and 1, else ValueError.
    Source: Benneyan 2001, Health Care Manag Sci 4:305 (probability limits, not three standard deviations).
    """
    (p,) = known(share=share)
    if np.any((p <= 0) | (p >= 1)):
        raise ValueError("share must lie between 0 and 1.")
    inside("tail", tail, 0, 0.5)
    low, median, high = (np.maximum(np.ceil(np.log1p(-q) / np.log1p(-p)) - 1, 0) for q in (tail, 0.5, 1 - tail))
    return BetweenEvents(low, median, high)


def funnel_limits(n_patients: ArrayLike, share: float, level: float) -> tuple[Numbers, Numbers]:
    """Exact binomial limits of sites' shares around a common `share`, `level` of the probability between them.

    Interpolated so that they are smooth in the number of patients; with few patients the lower one lies below zero: no
    site so small can fall out on that side. Source: Spiegelhalter 2005, Stat Med 24:1185, appendix A.1.1.
    """
    (n,) = known(n_patients=n_patients)
    if np.any(n < 1):
        raise ValueError("n_patients must be at least 1.")
    inside("share", share, 0, 1)
    inside("level", level, 0, 1)
    low, high = (_interpolated(binom(n, share), tail) for tail in ((1 - level) / 2, (1 + level) / 2))
    return low / n, high / n


def _interpolated(distribution, probability: float) -> Numbers:  # type: ignore[no-untyped-def]
    """The count at which the distribution function, drawn as a line between whole counts, has that probability."""
    count = distribution.ppf(probability)
    reached = distribution.cdf(count)
    return np.asarray(count - (reached - probability) / (reached - distribution.cdf(count - 1)))
