"""Charts of our own past and between sites: CUSUM, doses between events, funnel limits. Never against the trial."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom, poisson

Numbers = NDArray[np.float64]


class BetweenEvents(NamedTuple):
    """Opportunities between two events (0, 1, 2, …): limits that a share of 0.00135 lies beyond on either side."""

    low: Numbers
    median: Numbers
    high: Numbers


def poisson_cusum(n_events: ArrayLike, expected: ArrayLike, rate_ratio: float = 2.0) -> Numbers:
    """Log-likelihood-ratio CUSUM of a rise by `rate_ratio`, after each period; it never falls below zero.

    Source: Lucas 1985, Technometrics 27:129; Rossi et al. 1999, Stat Med 18:2111 (exposure that varies).
    """
    steps = np.asarray(n_events, np.float64) * np.log(rate_ratio) - np.asarray(expected, np.float64) * (rate_ratio - 1)
    path = np.empty(len(steps))
    level = 0.0
    for period, step in enumerate(steps):
        level = max(0.0, level + step)
        path[period] = level
    return path


def poisson_cusum_run_length(mean: float, reference: float, limit: float, steps_per_unit: int) -> float:
    """Mean number of periods until the CUSUM of counts less `reference` reaches `limit`, by a Markov chain.

    `reference` and `limit` must be whole multiples of 1 / `steps_per_unit`. Source: Lucas 1985, Technometrics 27:129.
    """
    n_states = round(limit * steps_per_unit)
    drop = round(reference * steps_per_unit)
    if not np.isclose([n_states, drop], [limit * steps_per_unit, reference * steps_per_unit]).all():
        raise ValueError("The reference and the limit must be whole multiples of one step.")
    level = np.arange(n_states)
    moves = np.zeros((n_states, n_states))
    for count in range(n_states // steps_per_unit + drop + 2):
        after = level + count * steps_per_unit - drop
        stays = after < n_states
        np.add.at(moves, (level[stays], np.maximum(after[stays], 0)), poisson.pmf(count, mean))
    return float(np.linalg.solve(np.eye(n_states) - moves, np.ones(n_states))[0])


def between_events(share: ArrayLike, tail: float = 0.00135) -> BetweenEvents:
    """Limits of the number of opportunities between two events, each an event with probability `share`.

    Source: Benneyan 2001, Health Care Manag Sci 4:305 (probability limits, not three standard deviations).
    """
    p = np.asarray(share, np.float64)
    low, median, high = (np.maximum(np.ceil(np.log1p(-q) / np.log1p(-p)) - 1, 0) for q in (tail, 0.5, 1 - tail))
    return BetweenEvents(low, median, high)


def funnel_limits(n_patients: ArrayLike, share: float, level: float) -> tuple[Numbers, Numbers]:
    """Exact binomial limits around a common share, interpolated so that they are smooth in the number of patients.

    Source: Spiegelhalter 2005, Stat Med 24:1185, appendix A.1.1.
    """
    n = np.asarray(n_patients, np.float64)
    return _funnel_limit(n, share, (1 - level) / 2), _funnel_limit(n, share, (1 + level) / 2)


def _funnel_limit(n: Numbers, share: float, probability: float) -> Numbers:
    count = binom.ppf(probability, n, share)
    reached = binom.cdf(count, n, share)
    fraction = (reached - probability) / (reached - binom.cdf(count - 1, n, share))
    return np.asarray((count - fraction) / n)
