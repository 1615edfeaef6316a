"""Shares of patients: exact intervals, and how probable it is that one true share lies above another.

All functions take arrays (or single numbers) that broadcast, and return arrays of shares from 0 to 1.
A missing count (NaN) or nobody in the denominator gives NaN: without patients there is no share.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincc, betaincinv, betaln, roots_legendre, xlogy

from flows.statistics.check import inside, patients_with_event

Shares = NDArray[np.float64]

JEFFREYS = 0.5
NODES, WEIGHTS = roots_legendre(400)
# The integral runs over all of the posterior but this much at either end.
TAIL = 1e-15
ROWS_AT_ONCE = 2000


def clopper_pearson(n_with_event: ArrayLike, n_patients: ArrayLike, confidence: float = 0.95) -> tuple[Shares, Shares]:
    """Exact two-sided interval of a share: its lower and its upper end.

    The chance that it holds the true share is never below `confidence`, whatever that share is.
    Raises ValueError when a count lies outside 0 … n_patients.

    Source: Clopper and Pearson 1934, Biometrika 26:404, in the form of beta quantiles.
    """
    events, patients = patients_with_event(n_with_event, n_patients)
    tail = (1 - inside("confidence", confidence, 0, 1)) / 2
    low = np.where(events > 0, betaincinv(np.maximum(events, 1), patients - events + 1, tail), 0.0)
    high = np.where(events < patients, betaincinv(events + 1, np.maximum(patients - events, 1), 1 - tail), 1.0)
    nobody = np.isnan(events) | (patients == 0)
    return np.where(nobody, np.nan, low), np.where(nobody, np.nan, high)


def one_sided_upper_bound(n_with_event: ArrayLike, n_patients: ArrayLike, confidence: float = 0.95) -> Shares:
    """Exact bound that the true share stays below, at that confidence: what zero events still allow.

    It is the upper end of the interval that leaves the whole error on one side; `confidence` is at least 0.5.
    Raises ValueError as `clopper_pearson` does. Source: Clopper and Pearson 1934, Biometrika 26:404.
    """
    return clopper_pearson(n_with_event, n_patients, 2 * inside("confidence", confidence, 0.5, 1) - 1)[1]


def probability_share_above(
    n_with_event: ArrayLike,
    n_patients: ArrayLike,
    trial_n_with_event: ArrayLike,
    trial_n_patients: ArrayLike,
    times: float = 1.0,
    prior: tuple[float, float] = (JEFFREYS, JEFFREYS),
) -> Shares:
    """P(our true share > `times` x the trial's), given both counts, with the same beta `prior` on either share.

    For reading, never for alerting: looked at every night, a bound on it raises a false alarm in about a
    quarter of runs in which nothing changed. Raises ValueError when a count lies outside 0 … n_patients.

    Method: the integral, over our posterior density, of the trial's posterior distribution at p / times. With
    p = sin²(angle) the density is smooth to its ends even without events, so that one Gauss-Legendre rule
    over our own posterior gives the value to better than 1e-7; no random numbers are drawn.
    Source: Jeffreys 1961, Theory of Probability, 3rd edition (the prior).
    """
    if not times > 0:
        raise ValueError("times must be above 0: it multiplies the trial's share.")
    ours = patients_with_event(n_with_event, n_patients)
    trial = patients_with_event(trial_n_with_event, trial_n_patients, "trial_")
    counts = np.broadcast_arrays(*ours, *trial)
    rows = np.stack([count.ravel() for count in counts])
    parts = np.array_split(rows, max(1, rows.shape[1] // ROWS_AT_ONCE), axis=1)
    return np.concatenate([_probability_above(part, times, prior) for part in parts]).reshape(counts[0].shape)


def _probability_above(rows: Shares, times: float, prior: tuple[float, float]) -> Shares:
    events, patients, trial_events, trial_patients = rows
    nobody = np.isnan(events + trial_events) | (patients == 0) | (trial_patients == 0)
    a, b = events[:, np.newaxis] + prior[0], (patients - events)[:, np.newaxis] + prior[1]
    trial_a, trial_b = trial_events[:, np.newaxis] + prior[0], (trial_patients - trial_events)[:, np.newaxis] + prior[1]
    low = np.arcsin(np.sqrt(betaincinv(a, b, TAIL)))
    high = np.pi / 2 - np.arcsin(np.sqrt(betaincinv(b, a, TAIL)))
    # From this share on (below 1 only when times is) the trial's share x times lies below ours for certain.
    certain = min(times, 1.0)
    high = np.clip(np.arcsin(np.sqrt(certain)), low, high)
    angle = low + (high - low) * (NODES + 1) / 2
    log_density = np.log(2) + xlogy(2 * a - 1, np.sin(angle)) + xlogy(2 * b - 1, np.cos(angle)) - betaln(a, b)
    trial_below = betainc(trial_a, trial_b, np.minimum(np.sin(angle) ** 2 / times, 1.0))
    half_range = (high - low)[:, 0] / 2
    integral = half_range * np.sum(WEIGHTS * np.exp(log_density) * trial_below, axis=-1)
    integral += betaincc(a, b, certain)[:, 0]
    return np.where(nobody, np.nan, np.clip(integral, 0.0, 1.0))
