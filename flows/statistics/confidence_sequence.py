"""An interval of a rate that may be read every night: the chance that it ever misses the rate is bounded."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, lambertw

from flows.statistics.check import events_in_time, inside

Numbers = NDArray[np.float64]

JEFFREYS = 0.5


def rate_confidence_sequence(
    n_events: ArrayLike, person_time: ArrayLike, confidence: float = 0.95,
    prior_shape: float = JEFFREYS, prior_time: float = 1.0,
) -> tuple[Numbers, Numbers]:  # fmt: skip
    """Lower and upper end of a Poisson rate, per unit of person-time, from cumulative counts; arrays that broadcast.

    With probability `confidence` the true rate lies in it on every night at once, so in time it outgrows Garwood's.
    It holds the rates that a gamma mixture (shape `prior_shape`, rate `prior_time`) over the data's likelihood does not
    beat by 1 ÷ (1 - confidence). Negative events and time not above zero raise ValueError; a missing one gives NaN.
    Source: Robbins 1970, Ann Math Stat 41:1397; Howard et al. 2021, Ann Stat 49:1055.
    """
    events, time = events_in_time(n_events, person_time)
    inside("prior_shape", prior_shape, 0, np.inf)
    inside("prior_time", prior_time, 0, np.inf)
    evidence = np.log(1 - inside("confidence", confidence, 0, 1)) + (
        prior_shape * np.log(prior_time) + gammaln(prior_shape + events) - gammaln(prior_shape)
        - (prior_shape + events) * np.log(prior_time + time)
    )  # fmt: skip
    # Both ends solve events · log(rate) - rate · time = evidence.
    some = np.maximum(events, 1)
    inner = -np.exp(evidence / some + np.log(time) - np.log(some))
    low, high = (-some / time * lambertw(inner, branch).real for branch in (0, -1))
    return np.where(events == 0, 0 * time, low), np.where(events == 0, -evidence / time, high)
