"""The path of a sequential statistic over nights or periods, recomputed from the whole series each time."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from flows.statistics.check import inside, known
from flows.statistics.sequential import JEFFREYS, RATE_RATIOS, log_e_value

Numbers = NDArray[np.float64]

NEVER = -1


class Path(NamedTuple):
    """A statistic after each period (last axis), its maximum so far, and where it first reached the limit."""

    values: Numbers
    highest: Numbers
    first_crossing: NDArray[np.int64]
    """Index of the period; `NEVER` (-1) where the limit was not reached. One a path."""


def follow(values: ArrayLike, limit: ArrayLike) -> Path:
    """The path of values (periods on the last axis) against a limit; a limit that is reached is crossed (≥)."""
    (path,) = known(values=values)
    reached = path >= np.asarray(limit, np.float64)[..., np.newaxis]
    if path.shape[-1] == 0:
        return Path(path, path, np.full(path.shape[:-1], NEVER))
    first = np.where(reached.any(axis=-1), reached.argmax(axis=-1), NEVER)
    return Path(path, np.maximum.accumulate(path, axis=-1), np.asarray(first))


def e_value_path(
    n_events: ArrayLike, person_time: ArrayLike, trial_n_events: ArrayLike, trial_person_time: ArrayLike,
    limit: float, rate_ratios: ArrayLike = RATE_RATIOS, prior_shape: float = JEFFREYS,
    weights: ArrayLike | None = None,
) -> Path:  # fmt: skip
    """Path of the logarithm of the e-value over nights, against log(`limit`).

    `n_events` and `person_time` are cumulative, nights on the last axis, and may never fall (ValueError); the trial's
    have one value a path. Nights before the first exposure are left out by the caller: there is nothing to judge.
    """
    inside("limit", limit, 0, np.inf)
    events, time = known(n_events=n_events, person_time=person_time)
    for name, series in (("n_events", events), ("person_time", time)):
        if np.any(np.diff(series, axis=-1) < 0):
            raise ValueError(f"{name} falls along the path: it must be cumulative.")
    c, t0 = (np.asarray(x, np.float64)[..., np.newaxis] for x in (trial_n_events, trial_person_time))
    return follow(log_e_value(events, time, c, t0, rate_ratios, prior_shape, weights), float(np.log(limit)))
