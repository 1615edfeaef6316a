"""Exact tests of two shares, for one look at a fixed date: Fisher's and its mid-P. Boschloo's: `exact_test`.

Ours first, the trial's second. Arrays (or single whole numbers) that broadcast; counts that are missing, negative, not
whole or above their patients raise ValueError. Never for a look that is repeated: see `flows.statistics.sequential`.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import fisher_exact, hypergeom

from flows.statistics.check import whole

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]


def fisher_p_greater(
    n_with_event: ArrayLike, n_patients: ArrayLike, trial_n_with_event: ArrayLike, trial_n_patients: ArrayLike
) -> tuple[Numbers, Numbers]:
    """One-sided p that our share is no higher than the trial's, given both sums: exact, and mid-P.

    Source: Fisher 1935, J R Stat Soc 98:39; mid-P: Lancaster 1961, J Am Stat Assoc 56:223.
    """
    x1, n1, x0, n0 = tables(n_with_event, n_patients, trial_n_with_event, trial_n_patients)
    as_many_or_more, more = (hypergeom.sf(x1 - less, n1 + n0, x1 + x0, n1) for less in (1, 0))
    return np.asarray(as_many_or_more), np.asarray((as_many_or_more + more) / 2)


def fisher_p_two_sided(
    n_with_event: ArrayLike, n_patients: ArrayLike, trial_n_with_event: ArrayLike, trial_n_patients: ArrayLike
) -> Numbers:
    """Two-sided p: the probability of all tables that are no more probable than ours. SciPy, one table at a time."""
    counts = tables(n_with_event, n_patients, trial_n_with_event, trial_n_patients)
    rows = zip(*(count.ravel().tolist() for count in counts), strict=True)
    p = [fisher_exact([[x1, x0], [n1 - x1, n0 - x0]]).pvalue for x1, n1, x0, n0 in rows]
    return np.asarray(p, np.float64).reshape(counts[0].shape)


def tables(
    n_with_event: ArrayLike, n_patients: ArrayLike, trial_n_with_event: ArrayLike, trial_n_patients: ArrayLike
) -> tuple[Counts, Counts, Counts, Counts]:
    """The four counts as whole arrays of one shape; ValueError for what cannot be."""
    x1, n1, x0, n0 = np.broadcast_arrays(*whole(
        n_with_event=n_with_event, n_patients=n_patients,
        trial_n_with_event=trial_n_with_event, trial_n_patients=trial_n_patients,
    ))  # fmt: skip
    if np.any(x1 > n1) or np.any(x0 > n0):
        raise ValueError("n_with_event or trial_n_with_event lies outside 0 to its number of patients.")
    if np.any(n1 < 1) or np.any(n0 < 1):
        raise ValueError("n_patients and trial_n_patients must be at least 1.")
    return x1, n1, x0, n0
