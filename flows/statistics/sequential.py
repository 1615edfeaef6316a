"""Repeated looks: e-values and the conditional maximised SPRT against a baseline that is itself uncertain.

Only these may raise an alert when a signal is looked at every night. Arrays (or single numbers) that broadcast: a path
over nights is the function on cumulative counts, see `flows.monitor`. Negative counts and person-time not above
zero raise ValueError; a missing one (NaN) gives NaN. Across signals: `flows.statistics.multiplicity`.
"""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import logsumexp, xlogy
from scipy.stats import nbinom

from flows.statistics.check import events_in_time, inside, whole

Numbers = NDArray[np.float64]

RATE_RATIOS = (1.5, 2.0, 3.0, 5.0, 10.0)
JEFFREYS = 0.5
MOST = 60.0
"""No critical value lies above it."""
MOST_EVENTS = 2**40


def log_e_value(
    n_events: ArrayLike, person_time: ArrayLike, trial_n_events: ArrayLike, trial_person_time: ArrayLike,
    rate_ratios: ArrayLike = RATE_RATIOS, prior_shape: float = JEFFREYS, weights: ArrayLike | None = None,
) -> Numbers:  # fmt: skip
    """Natural logarithm of the e-value of "our rate is the trial's" against a mixture of `rate_ratios`.

    The trial's rate is a gamma variable of shape trial_n_events + prior_shape and rate trial_person_time; the e-value
    is the predictive density of our count under rate x R, averaged over `rate_ratios` with `weights` (equal when not
    given), divided by that under the rate itself. At any fixed time its mean under no change is at most 1.
    Source: Wald 1945, Ann Math Stat 16:117 (weighted likelihood ratio); Grünwald et al. 2024, J R Stat Soc B 86:1091.
    """
    k, t = (x[..., np.newaxis] for x in events_in_time(n_events, person_time))
    c, t0 = (x[..., np.newaxis] for x in events_in_time(trial_n_events, trial_person_time, "trial_"))
    ratio, weight = _mixture(rate_ratios, weights)
    logs = k * np.log(ratio) + (c + prior_shape + k) * (np.log(t0 + t) - np.log(t0 + ratio * t))
    return np.asarray(logsumexp(logs, axis=-1, b=weight))


def log_e_value_known(
    n_events: ArrayLike, expected: ArrayLike, rate_ratios: ArrayLike = RATE_RATIOS, weights: ArrayLike | None = None
) -> Numbers:
    """The same against an expected count that is taken as known: only for a large external background."""
    k, mean = (x[..., np.newaxis] for x in events_in_time(n_events, expected))
    ratio, weight = _mixture(rate_ratios, weights)
    return np.asarray(logsumexp(k * np.log(ratio) - (ratio - 1) * mean, axis=-1, b=weight))


def events_to_reach(
    e_value: float, person_time: ArrayLike, trial_n_events: ArrayLike, trial_person_time: ArrayLike,
    rate_ratios: ArrayLike = RATE_RATIOS, prior_shape: float = JEFFREYS, weights: ArrayLike | None = None,
) -> Numbers:  # fmt: skip
    """The smallest of our counts in that person-time with so large an e-value: what would settle it.

    NaN where no count up to `MOST_EVENTS` would. The e-value rises with the count, so the search halves.
    """
    c, t0 = events_in_time(trial_n_events, trial_person_time, "trial_")
    t = events_in_time(0, person_time)[1]
    shape = np.broadcast_shapes(t.shape, c.shape)
    low, high = np.full(shape, -1.0), np.full(shape, float(MOST_EVENTS))
    reaches_at_all = log_e_value(high, t, c, t0, rate_ratios, prior_shape, weights) >= np.log(e_value)
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        logs = log_e_value(np.maximum(middle, 0), t, c, t0, rate_ratios, prior_shape, weights)
        reaches = (logs >= np.log(e_value)) & (middle >= 0)
        low, high = np.where(reaches, low, middle), np.where(reaches, middle, high)
    return np.where(reaches_at_all, high, np.nan)


