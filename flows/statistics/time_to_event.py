"""Events in time: cumulative incidence with competing ends, and the mean number of events that recur."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


class CumulativeIncidence(NamedTuple):
    """At each time with an end of any kind: number at risk just before, share without any, share with each kind."""

    times: Numbers
    n_at_risk: Numbers
    event_free: Numbers
    incidence: Numbers  # one row a kind
    standard_error: Numbers  # likewise


class MeanCumulativeFunction(NamedTuple):
    """At each time with an event: number under observation, mean events per person so far, robust standard error."""

    times: Numbers
    n_at_risk: Numbers
    mean: Numbers
    standard_error: Numbers


def aalen_johansen(times: ArrayLike, kinds: ArrayLike, n_kinds: int) -> CumulativeIncidence:
    """Share of people with each kind of end by a time, where one kind keeps the others from happening.

    `kinds` is 0 where observation ended without any, else 1 to `n_kinds`. One minus Kaplan-Meier overstates such
    a share. Standard errors: Greenwood's form for the Aalen-Johansen estimate (delta method).
    Source: Aalen and Johansen 1978, Scand J Stat 5:141.
    """
    time, kind = np.asarray(times, np.float64), np.asarray(kinds, np.int64)
    if np.any((kind < 0) | (kind > n_kinds)):
        raise ValueError(f"A kind of end lies outside 0 to {n_kinds}.")
    at = np.unique(time[kind > 0])
    n_at_risk = np.array([(time >= t).sum() for t in at], np.float64)
    n_ended = np.array([[((time == t) & (kind == k + 1)).sum() for t in at] for k in range(n_kinds)], np.float64)
    free = np.cumprod(1 - n_ended.sum(axis=0) / n_at_risk)
    free_before = np.concatenate([[1.0], free[:-1]]) if len(at) else free
    incidence = np.cumsum(free_before * n_ended / n_at_risk, axis=1)
    error = np.array(
        [_standard_error(incidence[k], n_ended[k], n_ended.sum(axis=0), n_at_risk, free_before) for k in range(n_kinds)]
    )
    return CumulativeIncidence(at, n_at_risk, free, incidence, error)


def _standard_error(
    incidence: Numbers, own: Numbers, ended: Numbers, at_risk: Numbers, free_before: Numbers
) -> Numbers:
    variance = np.zeros(len(incidence))
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(at_risk > ended, ended / (at_risk * (at_risk - ended)), 0.0)
    for i in range(len(incidence)):
        rise = incidence[i] - incidence[: i + 1]
        n, d, s = at_risk[: i + 1], own[: i + 1], free_before[: i + 1]
        variance[i] = (
            np.sum(rise**2 * left[: i + 1]) + np.sum(s**2 * (n - d) * d / n**3) - 2 * np.sum(rise * s * d / n**2)
        )
    return np.sqrt(np.maximum(variance, 0))


def mean_cumulative_function(
    person: ArrayLike, event_times: ArrayLike, observed_person: ArrayLike, observed_until: ArrayLike
) -> MeanCumulativeFunction:
    """Mean number of events per person by a time, for what can recur; robust (Lawless-Nadeau) standard error.

    `person` and `event_times` list the events, `observed_person` and `observed_until` everybody under observation.
    Events are never divided by patients. Source: Lawless and Nadeau 1995, Technometrics 37:158.
    """
    people, until = np.asarray(observed_person), np.asarray(observed_until, np.float64)
    who, when = np.asarray(person), np.asarray(event_times, np.float64)
    at = np.unique(when)
    n_at_risk = (until[:, np.newaxis] >= at).sum(axis=0).astype(np.float64)
    n_events = np.array([[((who == one) & (when == t)).sum() for t in at] for one in people], np.float64)
    increments = n_events.sum(axis=0) / n_at_risk
    is_observed = until[:, np.newaxis] >= at
    residual = np.where(is_observed, n_events - increments, 0.0) / n_at_risk
    error = np.sqrt((np.cumsum(residual, axis=1) ** 2).sum(axis=0))
    return MeanCumulativeFunction(at, n_at_risk, np.cumsum(increments), error)
