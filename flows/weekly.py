"""The days of a curve: those on which it steps, and each seventh, so that the people at risk are known under it."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

DAYS_A_WEEK = 7


def with_every_week(steps: ArrayLike, last: float) -> NDArray[np.float64]:
    """Days of the steps, each seventh day from 0 on, and the last day."""
    return np.unique(np.concatenate([np.asarray(steps, np.float64), np.arange(0, last, DAYS_A_WEEK), [last]]))
