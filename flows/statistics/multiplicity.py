"""Many signals at once: the false discovery rate, of e-values for alerts and of p-values for reports."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import false_discovery_control

from flows.statistics.check import inside, known

Numbers = NDArray[np.float64]


def e_benjamini_hochberg(e_values: ArrayLike, false_discovery_rate: float) -> NDArray[np.bool_]:
    """Which of m signals may be called, whatever depends on what: the largest k with k · e(k) ≥ m ÷ rate.

    One e-value a signal, infinite allowed; one answer each, in the same order. Negative or missing raises ValueError.
    Source: Wang and Ramdas 2022, J R Stat Soc B 84:822.
    """
    inside("false_discovery_rate", false_discovery_rate, 0, 1)
    e = np.asarray(e_values, np.float64)
    if np.any(np.isnan(e) | (e < 0)):
        raise ValueError("e_values holds a missing or negative value.")
    order = np.argsort(-e, kind="stable")
    passing = np.flatnonzero(np.arange(1, len(e) + 1) * e[order] >= len(e) / false_discovery_rate)
    called = np.zeros(len(e), dtype=bool)
    called[order[: passing[-1] + 1 if len(passing) else 0]] = True
    return called


def benjamini_hochberg(p_values: ArrayLike) -> Numbers:
    """Adjusted p-values of signals of one source, in the same order: call those at most the rate wanted.

    For one look at a fixed date. Source: Benjamini and Hochberg 1995, J R Stat Soc B 57:289, as computed by SciPy.
    """
    (p,) = known(p_values=p_values)
    if np.any((p < 0) | (p > 1)):
        raise ValueError("p_values holds a value outside 0 to 1.")
    return np.asarray(false_discovery_control(p, method="bh") if len(p) else p)
