"""Repeated looks: e-values, the false discovery rate across signals, and the conditional maximised SPRT.

Only these may raise an alert when a signal is looked at every night. All baselines here are themselves uncertain.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import logsumexp, xlogy
from scipy.stats import nbinom

Numbers = NDArray[np.float64]

RATE_RATIOS = (1.5, 2.0, 3.0, 5.0, 10.0)
JEFFREYS = 0.5
MOST = 60.0
"""No critical value lies above it."""


def log_e_value(
    n_events: ArrayLike, person_time: ArrayLike, trial_n_events: ArrayLike, trial_person_time: ArrayLike,
    rate_ratios: tuple[float, ...] = RATE_RATIOS, prior_shape: float = JEFFREYS,
) -> Numbers:  # fmt: skip
    """Natural logarithm of the e-value of "our rate is the trial's" against a mixture of rate ratios.

    The trial's rate is a gamma variable of shape trial_n_events + prior_shape and rate trial_person_time; the e-value
    is the predictive density of our count under rate x R, averaged over `rate_ratios` with equal weights, divided by
    that under the rate itself. At any fixed time its mean under no change is at most 1.
    """
    k, t, c, t0 = (
        np.asarray(x, np.float64)[..., np.newaxis] for x in (n_events, person_time, trial_n_events, trial_person_time)
    )
    ratio = np.asarray(rate_ratios)
    logs = k * np.log(ratio) + (c + prior_shape + k) * (np.log(t0 + t) - np.log(t0 + ratio * t))
    return np.asarray(logsumexp(logs, axis=-1) - np.log(len(ratio)))


def log_e_value_known(
    n_events: ArrayLike, expected: ArrayLike, rate_ratios: tuple[float, ...] = RATE_RATIOS
) -> Numbers:
    """The same against an expected count that is taken as known: only for a large external background."""
    k, mean = (np.asarray(x, np.float64)[..., np.newaxis] for x in (n_events, expected))
    ratio = np.asarray(rate_ratios)
    return np.asarray(logsumexp(k * np.log(ratio) - (ratio - 1) * mean, axis=-1) - np.log(len(ratio)))


def e_benjamini_hochberg(e_values: ArrayLike, false_discovery_rate: float) -> NDArray[np.bool_]:
    """Which of the signals may be called, whatever depends on what: the largest k with k · e(k) ≥ m ÷ rate.

    Source: Wang and Ramdas 2022, J R Stat Soc B 84:822.
    """
    e = np.asarray(e_values, np.float64)
    order = np.argsort(-e, kind="stable")
    ranks = np.arange(1, len(e) + 1)
    passing = np.flatnonzero(ranks * e[order] >= len(e) / false_discovery_rate)
    called = np.zeros(len(e), dtype=bool)
    called[order[: passing[-1] + 1 if len(passing) else 0]] = True
    return called


def conditional_log_likelihood_ratio(
    n_events: ArrayLike, person_time: ArrayLike, trial_n_events: ArrayLike, trial_person_time: ArrayLike
) -> Numbers:
    """Maximised log-likelihood ratio of a raised rate; 0 while our rate is not above the trial's.

    Source: Li and Kulldorff 2010, Stat Med 29:284; without a trial event by continuity.
    """
    k, t, c, t0 = (np.asarray(x, np.float64) for x in (n_events, person_time, trial_n_events, trial_person_time))
    total, time = k + c, t + t0
    ours, trial = (np.divide(x, total, out=np.zeros_like(total), where=total > 0) for x in (k, c))
    ratio = xlogy(k, ours * time / t) + xlogy(c, trial * time / t0)
    return np.where(k * t0 > c * t, ratio, 0.0)


def critical_value(trial_n_events: int, horizon: int, first_look: int, alpha: float = 0.05) -> float:
    """Value of `conditional_log_likelihood_ratio` that no more than `alpha` of unchanged programmes reach.

    Looked at after each event from the `first_look`-th to the `horizon`-th. The trial stopped by the calendar and not
    by its last event, so its person-time in units of the rate has shape trial_n_events + 1: with shape trial_n_events,
    as published, up to 8 % alarm instead of 5 %. Exact recursion over a mixed Poisson process.
    Raises ValueError when no such value can be reached within the horizon.
    """
    if not 1 <= first_look <= horizon:
        raise ValueError("The first look must lie between 1 and the horizon.")

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


def _longest_alarming_times(n_events: NDArray[np.int64], trial_n_events: int, value: float) -> Numbers:
    """Our time ÷ the trial's, at which so many events just reach the value: it falls as time goes on."""
    low = np.zeros(len(n_events))
    high = n_events / trial_n_events if trial_n_events else np.full(len(n_events), 1e12)
    for _ in range(120):
        middle = (low + high) / 2
        reaches = conditional_log_likelihood_ratio(n_events, middle, trial_n_events, 1.0) >= value
        low, high = np.where(reaches, middle, low), np.where(reaches, high, middle)
    return low
