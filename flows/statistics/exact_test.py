"""Boschloo's exact test of two shares, for one look at a fixed date, and the smallest count notable to it.

Arguments as in `flows.statistics.fisher`: ours first, the trial second. By hand, with thresholds for tables:
SciPy's test gives the same values but takes minutes beside thousands of patients.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaln

from flows.statistics.check import inside
from flows.statistics.fisher import tables

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]

TIE = 1e-9
"""Two of Fisher's p-values so close, as a share of either, are the same: only rounding parts them."""
COARSEST_GRID = 400
GRID_PER_ROOT = 12
PEAKS = 4
ZOOM = np.linspace(-1, 1, 21)
ZOOMS = 4
EDGE = 1e-9
NEGLIGIBLE = 1e-17
CERTAIN = 6.0
"""Of n people, a count whose angle lies this ÷ √n from the share's is met with a probability below exp(-36)."""


def boschloo_p_greater(
    n_with_event: ArrayLike, n_patients: ArrayLike, trial_n_with_event: ArrayLike, trial_n_patients: ArrayLike
) -> Numbers:
    """One-sided p that our share is no higher than the trial's: never above Fisher's, and its size is exact too.

    The largest probability, over every common share, of a table whose Fisher p is no larger than ours.
    Source: Boschloo 1970, Stat Neerl 24:1.
    """
    counts = tables(n_with_event, n_patients, trial_n_with_event, trial_n_patients)
    p = [_boschloo(*table) for table in zip(*(count.ravel().tolist() for count in counts), strict=True)]
    return np.asarray(p, np.float64).reshape(counts[0].shape)


def smallest_notable_count(
    n_patients: ArrayLike, trial_n_with_event: ArrayLike, trial_n_patients: ArrayLike, alpha: float = 0.025
) -> Numbers:
    """The smallest of our counts whose one-sided Boschloo p is at most `alpha`; NaN when not even all would do.

    Shape: that of the arguments together. Source: Boschloo 1970, Stat Neerl 24:1.
    """
    inside("alpha", alpha, 0, 1)
    _, n1, x0, n0 = tables(0, n_patients, trial_n_with_event, trial_n_patients)
    rows = zip(*(count.ravel().tolist() for count in (n1, x0, n0)), strict=True)
    return np.asarray([_smallest(*row, alpha) for row in rows], np.float64).reshape(n1.shape)


@lru_cache(maxsize=10_000)
def _smallest(n1: int, x0: int, n0: int, alpha: float) -> float:
    high = min(int(_smallest_as_extreme(np.array([x0]), n1, n0, alpha)[0]), n1)  # Boschloo's p is never above Fisher's
    if _boschloo(high, n1, x0, n0, alpha) > alpha:
        return float("nan")
    step = 1
    while high - step >= 0 and _boschloo(high - step, n1, x0, n0, alpha) <= alpha:
        high, step = high - step, 2 * step
    low = max(high - step, -1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _boschloo(middle, n1, x0, n0, alpha) <= alpha else (middle, high)
    return float(high)


@lru_cache(maxsize=10_000)
def _boschloo(x1: int, n1: int, x0: int, n0: int, enough: float = 1.0) -> float:
    """The p-value; where it is above `enough`, some number above that."""
    if x1 == 0:
        return 1.0  # every table is as extreme
    observed = float(_fisher(np.array([x1]), n1, np.array([x0]), n0)[0]) * (1 + TIE)
    trial = np.arange(n0 + 1)
    from_count = _smallest_as_extreme(trial, n1, n0, observed)
    turns_at = np.arcsin(np.sqrt(np.minimum(from_count / n1, 1)))
    log_ways = _log_ways(n0, trial)

    def probability(angle: Numbers) -> Numbers:
        """Of a table as extreme as ours, when sin²(angle) is the common share."""
        share = np.sin(angle)[:, np.newaxis] ** 2
        distance = angle[:, np.newaxis] - turns_at
        ours = np.where((distance > 0) & (from_count <= n1), 1.0, 0.0)
        near = np.nonzero((np.abs(distance) < CERTAIN / np.sqrt(n1)) & (from_count >= 1) & (from_count <= n1))
        count = from_count[near[1]]
        ours[near] = betainc(count, n1 - count + 1, share[near[0], 0])
        return np.asarray(
            (np.exp(log_ways + trial * np.log(share) + (n0 - trial) * np.log1p(-share)) * ours).sum(axis=1)
        )

    n_points = max(COARSEST_GRID, int(GRID_PER_ROOT * np.sqrt(n1 + n0)))
    angle, width = np.linspace(0, np.pi / 2, n_points + 1, endpoint=False, retstep=True)
    height = probability(angle[1:])
    peaks = 1 + np.flatnonzero((height >= np.roll(height, 1)) & (height >= np.roll(height, -1)))
    best = angle[peaks[np.argsort(-height[peaks - 1])][:PEAKS]]
    highest = float(height.max())
    if highest > enough:
        return min(highest, 1.0)
    for _ in range(ZOOMS):
        near = np.clip(best[:, np.newaxis] + width * ZOOM, EDGE, np.pi / 2 - EDGE)
        found = probability(near.ravel()).reshape(near.shape)
        best = np.take_along_axis(near, found.argmax(axis=1)[:, np.newaxis], axis=1)[:, 0]
        width, highest = width * (ZOOM[1] - ZOOM[0]), max(highest, float(found.max()))
    return min(highest, 1.0)


def _smallest_as_extreme(trial: Counts, n1: int, n0: int, observed: float) -> Counts:
    """For each count of the trial, the smallest of ours with so small a Fisher p; n1 + 1 when there is none."""
    low, high = np.full(len(trial), -1), np.full(len(trial), n1 + 1)
    while np.any(high - low > 1):
        middle = (low + high) // 2
        inner = np.clip(middle, 0, n1)
        is_extreme = _fisher(inner, n1, trial, n0) <= observed
        is_open = high - low > 1
        low, high = np.where(is_open & ~is_extreme, middle, low), np.where(is_open & is_extreme, middle, high)
    return high


def _fisher(x1: Counts, n1: int, x0: Counts, n0: int) -> Numbers:
    """As `fisher_p_greater`, summed over the trial's smaller counts: far quicker where the trial is small."""
    term = np.exp(_log_ways(n1, x1) + _log_ways(n0, x0) - _log_ways(n1 + n0, x1 + x0))
    total, trial, ours = term.copy(), x0.astype(np.float64), x1.astype(np.float64)
    while np.any(term > total * NEGLIGIBLE):
        term = term * trial * (n1 - ours) / ((n0 - trial + 1) * (ours + 1))
        trial, ours = trial - 1, ours + 1
        total += term
    return np.minimum(total, 1.0)


def _log_ways(n: int, count: Counts) -> Numbers:
    return np.asarray(-np.log(n + 1) - betaln(n - count + 1, count + 1))
