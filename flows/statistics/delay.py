"""Reports still to come: how complete recent counts are, from the delays of those reported so far.

A delay is a whole number of days (or weeks) from onset to receipt. A report is only seen when its delay is no longer
than the time from its onset to the cut-off: short delays are seen too often, so the delays are read in reverse.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import nbinom

from flows.statistics.check import inside, whole

Numbers = NDArray[np.float64]

JEFFREYS = 0.5
FEWEST_REPORTS = 10
"""Delays that fewer reports could have had are left out: a single very late one would leave nothing known."""


class Completeness(NamedTuple):
    """Share of reports that have come by each delay 0, 1, 2, …; of those that come within the longest delay told.

    That is the longest which `FEWEST_REPORTS` could have had; NaN where there is none, and `n_reports` is then 0. The
    variance is of the share's logarithm, and NaN where the share is 0 or unknown.
    """

    share: Numbers
    log_variance: Numbers
    n_reports: int


class Nowcast(NamedTuple):
    """Reports of each period when all will have come: completeness so far, expected number, and its band."""

    completeness: Numbers
    expected: Numbers
    low: Numbers
    high: Numbers


def completeness_by_delay(delays: ArrayLike, observable: ArrayLike) -> Completeness:
    """Share of reports that have come by each delay, by reverse hazards: the chain-ladder estimate.

    One pair a report: its delay, and the longest delay it could have had to be seen at the cut-off. Reports may not
    come before the onset or after the cut-off (ValueError). Source: Kalbfleisch and Lawless 1991, Stat Sin 1:19;
    Lawless 1994, Can J Stat 22:15; the chain ladder: Mack 1993, ASTIN Bull 23:213.
    """
    delay, possible = whole(delays=delays, observable=observable)
    if delay.shape != possible.shape or delay.ndim != 1:
        raise ValueError("delays and observable must each have one value a report.")
    if np.any(delay > possible):
        raise ValueError("delays holds a delay beyond what is observable: a report after the cut-off.")
    exactly = np.bincount(delay).astype(np.float64)
    # Whoever could not have been so late does not tell how many are: only reports observable to the delay count.
    too_recent = np.cumsum(np.bincount(possible, minlength=len(exactly)))[: max(len(exactly) - 1, 0)]
    at_risk = np.cumsum(exactly) - np.concatenate([[0], too_recent])[: len(exactly)]
    told = np.flatnonzero(at_risk >= FEWEST_REPORTS)
    if len(told) == 0:
        return Completeness(np.full(1, np.nan), np.full(1, np.nan), 0)
    exactly, at_risk = exactly[: told[-1] + 1], at_risk[: told[-1] + 1]
    earlier = at_risk - exactly
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.where(at_risk > 0, earlier / at_risk, 1.0)
        variance = np.where(exactly > 0, exactly / (at_risk * earlier), 0.0)
    share = np.append(np.cumprod(kept[:0:-1])[::-1], 1.0)
    log_variance = np.append(np.cumsum(variance[:0:-1])[::-1], 0.0)
    return Completeness(share, np.where(share > 0, log_variance, np.nan), int(exactly.sum()))


def nowcast(
    n_reported: ArrayLike, shortest: ArrayLike, longest: ArrayLike, completeness: Completeness, confidence: float = 0.95
) -> Nowcast:
    """What periods' counts will be when all reports have come; one value a period in every argument.

    `shortest` and `longest` are the observable delays of the period's last and first day; events are taken as spread
    evenly over it. The band is a negative binomial one of the reports still to come (Jeffreys prior on the period's
    rate), widened for the uncertain completeness; it is never below what was reported. NaN where completeness is not
    known. Provisional in any case: the delays of the future are taken to be those of the past.
    Source: Lawless 1994, Can J Stat 22:15.
    """
    inside("confidence", confidence, 0, 1)
    reported, newest, oldest = np.broadcast_arrays(*whole(n_reported=n_reported, shortest=shortest, longest=longest))
    if np.any(newest > oldest):
        raise ValueError("shortest must not be above longest.")
    periods = [_over(completeness, int(a), int(b)) for a, b in zip(newest.ravel(), oldest.ravel(), strict=True)]
    share, log_variance = (np.asarray(column, np.float64).reshape(reported.shape) for column in _columns(periods))
    shape = reported + JEFFREYS
    to_come = shape * (1 - share) / share
    variance = to_come / share + (shape / share) ** 2 * log_variance
    tail = (1 - confidence) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = to_come / variance
        low, high = (
            reported + np.where(to_come > 0, nbinom.ppf(q, to_come * chance / (1 - chance), chance), 0.0)
            for q in (tail, 1 - tail)
        )
    unknown = np.isnan(share)
    return Nowcast(share, reported / share, np.where(unknown, np.nan, low), np.where(unknown, np.nan, high))


def _over(completeness: Completeness, shortest: int, longest: int) -> tuple[float, float]:
    """Completeness of a period, the mean over its days, and the variance of its logarithm.

    The estimates by two delays share the reverse hazards beyond the longer one: their covariance is its variance.
    """
    last = len(completeness.share) - 1
    days = np.minimum(np.arange(shortest, longest + 1), last)
    share = completeness.share[days]
    if not share.sum() > 0:
        return float("nan"), float("nan")
    telling = days[share > 0]
    weight = completeness.share[telling] / share.sum()
    covariance = completeness.log_variance[np.maximum(telling[:, np.newaxis], telling)]
    return float(share.mean()), float(weight @ covariance @ weight)


def _columns(periods: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [share for share, _ in periods], [variance for _, variance in periods]
