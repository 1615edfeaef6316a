"""Cumulative incidence, recurrent events, and the charts of our own past."""

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from flows.statistics import chart
from flows.statistics.time_to_event import aalen_johansen, mean_cumulative_function

# A drawn cohort of 40: time and kind of end (0: observation ended).
TIMES = [1, 2, 2, 3, 4, 4, 4, 6, 7, 8, 9, 10, 12, 12, 13, 15, 16, 18, 20, 20, 22, 24] + [25] * 18
KINDS = [1, 0, 2, 1, 2, 1, 0, 0, 1, 2, 0, 1, 2, 1, 0, 2, 0, 1, 2, 0, 0, 1] + [0] * 18


def test_cumulative_incidence_is_that_of_independent_software():
    """R survival 3.5, survfit of a multi-state model."""
    result = aalen_johansen(TIMES, KINDS, 2)
    at = result.times.tolist().index(24)
    assert result.n_at_risk[at] == 19
    assert result.event_free[at] == pytest.approx(0.609296973135054, abs=1e-8)
    assert result.incidence[:, at] == pytest.approx([0.224549845009927, 0.166153181855018], abs=1e-8)
    assert result.standard_error[:, at] == pytest.approx([0.0707007234200785, 0.0622835107945917], abs=1e-8)


@for_all(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 2)), min_size=1, max_size=30))
def test_shares_sum_to_one_and_never_fall(ends):
    result = aalen_johansen([time for time, _ in ends], [kind for _, kind in ends], 2)
    assert np.allclose(result.incidence.sum(axis=0) + result.event_free, 1)
    assert np.all(np.diff(result.incidence, axis=1) >= -1e-12)


def test_a_kind_that_is_not_named_is_refused():
    with pytest.raises(ValueError, match="outside 0 to 2"):
        aalen_johansen([1, 2], [1, 3], 2)


def test_recurrent_events_are_counted_per_person_under_observation():
    result = mean_cumulative_function(["a", "a", "b"], [1, 3, 3], ["a", "b", "c"], [5, 4, 2])
    assert result.n_at_risk.tolist() == [3, 2]
    assert result.mean == pytest.approx([1 / 3, 1 / 3 + 1])
    assert np.all(result.standard_error > 0)


def test_a_cusum_rises_with_events_and_never_falls_below_zero():
    path = chart.poisson_cusum([0, 0, 1, 0, 2], [0.5] * 5)
    assert path == pytest.approx([0, 0, np.log(2) - 0.5, 0, 2 * np.log(2) - 0.5])


@pytest.mark.parametrize(
    ("mean", "reference", "limit", "steps", "run_length"),
    [(0.25, 0.25, 10, 4, 438.12499949872), (2, 2, 5, 1, 19.79674287619), (0.1, 0.25, 3, 4, 1071.56980472377)],
)
def test_the_run_length_is_that_of_independent_software(mean, reference, limit, steps, run_length):
    """R spc::pois.cusum.arl; Lucas 1985 prints 438."""
    assert chart.poisson_cusum_run_length(mean, reference, limit, steps) == pytest.approx(run_length, rel=1e-6)


def test_a_reference_between_two_steps_is_refused():
    with pytest.raises(ValueError, match="whole multiples"):
        chart.poisson_cusum_run_length(1, 0.3, 5, 4)


@pytest.mark.parametrize(("share", "limits"), [(0.001, (1, 692, 6604)), (0.01, (0, 68, 657)), (0.2, (0, 3, 29))])
def test_doses_between_events_have_probability_limits(share, limits):
    assert tuple(float(limit) for limit in chart.between_events(share)) == limits


def test_funnel_limits_are_exact_and_interpolated():
    assert chart.funnel_limits(100, 0.05, 0.95) == pytest.approx((0.00612293143607192, 0.091907344023875), abs=1e-9)
    assert chart.funnel_limits(500, 0.05, 0.998) == pytest.approx((0.0215794321926249, 0.0815992395722864), abs=1e-9)