def conditional_log_likelihood_ratio(
    n_events: ArrayLike, person_time: ArrayLike, trial_n_events: ArrayLike, trial_person_time: ArrayLike
) -> Numbers:
    """Maximised log-likelihood ratio of a raised rate; 0 while our rate is not above the trial's.

    Source: Li and Kulldorff 2010, Stat Med 29:284; without a trial event by continuity.
    """
    k, t = events_in_time(n_events, person_time)
    c, t0 = events_in_time(trial_n_events, trial_person_time, "trial_")
    return _log_ratio(k, t, c, t0)


@cache  # of the same few designs, by the night and by the night that it builds again
def critical_value(trial_n_events: int, horizon: int, first_look: int, alpha: float = 0.05) -> float:
    """Value of `conditional_log_likelihood_ratio` that no more than `alpha` of unchanged programmes reach.

    Looked at after each event from the `first_look`-th to the `horizon`-th. The trial stopped by the calendar and not
    by its last event, so its person-time in units of the rate has shape trial_n_events + 1: with shape trial_n_events,
    as published, up to 8 % alarm instead of 5 %. Exact recursion over a mixed Poisson process.
    Raises ValueError when no such value can be reached within the horizon.
    """
    whole(trial_n_events=trial_n_events, horizon=horizon, first_look=first_look)
    inside("alpha", alpha, 0, 1)
    if not 1 <= first_look <= horizon:
        raise ValueError("first_look must lie between 1 and the horizon.")

    def excess(value: float) -> float:
        return false_alarm_probability(trial_n_events, horizon, first_look, value) - alpha

    if excess(0.0) <= 0:
        raise ValueError("Even the smallest rise would stay below alpha: choose a longer horizon or an earlier look.")
    return float(brentq(excess, 0.0, MOST, xtol=1e-10))


def false_alarm_probability(trial_n_events: int, horizon: int, first_look: int, value: float) -> float:
    """P(the ratio reaches `value` at any look) when our rate is the trial's."""
    shape = trial_n_events + 1
    looks = np.arange(first_look, horizon + 1)
    quiet = np.zeros(horizon + 1)  # probability of having so many events and no alarm yet
    quiet[0] = 1.0
    before = 0.0
    for look, time in zip(looks, _longest_alarming_times(looks, trial_n_events, value), strict=True):
        had = np.arange(look)
        more = np.arange(look)[:, np.newaxis] - had  # events since, for each number had before
        step = nbinom.pmf(more, shape + had, (1 + before) / (1 + time))
        quiet, before = np.zeros_like(quiet) + np.pad(step @ quiet[:look], (0, int(horizon + 1 - look))), time
    return float(1 - quiet.sum())


def _log_ratio(k: Numbers, t: Numbers, c: Numbers, t0: Numbers) -> Numbers:
    total, time = k + c, t + t0
    ours, trial = (np.divide(x, total, out=np.zeros_like(total), where=total != 0) for x in (k, c))
    ratio = xlogy(k, ours * time / t) + xlogy(c, trial * time / t0)
    return np.where(np.isnan(total), np.nan, np.where(k * t0 > c * t, ratio, 0.0))


def _mixture(rate_ratios: ArrayLike, weights: ArrayLike | None) -> tuple[Numbers, Numbers]:
    ratio = np.asarray(rate_ratios, np.float64)
    weight = np.full(ratio.shape, 1 / ratio.size) if weights is None else np.asarray(weights, np.float64)
    if np.any(ratio <= 0) or np.any(weight < 0) or weight.shape != ratio.shape or not np.isclose(weight.sum(), 1):
        raise ValueError("rate_ratios must be above zero, each with its weight, and the weights must add up to 1.")
    return ratio, weight


def _longest_alarming_times(n_events: NDArray[np.int64], trial_n_events: int, value: float) -> Numbers:
    """Our time ÷ the trial's, at which so many events just reach the value: it falls as time goes on."""
    count, trial = n_events.astype(np.float64), np.full(len(n_events), float(trial_n_events))
    low = np.zeros(len(n_events))
    high = n_events / trial_n_events if trial_n_events else np.full(len(n_events), 1e12)
    for _ in range(120):
        middle = (low + high) / 2
        reaches = _log_ratio(count, middle, trial, np.ones(len(count))) >= value
        low, high = np.where(reaches, middle, low), np.where(reaches, high, middle)
    return low
