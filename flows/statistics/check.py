"""Refuses counts that cannot be: every refusal names the argument. A missing value (NaN) of a table's row passes.

Tables hold rows without a baseline or without patients; of these the functions on rows return NaN: not estimable.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


def patients_with_event(n_with_event: ArrayLike, n_patients: ArrayLike, whose: str = "") -> tuple[Numbers, Numbers]:
    """Both as broadcast arrays, NaN in both where either is; `whose` begins the arguments' names in a refusal."""
    events, patients = _together(n_with_event, n_patients)
    if np.any((events < 0) | (events > patients)) or np.any(np.isinf(patients)):
        raise ValueError(f"{whose}n_with_event lies outside 0 to {whose}n_patients.")
    return events, patients


def events_in_time(n_events: ArrayLike, person_time: ArrayLike, whose: str = "") -> tuple[Numbers, Numbers]:
    """Both as broadcast arrays, NaN in both where either is; time without exposure cannot be judged, so is refused."""
    events, time = _together(n_events, person_time)
    if np.any((events < 0) | np.isinf(events)):
        raise ValueError(f"{whose}n_events must be a number that is not negative.")
    if np.any((time <= 0) | np.isinf(time)):
        raise ValueError(f"{whose}person_time must be above zero.")
    return events, time


def known(**arguments: ArrayLike) -> tuple[Numbers, ...]:
    """The arguments as arrays, in order; for paths and samples, where one missing value would spoil the whole."""
    arrays = []
    for name, values in arguments.items():
        numbers = np.asarray(values, np.float64)
        if not np.isfinite(numbers).all():
            raise ValueError(f"{name} holds a missing or infinite value.")
        arrays.append(numbers)
    return tuple(arrays)


def not_negative(**arguments: ArrayLike) -> tuple[Numbers, ...]:
    """The same for what can be neither missing nor negative."""
    arrays = known(**arguments)
    for name, numbers in zip(arguments, arrays, strict=True):
        if np.any(numbers < 0):
            raise ValueError(f"{name} holds a negative value.")
    return arrays


def whole(**arguments: ArrayLike) -> tuple[NDArray[np.int64], ...]:
    """The same for counts, as integers."""
    arrays = not_negative(**arguments)
    for name, numbers in zip(arguments, arrays, strict=True):
        if np.any(numbers != np.floor(numbers)):
            raise ValueError(f"{name} holds a number that is not whole.")
    return tuple(numbers.astype(np.int64) for numbers in arrays)


def inside(name: str, value: float, low: float, high: float) -> float:
    """A setting that must lie strictly between two ends, such as a confidence between 0 and 1."""
    if not low < value < high:
        raise ValueError(f"{name} must lie between {low:g} and {high:g}.")
    return value


def _together(first: ArrayLike, second: ArrayLike) -> tuple[Numbers, Numbers]:
    one, other = np.broadcast_arrays(np.asarray(first, np.float64), np.asarray(second, np.float64))
    missing = np.isnan(one) | np.isnan(other)
    return np.where(missing, np.nan, one), np.where(missing, np.nan, other)
