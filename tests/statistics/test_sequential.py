"""Repeated looks: e-values, their false discovery rate, and the conditional maximised SPRT."""

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from flows.statistics import multiplicity, sequential

# Our events and patient-years, the trial's, added shape, log e. Sums of negative binomial densities in mpmath.
E_VALUES = [
    ((0, 10, 2, 17.5), 0.5, -1.19957975891379),
    ((5, 10, 2, 17.5), 0.5, 1.09208568377122),
    ((5, 10, 2, 17.5), 1.0, 0.789461914777395),
    ((10, 40, 0, 17.5), 0.5, 1.79982208862606),
    ((200, 500, 2, 17.5), 0.5, 1.47958056202576),
]
# Our events and person-time, the trial's, ratio. The first two are printed in Stat Med 2015;35:1441, table II.
RATIOS = [
    ((4, 0.183, 11, 5.3415), 5.30166848041589),
    ((12, 2.638, 11, 5.3415), 1.7766788595977),
    ((5, 50, 0, 17.5), 1.50052296225169),
    ((10, 40, 5, 17.5), 0.0),
]
# Trial events, horizon, first look, critical value. Exact recursion, confirmed by 2e5 simulated programmes.
CRITICAL = [
    (0, 5, 1, 4.0315827766541),
    (0, 30, 3, 4.02357640917109),
    (1, 5, 4, 2.45750809103891),
    (1, 10, 3, 3.08537198506428),
]


@pytest.mark.parametrize(("counts", "shape", "log_e"), E_VALUES)
def test_the_e_value_is_the_ratio_of_predictive_densities(counts, shape, log_e):
    assert sequential.log_e_value(*counts, prior_shape=shape) == pytest.approx(log_e, abs=1e-8)


def test_the_e_value_against_a_known_background():
    assert sequential.log_e_value_known(3, 0.4) == pytest.approx(2.67853138825233, abs=1e-9)


@pytest.mark.parametrize("true_rate", [0.03, 0.1, 0.25])
@pytest.mark.parametrize("years", [5, 30, 200])
def test_under_no_change_e_values_average_at_most_one(true_rate, years):
    rng = np.random.default_rng(1)
    trial = rng.poisson(true_rate * 17.5, 40_000)
    ours = rng.poisson(true_rate * years, 40_000)
    e_values = np.exp(sequential.log_e_value(ours, years, trial, 17.5))
    standard_error = e_values.std() / np.sqrt(len(e_values))
    assert e_values.mean() <= 1 + 4 * standard_error


@settings(deadline=None)
@for_all(events=st.integers(0, 80), years=st.floats(1, 400), trial=st.integers(0, 8))
def test_more_events_raise_the_e_value(events, years, trial):
    assert sequential.log_e_value(events, years, trial, 17.5) < sequential.log_e_value(events + 1, years, trial, 17.5)


def test_signals_are_called_by_their_ranks():
    called = multiplicity.e_benjamini_hochberg([100, 50, 2, 0.5, 30], 0.05)
    assert called.tolist() == [True, True, False, False, False]
    assert not multiplicity.e_benjamini_hochberg([21, 1, 1, 1], 0.1).any()
    assert multiplicity.e_benjamini_hochberg([400, 180, 150, 99, 5, 1, 0.1, 0.3, 2, 8], 0.05).sum() == 4


@settings(deadline=None)
@for_all(st.lists(st.floats(0, 1000), min_size=1, max_size=12), st.randoms())
def test_the_order_of_signals_does_not_matter(e_values, random):
    order = list(range(len(e_values)))
    random.shuffle(order)
    called = multiplicity.e_benjamini_hochberg(e_values, 0.1)
    again = multiplicity.e_benjamini_hochberg([e_values[i] for i in order], 0.1)
    assert sorted(e for e, yes in zip(e_values, called, strict=True) if yes) == sorted(
        e_values[i] for i, yes in zip(order, again, strict=True) if yes
    )


@pytest.mark.parametrize(("counts", "ratio"), RATIOS)
def test_the_conditional_likelihood_ratio_is_the_printed_one(counts, ratio):
    assert sequential.conditional_log_likelihood_ratio(*counts) == pytest.approx(ratio, abs=1e-9)


@pytest.mark.parametrize(("trial", "horizon", "first", "value"), CRITICAL)
def test_the_critical_value_is_that_of_the_exact_recursion(trial, horizon, first, value):
    assert sequential.critical_value(trial, horizon, first) == pytest.approx(value, abs=1e-6)
    assert sequential.false_alarm_probability(trial, horizon, first, value) == pytest.approx(0.05, abs=1e-6)


