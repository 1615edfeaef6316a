"""What the trial's few events lead us to expect of new patients: predictive bands, Jeffreys priors.

Arrays (or single numbers) that broadcast; the result has their common shape and is a number of patients or events.
Counts outside 0 … the number of patients and person-time not above zero raise ValueError; a missing one gives NaN.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaln
from scipy.stats import nbinom

from flows.statistics.check import events_in_time, not_negative, patients_with_event, whole

Numbers = NDArray[np.float64]

JEFFREYS = 0.5


def predicted_patients(
    trial_n_with_event: ArrayLike, trial_n_patients: ArrayLike, n_new: ArrayLike, share: ArrayLike,
    prior: tuple[float, float] = (JEFFREYS, JEFFREYS),
) -> Numbers:  # fmt: skip
    """Quantile `share` of the number of `n_new` patients with the event (beta-binomial).

    Source: Aitchison and Dunsmore 1975, Statistical Prediction Analysis, chapter 2.
    """
    events, patients = patients_with_event(trial_n_with_event, trial_n_patients, "trial_")
    (new,), quantile = whole(n_new=n_new), _quantile(share)

    def at(a: float, b: float, n: float, q: float) -> float:
        return min(float(np.searchsorted(_cumulative(a, b, int(n)), q)), n)

    return _rowwise(at, events + prior[0], patients - events + prior[1], new, quantile)


def probability_of_as_many_patients(
    n_with_event: ArrayLike, n_new: ArrayLike, trial_n_with_event: ArrayLike, trial_n_patients: ArrayLike,
    prior: tuple[float, float] = (JEFFREYS, JEFFREYS),
) -> Numbers:  # fmt: skip
    """P(at least so many of `n_new` patients), from what the trial saw."""
    events, patients = patients_with_event(trial_n_with_event, trial_n_patients, "trial_")
    ours, new = whole(n_with_event=n_with_event, n_new=n_new)
    if np.any(ours > new):
        raise ValueError("n_with_event lies outside 0 to n_new.")

    def at(a: float, b: float, n: float, count: float) -> float:
        return float(_tail(a, b, int(n))[int(count)])

    return _rowwise(at, events + prior[0], patients - events + prior[1], new, ours)


def predicted_events(
    trial_n_events: ArrayLike, trial_person_time: ArrayLike, person_time: ArrayLike, share: ArrayLike,
    prior_shape: float = JEFFREYS,
) -> Numbers:  # fmt: skip
    """Quantile `share` of the number of events in new person-time (negative binomial).

    Source: Aitchison and Dunsmore 1975, Statistical Prediction Analysis, chapter 2.
    """
    events, trial_time = events_in_time(trial_n_events, trial_person_time, "trial_")
    (time,) = not_negative(person_time=person_time)
    return np.asarray(nbinom.ppf(_quantile(share), events + prior_shape, trial_time / (trial_time + time)))


def probability_of_as_many_events(
    n_events: ArrayLike, person_time: ArrayLike, trial_n_events: ArrayLike, trial_person_time: ArrayLike,
    prior_shape: float = JEFFREYS,
) -> Numbers:  # fmt: skip
    """P(at least so many events in new person-time), from what the trial saw."""
    events, trial_time = events_in_time(trial_n_events, trial_person_time, "trial_")
    ours, time = not_negative(n_events=n_events, person_time=person_time)
    return np.asarray(nbinom.sf(ours - 1, events + prior_shape, trial_time / (trial_time + time)))


def _probabilities(a: float, b: float, n_new: int) -> Numbers:
    """Of 0 … n_new patients, each from the one before: quick beside a hundred thousand patients."""
    count = np.arange(n_new)
    steps = np.log((n_new - count) * (count + a)) - np.log((count + 1) * (n_new - count - 1 + b))
    return np.exp(betaln(a, n_new + b) - betaln(a, b) + np.concatenate([[0.0], np.cumsum(steps)]))


@lru_cache(maxsize=32)
def _cumulative(a: float, b: float, n_new: int) -> Numbers:
    return np.cumsum(_probabilities(a, b, n_new))


@lru_cache(maxsize=32)
def _tail(a: float, b: float, n_new: int) -> Numbers:
    tail = np.cumsum(_probabilities(a, b, n_new)[::-1])[::-1]
    return np.concatenate([[1.0], tail[1:]])


def _rowwise(at, *columns: ArrayLike) -> Numbers:  # type: ignore[no-untyped-def]
    """One value a row: every distribution is summed once for all its quantiles; NaN where a count is missing."""
    rows = np.broadcast_arrays(*columns)
    values = [float("nan") if np.isnan(row).any() else at(*row) for row in zip(*(r.ravel() for r in rows), strict=True)]
    return np.asarray(values, np.float64).reshape(rows[0].shape)


def _quantile(share: ArrayLike) -> Numbers:
    (quantile,) = not_negative(share=share)
    if np.any((quantile <= 0) | (quantile >= 1)):
        raise ValueError("share must lie between 0 and 1.")
    return quantile
