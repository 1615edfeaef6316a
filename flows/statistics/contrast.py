"""Two shares against each other: score intervals of Miettinen and Nurminen, and Boschloo's exact test.

Counts are patients with the event of patients; ours first, the trial's second.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri
from scipy.stats import boschloo_exact

Numbers = NDArray[np.float64]

HALVINGS = 100
NUISANCE_POINTS = 128
LARGEST_LOG_RATIO = 40.0


def share_difference(
    n_with_event: ArrayLike, n_patients: ArrayLike, trial_n_with_event: ArrayLike, trial_n_patients: ArrayLike,
    confidence: float = 0.95,
) -> tuple[Numbers, Numbers]:  # fmt: skip
    """Score interval of our share less the trial's, with the correction N ÷ (N - 1): lower and upper end.

    Source: Miettinen and Nurminen 1985, Stat Med 4:213.
    """
    counts = _counts(n_with_event, n_patients, trial_n_with_event, trial_n_patients)
    limit = ndtri((1 + confidence) / 2)
    low = _root(lambda value: _difference_score(*counts, value) - limit, -1.0, 1.0, counts[0].shape)
    high = _root(lambda value: _difference_score(*counts, value) + limit, -1.0, 1.0, counts[0].shape)
    return low, high


def share_ratio(
    n_with_event: ArrayLike, n_patients: ArrayLike, trial_n_with_event: ArrayLike, trial_n_patients: ArrayLike,
    confidence: float = 0.95,
) -> tuple[Numbers, Numbers]:  # fmt: skip
    """Score interval of our share ÷ the trial's, with the same correction; infinite above without a trial event.

    Without any event nothing can be estimated (NaN). Source: Miettinen and Nurminen 1985, Stat Med 4:213.
    """
    counts = _counts(n_with_event, n_patients, trial_n_with_event, trial_n_patients)
    events, _, trial_events, _ = counts
    limit = ndtri((1 + confidence) / 2)
    ends = (-LARGEST_LOG_RATIO, LARGEST_LOG_RATIO, events.shape)
    low = np.exp(_root(lambda value: _ratio_score(*counts, np.exp(value)) - limit, *ends))
    high = np.exp(_root(lambda value: _ratio_score(*counts, np.exp(value)) + limit, *ends))
    none = events + trial_events == 0
    low = np.where(events == 0, 0.0, low)
    high = np.where(trial_events == 0, np.inf, high)
    return np.where(none, np.nan, low), np.where(none, np.nan, high)


def boschloo_p_greater(n_with_event: int, n_patients: int, trial_n_with_event: int, trial_n_patients: int) -> float:
    """One-sided exact p that our share is no higher than the trial's, for one look at a fixed date.

    Source: Boschloo 1970, Stat Neerl 24:1, as computed by SciPy.
    """
    table = [[n_with_event, trial_n_with_event], [n_patients - n_with_event, trial_n_patients - trial_n_with_event]]
    return float(boschloo_exact(table, alternative="greater", n=NUISANCE_POINTS).pvalue)


def smallest_notable_count(
    n_patients: int, trial_n_with_event: int, trial_n_patients: int, alpha: float = 0.025
) -> int | None:
    """The smallest of our counts whose one-sided Boschloo p is at most `alpha`; None when not even all would do."""
    low, high = 0, n_patients
    if boschloo_p_greater(high, n_patients, trial_n_with_event, trial_n_patients) > alpha:
        return None
    while low < high:
        middle = (low + high) // 2
        if boschloo_p_greater(middle, n_patients, trial_n_with_event, trial_n_patients) <= alpha:
            high = middle
        else:
            low = middle + 1
    return high


def _difference_score(x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, difference: Numbers) -> Numbers:
    p0 = _trial_share_given_difference(x1, n1, x0, n0, difference)
    p1 = np.clip(p0 + difference, 0, 1)
    return _score(x1 / n1 - x0 / n0 - difference, p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0, n1 + n0)


def _ratio_score(x1: Numbers, n1: Numbers, x0: Numbers, n0: Numbers, ratio: Numbers) -> Numbers:
    total = n1 + n0
    a, b, c = total * ratio, -(n1 * ratio + x1 + n0 + x0 * ratio), x1 + x0
    p0 = np.clip((-b - np.sqrt(np.maximum(b * b - 4 * a * c, 0))) / (2 * a), 0, 1)
    p1 = np.clip(p0 * ratio, 0, 1)
    return _score(x1 / n1 - ratio * x0 / n0, p1 * (1 - p1) / n1 + ratio**2 * p0 * (1 - p0) / n0, total)


def _score(distance: Numbers, variance: Numbers, total: Numbers) -> Numbers:
    spread = np.sqrt(variance * total / (total - 1))
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


def _root(falling, low: float, high: float, shape: tuple[int, ...]) -> Numbers:  # type: ignore[no-untyped-def]
    """Where a falling function crosses zero between two ends, elementwise."""
    lows, highs = np.full(shape, low), np.full(shape, high)
    for _ in range(HALVINGS):
        middle = (lows + highs) / 2
        is_positive = falling(middle) > 0
        lows, highs = np.where(is_positive, middle, lows), np.where(is_positive, highs, middle)
    return np.asarray((lows + highs) / 2)


def _counts(*counts: ArrayLike) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    x1, n1, x0, n0 = np.broadcast_arrays(*(np.asarray(count, np.float64) for count in counts))
    if np.any((x1 < 0) | (x1 > n1) | (x0 < 0) | (x0 > n0) | (n1 < 1) | (n0 < 1)):
        raise ValueError("A count of patients with an event lies outside 0 to the number of patients.")
    return x1, n1, x0, n0
