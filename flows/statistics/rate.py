"""Rates over person-time: exact intervals, the ratio of two rates, and what a baseline of few events allows.

All functions take arrays (or single numbers) that broadcast. A count of events below zero or a person-time that is not
above zero raises ValueError; a missing one (NaN) gives NaN. Rates are per the unit of the person-time given.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincc, betaincinv, gammainccinv, gammaincinv, pdtrc

from flows.statistics.check import events_in_time, inside
from flows.statistics.proportion_interval import mid_p as share_mid_p

Rates = NDArray[np.float64]

JEFFREYS = 0.5
HALVINGS = 200
DAYS_PER_YEAR = 365.25


def garwood(n_events: ArrayLike, person_time: ArrayLike, confidence: float = 0.95) -> tuple[Rates, Rates]:
    """Exact two-sided interval of a Poisson rate: lower and upper end, per unit of person-time.

    Source: Garwood 1936, Biometrika 28:437, in the form of gamma quantiles.
    """
    events, time = events_in_time(n_events, person_time)
    tail = (1 - inside("confidence", confidence, 0, 1)) / 2
    low = np.where(events > 0, gammaincinv(np.maximum(events, 1), tail), 0.0)
    return low / time, gammainccinv(events + 1, tail) / time


def one_sided_upper_rate(n_events: ArrayLike, person_time: ArrayLike, confidence: float = 0.95) -> Rates:
    """Exact bound that the true rate stays below, at that confidence: what zero events still allow (3 ÷ time).

    Source: Garwood 1936, Biometrika 28:437, with the whole error on one side.
    """
    events, time = events_in_time(n_events, person_time)
    return np.asarray(gammainccinv(events + 1, 1 - inside("confidence", confidence, 0, 1)) / time)


def mid_p(n_events: ArrayLike, person_time: ArrayLike, confidence: float = 0.95) -> tuple[Rates, Rates]:
    """Interval of a Poisson rate that counts half the probability of what was observed: shorter, not always exact.

    Source: Lancaster 1961, J Am Stat Assoc 56:223; both ends by bisection.
    """
    events, time = events_in_time(n_events, person_time)
    tail = (1 - inside("confidence", confidence, 0, 1)) / 2
    start = garwood(events, np.ones_like(time), confidence)

    def above(mean: Rates) -> Rates:
        """P(more events) + P(as many) / 2."""
        return np.asarray((pdtrc(events, mean) + np.where(events > 0, pdtrc(events - 1, mean), 1.0)) / 2)

    low = _bisect(lambda mean: above(mean) - tail, np.zeros_like(events), np.maximum(events, 1.0))
    high = _bisect(lambda mean: above(mean) - (1 - tail), np.zeros_like(events), start[1])
    return np.where(events > 0, low, 0.0) / time, high / time


def exposure_adjusted_incidence_rate(
    n_first_events: ArrayLike, person_days: ArrayLike, confidence: float = 0.95
) -> tuple[Rates, Rates, Rates]:
    """First events per 100 patient-years at risk (365.25 days a year), with Garwood's interval: rate, lower, upper.

    A person's time at risk ends at the event, at death, or after stopping and washing out.
    Source of the interval: Garwood 1936, Biometrika 28:437.
    """
    years = np.asarray(person_days, dtype=np.float64) / DAYS_PER_YEAR
    low, high = garwood(n_first_events, years, confidence)
    return 100 * np.asarray(n_first_events, dtype=np.float64) / years, 100 * low, 100 * high


def rate_ratio(
    n_events: ArrayLike, person_time: ArrayLike, trial_n_events: ArrayLike, trial_person_time: ArrayLike,
    confidence: float = 0.95,
) -> tuple[Rates, Rates, Rates]:  # fmt: skip
    """Our rate ÷ the trial's, with the exact conditional interval: ratio, lower, upper.

    Given the sum of both counts, ours is binomial; its Clopper-Pearson ends become ends of the ratio. Without an
    event in the trial the ratio and its upper end are infinite; without any event nothing can be estimated (NaN).
    Source: Przyborowski and Wilenski 1940, Biometrika 31:313.
    """
    ours, time = events_in_time(n_events, person_time)
    trial, trial_time = events_in_time(trial_n_events, trial_person_time, "trial_")
    tail = (1 - inside("confidence", confidence, 0, 1)) / 2
    share_low = np.where(ours > 0, betaincinv(np.maximum(ours, 1), trial + 1, tail), 0.0)
    share_high = np.where(trial > 0, betaincinv(ours + 1, np.maximum(trial, 1), 1 - tail), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = trial_time / time
        ratio = ours / trial * scale
        low, high = share_low / (1 - share_low) * scale, share_high / (1 - share_high) * scale
    none = ours + trial == 0
    return ratio, np.where(none, np.nan, low), np.where(none, np.nan, high)


def rate_ratio_mid_p(
    n_events: ArrayLike, person_time: ArrayLike, trial_n_events: ArrayLike, trial_person_time: ArrayLike,
    confidence: float = 0.95,
) -> tuple[Rates, Rates]:  # fmt: skip
    """The shorter interval of our rate ÷ the trial's, beside the exact one: lower and upper end, not always exact.

    Ends are infinite and NaN where those of `rate_ratio` are.
    Source: Lancaster 1961, J Am Stat Assoc 56:223, for the binomial share of the sum of both counts.
    """
    ours, time = events_in_time(n_events, person_time)
    trial, trial_time = events_in_time(trial_n_events, trial_person_time, "trial_")
    low, high = share_mid_p(ours, ours + trial, confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = trial_time / time
        return np.asarray(low / (1 - low) * scale), np.asarray(high / (1 - high) * scale)


def rate_ratio_p_greater(
    n_events: ArrayLike, person_time: ArrayLike, trial_n_events: ArrayLike, trial_person_time: ArrayLike
) -> tuple[Rates, Rates]:
    """One-sided p that our rate is no higher than the trial's, for one look at a fixed date: exact, and mid-P.

    Never for a look that is repeated: see `flows.statistics.sequential`.
    """
    ours, time = events_in_time(n_events, person_time)
    trial, trial_time = events_in_time(trial_n_events, trial_person_time, "trial_")
    share = time / (time + trial_time)
    as_many_or_more = np.where(ours > 0, betainc(np.maximum(ours, 1), trial + 1, share), 1.0)
    more = np.where(trial > 0, betainc(ours + 1, np.maximum(trial, 1), share), 0.0)
    return as_many_or_more, (as_many_or_more + more) / 2


def probability_rate_above(
    n_events: ArrayLike, person_time: ArrayLike, trial_n_events: ArrayLike, trial_person_time: ArrayLike,
    times: float = 1.0, prior_shape: float = JEFFREYS,
) -> Rates:  # fmt: skip
    """P(our true rate > `times` x the trial's), Jeffreys priors on both rates; for reading, never for alerting.

    Closed form: of two gamma variables, one's share of the sum is a beta variable.
    Source: Jeffreys 1961, Theory of Probability, 3rd edition (the prior).
    """
    if not times > 0:
        raise ValueError("times must be above 0: it multiplies the trial's rate.")
    ours, time = events_in_time(n_events, person_time)
    trial, trial_time = events_in_time(trial_n_events, trial_person_time, "trial_")
    return np.asarray(betaincc(ours + prior_shape, trial + prior_shape, times * time / (times * time + trial_time)))


def credible_rate_ratio(
    n_events: ArrayLike, person_time: ArrayLike, trial_n_events: ArrayLike, trial_person_time: ArrayLike,
    confidence: float = 0.95, prior_shape: float = JEFFREYS,
) -> tuple[Rates, Rates]:  # fmt: skip
    """Ends of the credible interval of our rate ÷ the trial's, Jeffreys priors on both rates; for reading only."""
    ours, time = events_in_time(n_events, person_time)
    trial, trial_time = events_in_time(trial_n_events, trial_person_time, "trial_")
    tail = (1 - inside("confidence", confidence, 0, 1)) / 2
    low, high = (betaincinv(ours + prior_shape, trial + prior_shape, share) for share in (tail, 1 - tail))
    return low / (1 - low) * trial_time / time, high / (1 - high) * trial_time / time


def _bisect(function: Callable[[Rates], Rates], low: Rates, high: Rates) -> Rates:
    """Where a rising function crosses zero between two ends, elementwise."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_above = function(middle) > 0
        low, high = np.where(is_above, low, middle), np.where(is_above, middle, high)
    return np.asarray((low + high) / 2)
