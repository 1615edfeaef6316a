"""Cumulative incidence, recurrent events, and the charts of our own past."""

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from scipy.stats import binom

from flows.statistics import chart, cusum
from flows.statistics.recurrence import mean_cumulative_function, mean_limits
from flows.statistics.time_to_event import aalen_johansen, incidence_limits, read_at, time_to_onset

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


@settings(max_examples=25, deadline=None)
@for_all(st.lists(st.tuples(st.integers(1, 20), st.integers(0, 2)), min_size=1, max_size=30))
def test_shares_sum_to_one_and_never_fall(ends):
    result = aalen_johansen([time for time, _ in ends], [kind for _, kind in ends], 2)
    assert np.allclose(result.incidence.sum(axis=0) + result.event_free, 1)
    assert np.all(np.diff(result.incidence, axis=1) >= -1e-12)


def test_people_in_one_row_count_as_often_as_they_are():
    pairs, n_people = np.unique(np.column_stack([TIMES, KINDS]), axis=0, return_counts=True)
    times, kinds = pairs.T
    together, apart = aalen_johansen(times, kinds, 2, n_people=n_people), aalen_johansen(TIMES, KINDS, 2)
    for one, other in zip(together, apart, strict=True):
        assert one == pytest.approx(other)


def test_who_enters_late_is_at_no_risk_before():
    """By hand: at 2 one of three, at 5 one of the two left and the one who entered at 3, at 9 the last but one."""
    result = aalen_johansen([2, 5, 9, 9], [1, 1, 1, 0], 1, entered=[0, 0, 0, 3])
    assert result.n_at_risk.tolist() == [3, 3, 2]
    assert result.event_free == pytest.approx([2 / 3, 4 / 9, 2 / 9])
    with pytest.raises(ValueError, match="entered holds an entry after the end"):
        aalen_johansen([2], [1], 1, entered=[3])


def test_a_kind_that_is_not_named_is_refused():
    with pytest.raises(ValueError, match="outside 0 to 2"):
        aalen_johansen([1, 2], [1, 3], 2)


def test_recurrent_events_are_counted_per_person_under_observation():
    result = mean_cumulative_function(["a", "a", "b"], [1, 3, 3], ["a", "b", "c"], [5, 4, 2])
    assert result.n_at_risk.tolist() == [3, 2]
    assert result.mean == pytest.approx([1 / 3, 1 / 3 + 1])
    assert np.all(result.standard_error > 0)


def test_a_cusum_rises_with_events_and_never_falls_below_zero():
    path = cusum.poisson_cusum([0, 0, 1, 0, 2], [0.5] * 5)
    assert path == pytest.approx([0, 0, np.log(2) - 0.5, 0, 2 * np.log(2) - 0.5])


@pytest.mark.parametrize(
    ("mean", "reference", "limit", "steps", "run_length"),
    [(0.25, 0.25, 10, 4, 438.12499949872), (2, 2, 5, 1, 19.79674287619), (0.1, 0.25, 3, 4, 1071.56980472377)],
)
def test_the_run_length_is_that_of_independent_software(mean, reference, limit, steps, run_length):
    """R spc::pois.cusum.arl; Lucas 1985 prints 438."""
    assert cusum.poisson_cusum_run_length(mean, reference, limit, steps) == pytest.approx(run_length, rel=1e-6)


def test_a_reference_between_two_steps_is_refused():
    with pytest.raises(ValueError, match="whole multiples"):
        cusum.poisson_cusum_run_length(1, 0.3, 5, 4)


@pytest.mark.parametrize(("share", "limits"), [(0.001, (1, 692, 6604)), (0.01, (0, 68, 657)), (0.2, (0, 3, 29))])
def test_doses_between_events_have_probability_limits(share, limits):
    assert tuple(float(limit) for limit in chart.between_events(share)) == limits


def test_funnel_limits_are_exact_and_interpolated():
    assert chart.funnel_limits(100, 0.05, 0.95) == pytest.approx((0.00612293143607192, 0.091907344023875), abs=1e-9)
    assert chart.funnel_limits(500, 0.05, 0.998) == pytest.approx((0.0215794321926249, 0.0815992395722864), abs=1e-9)


