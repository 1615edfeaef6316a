"""Events in time: cumulative incidence with competing ends, and the time to onset among those with the event.

What can recur stands in `flows.statistics.recurrence`.
"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from flows.statistics.check import inside, known, not_negative, whole

Numbers = NDArray[np.float64]


class CumulativeIncidence(NamedTuple):
    """At each time with an end of any kind: number at risk just before, share without any, share with each kind."""

    times: Numbers
    n_at_risk: Numbers
    event_free: Numbers
    incidence: Numbers
    """One row a kind, one column a time."""
    standard_error: Numbers
    """Likewise."""


class TimeToOnset(NamedTuple):
    """Of those who had the event, and only of those: their number, quartiles of the time, the longest."""

    n_with_event: int
    first_quarter: float
    median: float
    third_quarter: float
    longest: float


def aalen_johansen(
    times: ArrayLike, kinds: ArrayLike, n_kinds: int, entered: ArrayLike = 0.0, n_people: ArrayLike = 1
) -> CumulativeIncidence:
    """Share of people with each kind of end by a time, where one kind keeps the others from happening.

    One time and one kind a person: `kinds` is 0 where observation ended without any, else 1 to `n_kinds`. Who left at a
    time was still at risk at it, as was who `entered` at it: before that time a person is at no risk (left truncation).
    `n_people` is how many people share a row. One minus Kaplan-Meier overstates such a share. Standard errors by the
    delta method. ValueError for missing or negative times, an entry after the end, and other kinds.
    Source: Aalen and Johansen 1978, Scand J Stat 5:141; error and late entry: Andersen et al. 1993, Statistical Models
    Based on Counting Processes, sections III.3 and IV.4.
    """
    (time, entry), (kind, people) = not_negative(times=times, entered=entered), whole(kinds=kinds, n_people=n_people)
    if np.any(kind > n_kinds):
        raise ValueError(f"kinds holds a kind of end outside 0 to {n_kinds}.")
    if time.shape != kind.shape or time.ndim != 1:
        raise ValueError("times and kinds must each have one value a person.")
    if np.any(entry > time):
        raise ValueError("entered holds an entry after the end of the person's time.")
    entry, people = np.broadcast_to(entry, time.shape), np.broadcast_to(people, time.shape)
    has_ended = (kind > 0) & (people > 0)
    at, which = np.unique(time[has_ended], return_inverse=True)
    n_at_risk = n_still_observed(time, at, entry, people)
    n_ended = np.zeros((n_kinds, len(at)))
    np.add.at(n_ended, (kind[has_ended] - 1, which), people[has_ended])
    ended = n_ended.sum(axis=0)
    free = np.cumprod(1 - ended / n_at_risk)
    free_before = np.concatenate([[1.0], free])[:-1]
    incidence = np.cumsum(free_before * n_ended / n_at_risk, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(n_at_risk > ended, ended / (n_at_risk * (n_at_risk - ended)), 0.0)
    own = free_before * n_ended / n_at_risk**2
    variance = (
        _summed_rises(incidence, left, 2)
        + np.cumsum(free_before**2 * (n_at_risk - n_ended) * n_ended / n_at_risk**3, axis=1)
        - 2 * _summed_rises(incidence, own, 1)
    )
    return CumulativeIncidence(at, n_at_risk, free, incidence, np.sqrt(np.maximum(variance, 0)))


def n_still_observed(times: ArrayLike, when: ArrayLike, entered: ArrayLike = 0.0, n_people: ArrayLike = 1) -> Numbers:
    """How many people's time has begun by each moment of `when` and not ended before it: the numbers at risk.

    `entered` and `n_people` as for `aalen_johansen`.
    """
    time, moments, entry, people = known(times=times, when=when, entered=entered, n_people=n_people)
    entry, people = np.broadcast_to(entry, time.shape), np.broadcast_to(people, time.shape)
    return _counted(entry, people, moments, "right") - _counted(time, people, moments, "left")


def read_at(times: ArrayLike, values: ArrayLike, when: ArrayLike, before: float = 0.0) -> Numbers:
    """Value of a step function at each moment of `when`, such as an incidence by week 25; `before` its first step.

    `values` has its times on the last axis. A moment after the last person's observation is for the caller to refuse.
    """
    steps = np.asarray(values, np.float64)
    with_start = np.concatenate([np.full((*steps.shape[:-1], 1), before), steps], axis=-1)
    return np.asarray(with_start[..., np.searchsorted(np.asarray(times, np.float64), when, side="right")])


def incidence_limits(
    incidence: ArrayLike, standard_error: ArrayLike, confidence: float = 0.95
) -> tuple[Numbers, Numbers]:
    """Pointwise interval of a cumulative incidence, symmetric for the log of minus the log of its complement.

    0 to 0 while nobody had the event, NaN where all had. Source: Kalbfleisch and Prentice 2002, The Statistical
    Analysis of Failure Time Data, second edition, section 1.4.
    """
    share, error = np.broadcast_arrays(*not_negative(incidence=incidence, standard_error=standard_error))
    z = ndtri((1 + inside("confidence", confidence, 0, 1)) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_free = np.log1p(-share)
        spread = np.exp(z * error / ((1 - share) * -log_free))
        low, high = -np.expm1(log_free / spread), -np.expm1(log_free * spread)
    return np.where(share == 0, 0.0, low), np.where(share == 0, 0.0, high)


def time_to_onset(times: ArrayLike) -> TimeToOnset:
    """Median and quartiles (as SQL's quantile_cont) of the time to onset; NaN when nobody had the event.

    Conditional on having had it by now: later onsets are still to come. Source: Hyndman and Fan 1996, Am Stat 50:361,
    definition 7.
    """
    (time,) = not_negative(times=times)
    if len(time) == 0:
        return TimeToOnset(0, *([float("nan")] * 4))
    return TimeToOnset(len(time), *np.quantile(time, [0.25, 0.5, 0.75, 1.0]).tolist())


def _counted(time: Numbers, people: Numbers, moments: Numbers, side: Literal["left", "right"]) -> Numbers:
    """People whose time lies before each moment, or by it when `side` is right."""
    in_order = np.argsort(time, kind="stable")
    so_far = np.concatenate([[0.0], np.cumsum(people[in_order])])
    return np.asarray(so_far[np.searchsorted(time[in_order], moments, side=side)])


def _summed_rises(incidence: Numbers, weight: Numbers, power: int) -> Numbers:
    """Sum over all times up to each of (incidence now - incidence then) to the power, times the weight then."""
    total, first = np.cumsum(weight * np.ones_like(incidence), axis=1), np.cumsum(weight * incidence, axis=1)
    if power == 1:
        return np.asarray(incidence * total - first)
    return np.asarray(incidence**2 * total - 2 * incidence * first + np.cumsum(weight * incidence**2, axis=1))
