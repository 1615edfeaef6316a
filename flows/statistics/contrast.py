"""Two shares against each other: score intervals of Miettinen and Nurminen. The tests stand in `exact_test`.

Counts are patients with the event of patients; ours first, the trial's second; arrays (or single numbers) that
broadcast. A missing count (NaN) or nobody on either side gives NaN; counts outside 0 … n_patients raise ValueError.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from flows.statistics.check import inside, patients_with_event

Numbers = NDArray[np.float64]

HALVINGS = 100
LARGEST_LOG_RATIO = 40.0


def share_difference(
    n_with_event: ArrayLike, n_patients: ArrayLike, trial_n_with_event: ArrayLike, trial_n_patients: ArrayLike,
    confidence: float = 0.95, is_corrected: bool = True,
) -> tuple[Numbers, Numbers]:  # fmt: skip
    """Score interval of our share less the trial's, from -1 to 1: lower and upper end.

    `is_corrected`: with the variance times N ÷ (N - 1). Source: Miettinen and Nurminen 1985, Stat Med 4:213; without
    the correction: Mee 1984, Biometrics 40:1175.
    """
    counts = _counts(n_with_event, n_patients, trial_n_with_event, trial_n_patients)
    limit = _limit(confidence, counts, is_corrected)
    low = _root(lambda value: _difference_score(*counts, value) - limit, -1.0, 1.0, counts[0].shape)
    high = _root(lambda value: _difference_score(*counts, value) + limit, -1.0, 1.0, counts[0].shape)
    unknown = np.isnan(counts[0])
    return np.where(unknown, np.nan, low), np.where(unknown, np.nan, high)


def share_ratio(
    n_with_event: ArrayLike, n_patients: ArrayLike, trial_n_with_event: ArrayLike, trial_n_patients: ArrayLike,
    confidence: float = 0.95, is_corrected: bool = True,
) -> tuple[Numbers, Numbers]:  # fmt: skip
    """Score interval of our share ÷ the trial's, from 0 on; infinite above without a trial event.

    Without any event nothing can be estimated (NaN). Source: Miettinen and Nurminen 1985, Stat Med 4:213; without the
    correction: Koopman 1984, Biometrics 40:513.
    """
    counts = _counts(n_with_event, n_patients, trial_n_with_event, trial_n_patients)
    events, _, trial_events, _ = counts
    limit = _limit(confidence, counts, is_corrected)
    ends = (-LARGEST_LOG_RATIO, LARGEST_LOG_RATIO, events.shape)
    low = np.exp(_root(lambda value: _ratio_score(*counts, np.exp(value)) - limit, *ends))
    high = np.exp(_root(lambda value: _ratio_score(*counts, np.exp(value)) + limit, *ends))
    none = np.isnan(events) | (events + trial_events == 0)
    low = np.where(events == 0, 0.0, low)
    high = np.where(trial_events == 0, np.inf, high)
    return np.where(none, np.nan, low), np.where(none, np.nan, high)


def _difference_score(x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, difference: Numbers) -> Numbers:
    p0 = _trial_share_given_difference(x1, n1, x0, n0, difference)
    p1 = np.clip(p0 + difference, 0, 1)
    return _score(x1 / n1 - x0 / n0 - difference, p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0)


def _ratio_score(x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, ratio: Numbers) -> Numbers:
    total = n1 + n0
    a, b, c = total * ratio, -(n1 * ratio + x1 + n0 + x0 * ratio), x1 + x0
    p0 = np.clip((-b - np.sqrt(np.maximum(b * b - 4 * a * c, 0))) / (2 * a), 0, 1)
    p1 = np.clip(p0 * ratio, 0, 1)
    return _score(x1 / n1 - ratio * x0 / n0, p1 * (1 - p1) / n1 + ratio**2 * p0 * (1 - p0) / n0)


def _limit(confidence: float, counts: tuple[Numbers, ...], is_corrected: bool) -> Numbers:
    """The score at an end; the correction of the variance divides every score alike, so it may widen the limit."""
    total = counts[1] + counts[3]
    widening = np.sqrt(total / (total - 1)) if is_corrected else np.ones_like(total)
    return np.asarray(ndtri((1 + inside("confidence", confidence, 0, 1)) / 2) * widening)


def _score(distance: Numbers, variance: Numbers) -> Numbers:
    spread = np.sqrt(variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        far = np.where(distance == 0, 0.0, np.sign(distance) * np.inf)
        return np.asarray(np.where(spread > 0, distance / spread, far))


def _trial_share_given_difference(x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, difference: Numbers) -> Numbers:
    """The likeliest share of the trial when ours lies `difference` above it: root of a cubic, in closed form."""
    total = n1 + n0
    a = total
    b = (n1 + 2 * n0) * difference - total - x1 - x0
    c = (n0 * difference - total - 2 * x0) * difference + x1 + x0
    d = x0 * difference * (1 - difference)
    v = (b / (3 * a)) ** 3 - b * c / (6 * a * a) + d / (2 * a)
    u = np.sign(v + (v == 0)) * np.sqrt(np.maximum((b / (3 * a)) ** 2 - c / (3 * a), 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        angle = (np.pi + np.arccos(np.clip(np.where(u != 0, v / u**3, 0.0), -1, 1))) / 3
    return np.asarray(np.clip(2 * u * np.cos(angle) - b / (3 * a), 0, 1))


def _root(falling: Callable[[Numbers], Numbers], low: float, high: float, shape: tuple[int, ...]) -> Numbers:
    """Where a falling function crosses zero between two ends, elementwise."""
    lows, highs = np.full(shape, low), np.full(shape, high)
    for _ in range(HALVINGS):
        middle = (lows + highs) / 2
        is_positive = falling(middle) > 0
        lows, highs = np.where(is_positive, middle, lows), np.where(is_positive, highs, middle)
    return np.asarray((lows + highs) / 2)


def _counts(
    n_with_event: ArrayLike, n_patients: ArrayLike, trial_n_with_event: ArrayLike, trial_n_patients: ArrayLike
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    ours = patients_with_event(n_with_event, n_patients)
    trial = patients_with_event(trial_n_with_event, trial_n_patients, "trial_")
    x1, n1, x0, n0 = np.broadcast_arrays(*ours, *trial)
    unknown = np.isnan(x1 + x0) | (n1 == 0) | (n0 == 0)
    x1, n1, x0, n0 = (np.where(unknown, np.nan, count) for count in (x1, n1, x0, n0))
    return x1, n1, x0, n0
