"""Shares of patients: shorter intervals than the exact one, for figures and as second opinions.

All functions take arrays (or single numbers) that broadcast, and return the lower and the upper end, each from 0
to 1. A missing count (NaN) or nobody in the denominator gives NaN. Counts outside 0 … n_patients raise ValueError.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincinv, ndtri

from flows.statistics.check import inside, patients_with_event
from flows.statistics.proportion import JEFFREYS, clopper_pearson

Shares = NDArray[np.float64]

HALVINGS = 60


def wilson(
    n_with_event: ArrayLike, n_patients: ArrayLike, confidence: float = 0.95, is_continuity_corrected: bool = False
) -> tuple[Shares, Shares]:
    """Score interval: near the nominal coverage on average, below it for some true shares. For figures.

    Source: Wilson 1927, J Am Stat Assoc 22:209; the correction for continuity: Newcombe 1998, Stat Med 17:857.
    """
    events, patients = _of_somebody(n_with_event, n_patients)
    z = ndtri((1 + inside("confidence", confidence, 0, 1)) / 2)
    low, high = (_wilson_end(events, patients, z, side, 0.5 if is_continuity_corrected else 0.0) for side in (-1, 1))
    return np.where(events == 0, 0.0, low), np.where(events == patients, 1.0, high)


def jeffreys(n_with_event: ArrayLike, n_patients: ArrayLike, confidence: float = 0.95) -> tuple[Shares, Shares]:
    """Equal-tailed credible interval under Jeffreys' prior; it begins at 0 without events, ends at 1 with all.

    Source: Brown, Cai and DasGupta 2001, Stat Sci 16:101.
    """
    events, patients = _of_somebody(n_with_event, n_patients)
    tail = (1 - inside("confidence", confidence, 0, 1)) / 2
    low, high = (betaincinv(events + JEFFREYS, patients - events + JEFFREYS, share) for share in (tail, 1 - tail))
    return np.where(events == 0, 0.0, low), np.where(events == patients, 1.0, high)


def mid_p(n_with_event: ArrayLike, n_patients: ArrayLike, confidence: float = 0.95) -> tuple[Shares, Shares]:
    """Interval that counts half the probability of what was observed: inside the exact one, not always exact.

    Source: Lancaster 1961, J Am Stat Assoc 56:223; both ends by bisection.
    """
    events, patients = _of_somebody(n_with_event, n_patients)
    tail = (1 - inside("confidence", confidence, 0, 1)) / 2
    outer_low, outer_high = clopper_pearson(events, patients, confidence)

    def above(share: Shares) -> Shares:
        """P(more events) + P(as many) / 2: rises with the share."""
        as_many_or_more = np.where(events > 0, betainc(np.maximum(events, 1), patients - events + 1, share), 1.0)
        more = np.where(events < patients, betainc(events + 1, np.maximum(patients - events, 1), share), 0.0)
        return np.asarray((as_many_or_more + more) / 2)

    low = _where_it_reaches(above, tail, outer_low, outer_high)
    high = _where_it_reaches(above, 1 - tail, outer_low, outer_high)
    return np.where(events == 0, 0.0, low), np.where(events == patients, 1.0, high)


def _of_somebody(n_with_event: ArrayLike, n_patients: ArrayLike) -> tuple[Shares, Shares]:
    events, patients = patients_with_event(n_with_event, n_patients)
    return np.where(patients == 0, np.nan, events), np.where(patients == 0, np.nan, patients)


def _wilson_end(events: Shares, patients: Shares, z: float, side: int, correction: float) -> Shares:
    shifted = (events + side * correction) / patients
    middle = shifted + z * z / (2 * patients)
    spread = z * np.sqrt(np.maximum(shifted * (1 - shifted) / patients + z * z / (4 * patients**2), 0))
    return np.asarray(np.clip((middle + side * spread) / (1 + z * z / patients), 0, 1))


def _where_it_reaches(rising: Callable[[Shares], Shares], level: float, low: Shares, high: Shares) -> Shares:
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        is_beyond = rising(middle) > level
        low, high = np.where(is_beyond, low, middle), np.where(is_beyond, middle, high)
    return np.asarray((low + high) / 2)
