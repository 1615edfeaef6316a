"""What can happen to one person again: the mean number of events per person by a time. Never events ÷ patients."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from flows.statistics.check import inside, not_negative
from flows.statistics.time_to_event import n_still_observed

Numbers = NDArray[np.float64]


class MeanCumulativeFunction(NamedTuple):
    """At each time with an event: number under observation, mean events per person so far, robust standard error."""

    times: Numbers
    n_at_risk: Numbers
    mean: Numbers
    standard_error: Numbers


def mean_cumulative_function(
    person: ArrayLike, event_times: ArrayLike, observed_person: ArrayLike, observed_until: ArrayLike
) -> MeanCumulativeFunction:
    """Mean number of events per person by a time; robust standard error, which holds however events cluster.

    `person` and `event_times` list the events; `observed_person` and `observed_until` everybody under observation, each
    once and from time zero. An event of somebody else or after its person's end raises ValueError, as do missing and
    negative times. Source: Lawless and Nadeau 1995, Technometrics 37:158.
    """
    when, until = not_negative(event_times=event_times, observed_until=observed_until)
    who = _position(np.asarray(person), np.asarray(observed_person))
    if np.any(when > until[who]):
        raise ValueError("event_times holds an event after the end of its person's observation.")
    in_time = np.lexsort((who, when))
    who, when = who[in_time], when[in_time]
    at, which = np.unique(when, return_inverse=True)
    n_at_risk = n_still_observed(until, at)
    mean = np.cumsum(np.bincount(which, minlength=len(at)) / n_at_risk)
    return MeanCumulativeFunction(at, n_at_risk, mean, np.sqrt(_variance(who, which, at, until, n_at_risk)))


def mean_limits(mean: ArrayLike, standard_error: ArrayLike, confidence: float = 0.95) -> tuple[Numbers, Numbers]:
    """Pointwise interval of a mean number of events, symmetric for its logarithm; NaN where the mean is 0.

    Source: Nelson 2003, Recurrent Events Data Analysis, chapter 4.
    """
    value, error = np.broadcast_arrays(*not_negative(mean=mean, standard_error=standard_error))
    z = ndtri((1 + inside("confidence", confidence, 0, 1)) / 2)
    positive = np.where(value > 0, value, np.nan)
    spread = np.exp(z * error / positive)
    return positive / spread, positive * spread


def _variance(
    who: NDArray[np.int64], which: NDArray[np.int64], at: Numbers, until: Numbers, n_at_risk: Numbers
) -> Numbers:
    """Sum over people of the square of (their events less the expected ones, each ÷ the number at risk then).

    The square is multiplied out, so that people without events cost nothing: own events, expected ones, their product.
    """
    weight = 1 / n_at_risk[which]
    expected = np.cumsum(np.bincount(which, minlength=len(at)) / n_at_risk**2)
    own_after = _running_sum_by(who, weight)
    own_before = own_after - weight
    own_squared = np.cumsum(np.bincount(which, own_after**2 - own_before**2, minlength=len(at)))

    # From the first time after a person's end on, both what the person had and what was expected stand still.
    end = np.searchsorted(at, until, side="right")
    own_total = np.bincount(who, weight, minlength=len(until))
    expected_at_end = np.concatenate([[0.0], expected])[end]

    def of_those_gone(value: NDArray[Any]) -> Numbers:
        return np.cumsum(np.bincount(end, value, minlength=len(at) + 1)[: len(at)])

    own_of_observed = np.cumsum(np.bincount(which, weight, minlength=len(at))) - of_those_gone(own_total)
    product = expected * own_of_observed + of_those_gone(own_total * expected_at_end)
    expected_squared = expected**2 * n_at_risk + of_those_gone(expected_at_end**2)
    return np.maximum(own_squared - 2 * product + expected_squared, 0)


def _running_sum_by(group: NDArray[np.int64], value: Numbers) -> Numbers:
    """Sum of the values so far within each group, in the order given."""
    order = np.argsort(group, kind="stable")
    running = np.cumsum(value[order])
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    before = np.repeat(np.concatenate([[0.0], running])[starts], np.diff(np.append(starts, len(order))))
    result = np.empty_like(running)
    result[order] = running - before
    return result


def _position(person: NDArray[np.generic], observed_person: NDArray[np.generic]) -> NDArray[np.int64]:
    people, first = np.unique(observed_person, return_index=True)
    if len(people) != len(observed_person):
        raise ValueError("observed_person holds somebody twice.")
    if len(people) == 0 or not np.isin(person, people).all():
        raise ValueError("person holds somebody who is not in observed_person.")
    return np.asarray(first[np.searchsorted(people, person)], np.int64)