@pytest.mark.parametrize("true_rate", [0.05, 0.15, 0.3])
def test_a_simulated_programme_without_change_alarms_at_most_as_often_as_said(true_rate):
    rng = np.random.default_rng(2)
    n_runs, horizon, first = 3000, 10, 3
    trial = rng.poisson(true_rate * 17.5, n_runs)
    times = rng.exponential(1 / true_rate, (n_runs, horizon)).cumsum(axis=1)
    values = {count: sequential.critical_value(count, horizon, first) for count in np.unique(trial).tolist()}
    looks = np.arange(1, horizon + 1)
    ratios = sequential.conditional_log_likelihood_ratio(looks, times, trial[:, np.newaxis], 17.5)
    limits = np.array([values[count] for count in trial.tolist()])[:, np.newaxis]
    alarms = (ratios >= limits)[:, first - 1 :].any(axis=1)
    assert alarms.mean() <= 0.05 + 4 * np.sqrt(0.05 * 0.95 / n_runs)


def test_a_horizon_before_the_first_look_is_refused():
    with pytest.raises(ValueError, match="between 1 and the horizon"):
        sequential.critical_value(2, 3, 4)


@settings(max_examples=25, deadline=None)
@for_all(trial=st.integers(0, 20), years=st.floats(0.1, 500))
def test_under_the_trials_predictive_distribution_e_values_average_exactly_one(trial, years):
    """Summed over every count; the mass beyond the last is what may be missing."""
    counts = np.arange(40_000)
    chance = nbinom.pmf(counts, trial + 0.5, 17.5 / (17.5 + years))
    e_values = np.exp(np.minimum(sequential.log_e_value(counts, years, trial, 17.5), 600))
    mean = (chance * e_values)[chance > 0].sum()
    assert mean <= 1 + 1e-6
    assert mean > 0.9


@pytest.mark.parametrize(("ratio", "years"), [(2, 20), (3, 60)])
def test_the_mean_e_value_at_a_fixed_time_is_the_closed_form(ratio, years):
    """With c of shape c + 1/2 the mean over our count and the trial's is at most the root of (T0 + t) / (T0 + R t)."""
    trial = np.arange(60)[:, np.newaxis]
    ours = np.arange(400)
    chance = poisson.pmf(trial, 0.1 * 17.5) * poisson.pmf(ours, 0.1 * years)
    e_values = np.exp(sequential.log_e_value(ours, years, trial, 17.5, (ratio,)))
    assert (chance * e_values).sum() == pytest.approx(((17.5 + years) / (17.5 + ratio * years)) ** 0.5, rel=1e-6)


def test_weights_of_the_alternatives_count():
    equal = sequential.log_e_value(5, 10, 2, 17.5, (2, 3))
    assert sequential.log_e_value(5, 10, 2, 17.5, (2, 3), weights=(0.5, 0.5)) == pytest.approx(equal)
    alone = sequential.log_e_value(5, 10, 2, 17.5, (2,))
    assert sequential.log_e_value(5, 10, 2, 17.5, (2, 3), weights=(1, 0)) == pytest.approx(alone)
    with pytest.raises(ValueError, match="add up to 1"):
        sequential.log_e_value(5, 10, 2, 17.5, (2, 3), weights=(1, 1))


@settings(max_examples=25, deadline=None)
@for_all(trial=st.integers(0, 8), years=st.floats(1, 300))
def test_what_would_settle_it_is_the_first_count_that_does(trial, years):
    needed = sequential.events_to_reach(20, years, trial, 17.5)
    if np.isnan(needed):
        return
    assert sequential.log_e_value(needed, years, trial, 17.5) >= np.log(20)
    assert needed == 0 or sequential.log_e_value(needed - 1, years, trial, 17.5) < np.log(20)


def test_the_published_example_of_benjamini_and_hochberg_calls_four():
    """The fifteen p-values of Benjamini and Hochberg 1995, J R Stat Soc B 57:289, section 4."""
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1,
    ]
    adjusted = multiplicity.benjamini_hochberg(p)
    assert (adjusted <= 0.05).sum() == 4
    assert adjusted[:4] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625])


def test_impossible_arguments_are_named():
    with pytest.raises(ValueError, match="trial_person_time must be above zero"):
        sequential.log_e_value(1, 1, 1, 0)
    with pytest.raises(ValueError, match="p_values holds"):
        multiplicity.benjamini_hochberg([0.1, np.nan])
    with pytest.raises(ValueError, match="e_values holds"):
        multiplicity.e_benjamini_hochberg([1, -1], 0.1)