def test_event_free_time_of_the_six_mercaptopurine_trial():
    """Freireich et al. 1963, Blood 21:699, the treated arm: 0.857 at 6 weeks and 0.448 at 23 in any textbook."""
    weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    relapsed = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    result = aalen_johansen(weeks, relapsed, 1)
    assert read_at(result.times, result.event_free, [5, 6, 23, 30], before=1) == pytest.approx(
        [1, 0.857142857142857, 0.448179271708683, 0.448179271708683], abs=1e-9
    )
    low, high = incidence_limits(result.incidence[0], result.standard_error[0])
    assert (1 - high[0], 1 - low[0]) == pytest.approx((0.619717955265984, 0.951551747646997), abs=1e-6)


def test_time_to_onset_has_quartiles_of_those_with_the_event():
    assert time_to_onset([3, 10, 20, 41]) == (4, 8.25, 15, 25.25, 41)
    assert np.isnan(time_to_onset([]).median)


@settings(max_examples=25, deadline=None)
@for_all(st.lists(st.lists(st.integers(1, 9), max_size=4), min_size=2, max_size=12))
def test_without_loss_the_mean_number_of_events_is_events_over_people(events):
    who = [person for person, times in enumerate(events) for _ in times]
    when = [time for times in events for time in times]
    result = mean_cumulative_function(who, when, np.arange(len(events)), np.full(len(events), 10))
    assert result.mean == pytest.approx([sum(t <= at for t in when) / len(events) for at in result.times])
    counts = [[sum(t <= at for t in times) for times in events] for at in result.times]
    assert result.standard_error == pytest.approx([np.std(c) / np.sqrt(len(events)) for c in counts], abs=1e-7)


def test_an_event_of_nobody_or_after_the_end_is_refused():
    with pytest.raises(ValueError, match="person holds somebody"):
        mean_cumulative_function(["x"], [1], ["a"], [5])
    with pytest.raises(ValueError, match="event_times holds an event after"):
        mean_cumulative_function(["a"], [6], ["a"], [5])


def test_an_interval_of_a_mean_holds_it():
    low, high = mean_limits([0.5, 0], [0.1, 0])
    assert low[0] < 0.5 < high[0]
    assert np.isnan(low[1])


@settings(max_examples=25, deadline=None)
@for_all(st.lists(st.tuples(st.integers(0, 6), st.floats(0, 5)), min_size=1, max_size=30))
def test_a_cusum_is_never_negative(periods):
    assert np.all(cusum.poisson_cusum([n for n, _ in periods], [mean for _, mean in periods]) >= 0)


@pytest.mark.parametrize("mean", [0.2, 1, 3])
def test_the_limit_keeps_false_alarms_as_far_apart_as_wanted(mean):
    limit = cusum.poisson_cusum_limit(mean, 60)
    paths = cusum.poisson_cusum(np.random.default_rng(3).poisson(mean, (4000, 1200)), mean)
    first = np.where((paths >= limit - 1e-9).any(axis=1), (paths >= limit - 1e-9).argmax(axis=1) + 1, 1200)
    assert first.mean() >= 60 - 4 * first.std() / np.sqrt(len(first))
    assert limit >= np.log(2)


@settings(max_examples=25, deadline=None)
@for_all(n=st.integers(1, 2000), share=st.floats(0.01, 0.99), level=st.sampled_from([0.95, 0.998]))
def test_funnel_limits_lie_on_either_side_of_the_target(n, share, level):
    low, high = chart.funnel_limits(n, share, level)
    assert low < high
    assert binom.cdf(np.ceil(low * n) - 1, n, share) <= (1 - level) / 2 + 1e-9


def test_what_cannot_be_charted_is_named():
    with pytest.raises(ValueError, match="n_events holds a negative"):
        cusum.poisson_cusum([-1], [1])
    with pytest.raises(ValueError, match="n_patients must be at least 1"):
        chart.funnel_limits(0, 0.1, 0.95)
    with pytest.raises(ValueError, match="times holds a missing"):
        aalen_johansen([np.nan], [1], 1)


@pytest.mark.parametrize("mean", [50, 80, 120, 200, 300, 500, 1000, 5000, 20000])
def test_thousands_of_events_a_month_have_a_limit_too(mean):
    assert cusum.poisson_cusum_limit(mean, 60, 2.0) == pytest.approx(np.log(2))


def test_limits_exist_over_the_whole_range_of_means_and_ratios():
    for mean in np.geomspace(0.2, 30000, 60):
        for rate_ratio in (1.5, 2.0, 3.0):
            assert cusum.poisson_cusum_limit(float(mean), 60, rate_ratio) >= np.log(rate_ratio)
