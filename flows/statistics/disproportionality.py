"""Spontaneous reports: how much more often an event is reported with a drug than chance would have it.

No denominator of people stands behind these counts: they are neither risks nor rates nor of any cause. Every count is
of distinct reports after de-duplication, a whole array or a single number: a = drug and event, b = drug only,
c = event only, d = neither. Missing or negative counts raise ValueError.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri

from flows.statistics.check import inside, not_negative

Numbers = NDArray[np.float64]

SHRINKAGE = 0.5


class Ratio(NamedTuple):
    """An estimate with its interval; NaN where it cannot be estimated."""

    estimate: Numbers
    low: Numbers
    high: Numbers


def expected_reports(a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike) -> Numbers:
    """Reports of drug and event together if neither knew of the other; NaN without any report."""
    a, b, c, d = not_negative(a=a, b=b, c=c, d=d)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((a + b) * (a + c) / (a + b + c + d))


def proportional_reporting_ratio(
    a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike, confidence: float = 0.95
) -> Ratio:
    """PRR: share of the event among the drug's reports ÷ among all others; NaN where c is 0.

    No interval (NaN) without a report of both; a falsely narrow one where b is 0: read it only from three reports on.
    Source: Evans, Waller and Davis 2001, Pharmacoepidemiol Drug Saf 10:483.
    """
    a, b, c, d = not_negative(a=a, b=b, c=c, d=d)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(c > 0, (a / (a + b)) / (c / (c + d)), np.nan)
        return _log_normal(ratio, 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d), confidence)


def reporting_odds_ratio(a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike, confidence: float = 0.95) -> Ratio:
    """ROR: odds of the event among the drug's reports ÷ among all others; no interval (NaN) where a or d is 0.

    Where b or c is 0 it and its upper end are infinite, and there is no lower end; NaN where a or d is 0 besides.
    Source: van Puijenbroek et al. 2002, Pharmacoepidemiol Drug Saf 11:3.
    """
    a, b, c, d = not_negative(a=a, b=b, c=c, d=d)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _log_normal((a * d) / (b * c), 1 / a + 1 / b + 1 / c + 1 / d, confidence)


def information_component(n_reports: ArrayLike, expected: ArrayLike, confidence: float = 0.95) -> Ratio:
    """IC: logarithm to base 2 of observed ÷ expected, both shrunk by a half; defined at zero reports.

    Limits are quantiles of the gamma distribution of shape n_reports + ½ and rate expected + ½.
    Source: Norén, Hopstadius and Bate 2013, Stat Methods Med Res 22:57.
    """
    observed, expectation = np.broadcast_arrays(*not_negative(n_reports=n_reports, expected=expected))
    shape, rate = observed + SHRINKAGE, expectation + SHRINKAGE
    tail = (1 - inside("confidence", confidence, 0, 1)) / 2
    low, high = (np.log2(gammaincinv(shape, share) / rate) for share in (tail, 1 - tail))
    return Ratio(np.log2(shape / rate), low, high)


def chi_square(a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike, is_yates_corrected: bool = True) -> Numbers:
    """Pearson's chi-square of the four counts, with Yates' correction as PRR is read; NaN where a margin is empty.

    Source: Yates 1934, Suppl J R Stat Soc 1:217.
    """
    a, b, c, d = not_negative(a=a, b=b, c=c, d=d)
    total = a + b + c + d
    distance = np.abs(a * d - b * c)
    if is_yates_corrected:
        distance = np.maximum(distance - total / 2, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(total * distance / (a + b) * distance / (c + d) / (a + c) / (b + d))


def meets_evans(
    a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike,
    prr: float = 2.0, chi_square_from: float = 4.0, n_reports: int = 3,
) -> NDArray[np.bool_]:  # fmt: skip
    """PRR ≥ 2, chi-square (Yates) ≥ 4 and three reports: a column for comparison, not an alert.

    Source: Evans, Waller and Davis 2001, Pharmacoepidemiol Drug Saf 10:483.
    """
    enough = np.asarray(a, np.float64) >= n_reports
    ratio = proportional_reporting_ratio(a, b, c, d).estimate
    return np.asarray(enough & (ratio >= prr) & (chi_square(a, b, c, d) >= chi_square_from))


def _log_normal(ratio: Numbers, variance: Numbers, confidence: float) -> Ratio:
    z = ndtri((1 + inside("confidence", confidence, 0, 1)) / 2)
    is_bounded = (ratio > 0) & np.isfinite(ratio) & np.isfinite(variance)
    spread = np.where(is_bounded, z * np.sqrt(np.maximum(variance, 0)), np.nan)
    return Ratio(ratio, ratio * np.exp(-spread), np.where(ratio == np.inf, np.inf, ratio * np.exp(spread)))
