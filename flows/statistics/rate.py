"""Rates over person-time: exact intervals, the ratio of two rates, and what a baseline of few events allows.

All functions take arrays (or single numbers) that broadcast. A count of events must be whole and not negative, a
person-time above zero; a missing one (NaN) gives NaN. Ratios and rates are per the unit of the person-time given.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincc, betaincinv, gammainccinv, gammaincinv, pdtrc

Rates = NDArray[np.float64]

JEFFREYS = 0.5
HALVINGS = 200
DAYS_PER_YEAR = 365.25


def garwood(n_events: ArrayLike, person_time: ArrayLike, confidence: float = 0.95) -> tuple[Rates, Rates]:
    """Exact two-sided interval of a Poisson rate: lower and upper end, per unit of person-time.

    Source: Garwood 1936, Biometrika 28:437, in the form of gamma quantiles.
    """
    events, time = _observed(n_events, person_time)
    tail = (1 - confidence) / 2
    low = np.where(events > 0, gammaincinv(np.maximum(events, 1), tail), 0.0)
    return low / time, gammainccinv(events + 1, tail) / time


def mid_p(n_events: ArrayLike, person_time: ArrayLike, confidence: float = 0.95) -> tuple[Rates, Rates]:
    """Interval of a Poisson rate that counts half the probability of what was observed: shorter, not always exact.

    Source: Lancaster 1961, J Am Stat Assoc 56:223; both ends by bisection.
    """
    events, time = _observed(n_events, person_time)
    tail = (1 - confidence) / 2
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
    """First events per 100 patient-years at risk (365.25 days a year), with Garwood's interval: rate, lower, upper."""
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
    ours, time = _observed(n_events, person_time)
    trial, trial_time = _observed(trial_n_events, trial_person_time)
    tail = (1 - confidence) / 2
    share_low = np.where(ours > 0, betaincinv(np.maximum(ours, 1), trial + 1, tail), 0.0)
    share_high = np.where(trial > 0, betaincinv(ours + 1, np.maximum(trial, 1), 1 - tail), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = trial_time / time
        ratio = ours / trial * scale
        low, high = share_low / (1 - share_low) * scale, share_high / (1 - share_high) * scale
    none = ours + trial == 0
    return ratio, np.where(none, np.nan, low), np.where(none, np.nan, high)


def rate_ratio_p_greater(
    n_events: ArrayLike, person_time: ArrayLike, trial_n_events: ArrayLike, trial_person_time: ArrayLike
) -> tuple[Rates, Rates]:
    """One-sided p that our rate is no higher than the trial's, for one look at a fixed date: exact, and mid-P.

    Never for a look that is repeated: see `flows.statistics.sequential`.
    """
    ours, time = _observed(n_events, person_time)
    trial, trial_time = _observed(trial_n_events, trial_person_time)
    share = time / (time + trial_time)
    as_many_or_more = np.where(ours > 0, betainc(np.maximum(ours, 1), trial + 1, share), 1.0)
    more = np.where(trial > 0, betainc(ours + 1, np.maximum(trial, 1), share), 0.0)
    return as_many_or_more, (as_many_or_more + more) / 2


def probability_rate_above(
    n_events: ArrayLike, person_time: ArrayLike, trial_n_events: ArrayLike, trial_person_time: ArrayLike,
    times: float = 1.0,
) -> Rates:  # fmt: skip
    """P(our true rate > `times` x the trial's), Jeffreys priors on both rates; for reading, never for alerting.

    Closed form: of two gamma variables, one's share of the sum is a beta variable.
    """
    ours, time = _observed(n_events, person_time)
    trial, trial_time = _observed(trial_n_events, trial_person_time)
    return np.asarray(betaincc(ours + JEFFREYS, trial + JEFFREYS, times * time / (times * time + trial_time)))


def credible_rate_ratio(
    n_events: ArrayLike, person_time: ArrayLike, trial_n_events: ArrayLike, trial_person_time: ArrayLike,
    confidence: float = 0.95,
) -> tuple[Rates, Rates]:  # fmt: skip
    """Ends of the credible interval of our rate ÷ the trial's, Jeffreys priors on both rates."""
    ours, time = _observed(n_events, person_time)
    trial, trial_time = _observed(trial_n_events, trial_person_time)
    tail = (1 - confidence) / 2
    low, high = (betaincinv(ours + JEFFREYS, trial + JEFFREYS, share) for share in (tail, 1 - tail))
    return low / (1 - low) * trial_time / time, high / (1 - high) * trial_time / time


def _observed(n_events: ArrayLike, person_time: ArrayLike) -> tuple[Rates, Rates]:
    events, time = np.broadcast_arrays(np.asarray(n_events, np.float64), np.asarray(person_time, np.float64))
    if np.any(events < 0) or np.any(time <= 0):
        raise ValueError("Events must not be negative, and person-time must be above zero.")
    return np.where(np.isnan(time), np.nan, events), np.where(np.isnan(events), np.nan, time)


def _bisect(function, low: Rates, high: Rates) -> Rates:  # type: ignore[no-untyped-def]
    """Where a rising function crosses zero between two ends, elementwise."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_above = function(middle) > 0
        low, high = np.where(is_above, low, middle), np.where(is_above, middle, high)
    return np.asarray((low + high) / 2)
