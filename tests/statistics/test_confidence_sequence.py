"""The interval of a rate that may be read every night."""

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from flows.statistics.confidence_sequence import rate_confidence_sequence

# Events, time, confidence, lower, upper. Roots of the gamma mixture, found by Lambert's W and by bisection.
INTERVALS = [
    (0, 10, 0.95, 0.0, 0.419467990995318),
    (5, 20, 0.95, 0.0455563124797573, 0.743742848363318),
    (30, 100, 0.95, 0.155580587226177, 0.514236301192511),
    (5, 20, 0.99, 0.0311721463406961, 0.8607386326402),
]


@pytest.mark.parametrize(("n_events", "time", "confidence", "low", "high"), INTERVALS)
def test_the_ends_solve_the_mixture(n_events, time, confidence, low, high):
    assert rate_confidence_sequence(n_events, time, confidence) == pytest.approx((low, high), abs=1e-7)


@settings(max_examples=25, deadline=None)
@for_all(n_events=st.integers(0, 5000), time=st.floats(0.1, 5000))
def test_it_holds_the_rate_counted_and_rises_with_the_count(n_events, time):
    low, high = rate_confidence_sequence(n_events, time)
    assert low <= n_events / time <= high
    more_low, more_high = rate_confidence_sequence(n_events + 1, time)
    assert low < more_low
    assert high < more_high


@pytest.mark.parametrize("true_rate", [0.05, 0.5])
def test_over_all_nights_together_it_misses_as_seldom_as_said(true_rate):
    """4000 programmes of 730 nights, 100 patient-years a year; the bound leaves four standard errors (0.34 points)."""
    rng = np.random.default_rng(7)
    years = np.arange(1, 731) * 100 / 365
    events = rng.poisson(true_rate * years[0], (4000, 730)).cumsum(axis=1)
    low, high = rate_confidence_sequence(events, years)
    missed = ((true_rate < low) | (high < true_rate)).any(axis=1)
    assert missed.mean() <= 0.05 + 4 * np.sqrt(0.05 * 0.95 / 4000)


def test_missing_counts_and_huge_ones():
    low, high = rate_confidence_sequence([np.nan, 10**6], [10, 2 * 10**6])
    assert np.isnan([low[0], high[0]]).all()
    assert 0.497 < low[1] < 0.5 < high[1] < 0.503
    with pytest.raises(ValueError, match="person_time must be above zero"):
        rate_confidence_sequence(1, 0)
