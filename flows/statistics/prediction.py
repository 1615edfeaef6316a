"""What the trial's few events lead us to expect of new patients: predictive bands, Jeffreys priors."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import betabinom, nbinom

Counts = NDArray[np.float64]

JEFFREYS = 0.5


def predicted_patients(
    trial_n_with_event: ArrayLike, trial_n_patients: ArrayLike, n_new: ArrayLike, share: ArrayLike
) -> Counts:
    """Quantile `share` of the number of `n_new` patients with the event (beta-binomial)."""
    trial, patients = np.asarray(trial_n_with_event), np.asarray(trial_n_patients)
    return np.asarray(betabinom.ppf(share, n_new, trial + JEFFREYS, patients - trial + JEFFREYS))


def probability_of_as_many_patients(
    n_with_event: ArrayLike, n_new: ArrayLike, trial_n_with_event: ArrayLike, trial_n_patients: ArrayLike
) -> Counts:
    """P(at least so many of `n_new` patients), from what the trial saw."""
    trial, patients = np.asarray(trial_n_with_event), np.asarray(trial_n_patients)
    return np.asarray(betabinom.sf(np.asarray(n_with_event) - 1, n_new, trial + JEFFREYS, patients - trial + JEFFREYS))


def predicted_events(
    trial_n_events: ArrayLike, trial_person_time: ArrayLike, person_time: ArrayLike, share: ArrayLike
) -> Counts:
    """Quantile `share` of the number of events in new person-time (negative binomial)."""
    time, trial_time = np.asarray(person_time, np.float64), np.asarray(trial_person_time, np.float64)
    return np.asarray(nbinom.ppf(share, np.asarray(trial_n_events) + JEFFREYS, trial_time / (trial_time + time)))


def probability_of_as_many_events(
    n_events: ArrayLike, person_time: ArrayLike, trial_n_events: ArrayLike, trial_person_time: ArrayLike
) -> Counts:
    """P(at least so many events in new person-time), from what the trial saw."""
    time, trial_time = np.asarray(person_time, np.float64), np.asarray(trial_person_time, np.float64)
    shape = np.asarray(trial_n_events) + JEFFREYS
    return np.asarray(nbinom.sf(np.asarray(n_events) - 1, shape, trial_time / (trial_time + time)))
