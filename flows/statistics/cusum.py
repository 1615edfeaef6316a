"""CUSUM of our own monthly counts, and its limit from the time between two false alarms. Never against the trial."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import poisson

from flows.statistics.check import inside, not_negative

Numbers = NDArray[np.float64]

STEPS_PER_EVENT = 20
NEVER = 1e-12
"""A chance of ever leaving zero that can no longer be told from none: the equations have no solution."""

"""So fine is the grid on which the limit is sought, in parts of one event."""
HIGHEST_LIMIT = 40
"""No limit is sought above so many surplus events."""


def poisson_cusum(n_events: ArrayLike, expected: ArrayLike, rate_ratio: float = 2.0) -> Numbers:
    """Log-likelihood-ratio CUSUM of a rise by `rate_ratio`, after each period; it never falls below zero.

    Periods on the last axis: max(0, before + count · ln R - expected · (R - 1)). An alarm is a value ≥ the limit.
    Source: Lucas 1985, Technometrics 27:129; Rossi et al. 1999, Stat Med 18:2111 (exposure that varies).
    """
    count, mean = np.broadcast_arrays(*not_negative(n_events=n_events, expected=expected))
    steps = count * np.log(_rise(rate_ratio)) - mean * (rate_ratio - 1)
    path = np.empty(steps.shape)
    level = np.zeros(steps.shape[:-1])
    for period in range(steps.shape[-1]):
        level = np.maximum(0.0, level + steps[..., period])
        path[..., period] = level
    return path


def poisson_cusum_run_length(mean: float, reference: float, limit: float, steps_per_unit: int) -> float:
    """Mean number of periods until the CUSUM of counts less `reference` reaches `limit`, from zero, by a Markov chain.

    `reference` and `limit` are in events and must be whole multiples of 1 / `steps_per_unit` (ValueError).
    Infinite where the CUSUM practically never leaves zero. Source: Lucas 1985, Technometrics 27:129.
    """
    not_negative(mean=mean, reference=reference, limit=limit)
    n_states, drop = round(limit * steps_per_unit), round(reference * steps_per_unit)
    if not np.isclose([n_states, drop], [limit * steps_per_unit, reference * steps_per_unit]).all():
        raise ValueError("The reference and the limit must be whole multiples of one step.")
    counts = np.arange((n_states + drop) // steps_per_unit + 1)  # with more the limit is reached from anywhere
    level = np.arange(n_states)[:, np.newaxis]
    after = level + counts * steps_per_unit - drop
    from_level, count = np.nonzero(after < n_states)
    moves = np.zeros((n_states, n_states))
    np.add.at(moves, (from_level, np.maximum(after[from_level, count], 0)), poisson.pmf(counts, mean)[count])
    if moves[0].sum() > 1 - NEVER and moves[0, 0] > 1 - NEVER:
        return float("inf")
    return float(np.linalg.solve(np.eye(n_states) - moves, np.ones(n_states))[0])


def poisson_cusum_limit(mean: float, periods_between_false_alarms: float, rate_ratio: float = 2.0) -> float:
    """Limit of `poisson_cusum` whose false alarms are at least so many periods apart when `mean` events are expected.

    The smallest on a grid of 1 / `STEPS_PER_EVENT` events, but never less than one surplus event, ln R. The reference
    is rounded down to that grid, which only makes alarms more frequent: the true time between them is not below the
    one wanted. Source: Lucas 1985, Technometrics 27:129.
    """
    not_negative(periods_between_false_alarms=periods_between_false_alarms)
    inside("mean", mean, 0, np.inf)
    reference = np.floor(mean * (rate_ratio - 1) / np.log(_rise(rate_ratio)) * STEPS_PER_EVENT) / STEPS_PER_EVENT

    def is_enough(steps: int) -> bool:
        limit = steps / STEPS_PER_EVENT
        return poisson_cusum_run_length(mean, reference, limit, STEPS_PER_EVENT) >= periods_between_false_alarms

    low, high = STEPS_PER_EVENT, 2 * STEPS_PER_EVENT
    if is_enough(low):
        return float(np.log(rate_ratio))
    while not is_enough(high):
        low, high = high, 2 * high
        if high > HIGHEST_LIMIT * STEPS_PER_EVENT:
            raise ValueError("periods_between_false_alarms is longer than any limit gives.")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return float(high / STEPS_PER_EVENT * np.log(rate_ratio))


def _rise(rate_ratio: float) -> float:
    return inside("rate_ratio", rate_ratio, 1, np.inf)
