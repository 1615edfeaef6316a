"""Rates over person-time against independent software and their own laws."""

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from flows.statistics import rate

# n_events, person_time, confidence, lower, upper. R poisson.test; GraphPad QuickCalcs prints 25 events.
GARWOOD = [
    (0, 1, 0.95, 0, 3.68887945411394),
    (2, 1, 0.95, 0.242209278543965, 7.22468766772396),
    (10, 1, 0.95, 4.79538869613243, 18.3903560420178),
    (25, 1, 0.90, 17.3821258417509, 34.9160801699241),
]
# The same of mid-P. R exactci::poisson.exact(midp = TRUE), which agrees with a bisection to 3e-5.
MID_P = [(0, 1, 0.95, 0, 2.99573227355399), (2, 1, 0.95, 0.335329055509299, 6.6079597474536)]
# Our events and time, the trial's; ratio, lower, upper, p and mid-P one-sided. R rateratio.test and exactci;
# 2 in 17877 is the example of rateratio.test, 41 in 28010 the fluoroscopy data of Gu et al. 2008.
RATIOS = [
    ((2, 17877, 9, 16660), 0.207094155743258, 0.0217740627590647, 1.00054910448772, 0.995786680804534, 0.98536671649874),
    ((41, 28010, 15, 19017), 1.85575865762228, 1.00568406268926, 3.60930031107791, 0.0238301233772829, 0.0177287108861311),
    ((5, 50, 1, 17.5), 1.75, 0.19582209298053, 82.7706925035769, 0.512105078675898, 0.338650132672771),
    ((0, 50, 2, 17.5), 0, 0, 1.86359436211787, 1, 0.96639231824417),
]  # fmt: skip
# Our events and time, the trial's; P(ours higher), credible ends of the ratio. R integrate of gamma densities.
PROBABILITIES = [
    ((5, 50, 0, 17.5), 0.924461993218524, 0.572564806827811, 3746.14702369389),
    ((12, 60, 2, 17.5), 0.761335334201285, 0.466117098404746, 9.14062955353531),
]
counts = st.integers(0, 60)
times = st.floats(1, 500)


@pytest.mark.parametrize(("n_events", "time", "confidence", "low", "high"), GARWOOD)
def test_the_exact_interval_is_that_of_independent_software(n_events, time, confidence, low, high):
    assert rate.garwood(n_events, time, confidence) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize(("n_events", "time", "confidence", "low", "high"), MID_P)
def test_the_mid_p_interval_is_that_of_independent_software(n_events, time, confidence, low, high):
    assert rate.mid_p(n_events, time, confidence) == pytest.approx((low, high), abs=1e-9)


def test_the_rate_per_hundred_patient_years_counts_days():
    assert rate.exposure_adjusted_incidence_rate(2, 6125) == pytest.approx(
        (11.9265306122449, 1.44435818756218, 43.082729316509), abs=1e-8
    )


@pytest.mark.parametrize(("counts", "ratio", "low", "high", "p", "mid_p"), RATIOS)
def test_the_ratio_and_its_conditional_interval_are_those_of_independent_software(counts, ratio, low, high, p, mid_p):
    assert rate.rate_ratio(*counts) == pytest.approx((ratio, low, high), rel=1e-8)
    assert rate.rate_ratio_p_greater(*counts) == pytest.approx((p, mid_p), rel=1e-8)


@pytest.mark.parametrize(("counts", "probability", "low", "high"), PROBABILITIES)
def test_the_probability_above_the_trial_is_that_of_an_integral(counts, probability, low, high):
    assert rate.probability_rate_above(*counts) == pytest.approx(probability, rel=1e-8)
    assert rate.credible_rate_ratio(*counts) == pytest.approx((low, high), rel=1e-8)


def test_without_a_trial_event_the_ratio_has_no_upper_end_and_without_any_it_is_not_estimable():
    assert np.isinf(rate.rate_ratio(3, 10, 0, 17.5)[2])
    assert np.isnan(rate.rate_ratio(0, 10, 0, 17.5)).all()


@pytest.mark.parametrize(
    ("n_events", "time", "refusal"),
    [(-1, 10, "n_events must be"), (1, 0, "person_time must be above zero"), (1, -3, "person_time must be above zero")],
)
def test_impossible_counts_are_refused_by_name(n_events, time, refusal):
    with pytest.raises(ValueError, match=refusal):
        rate.garwood(n_events, time)


@settings(max_examples=25, deadline=None)
@for_all(mean=st.floats(0.01, 30))
def test_coverage_is_never_below_the_nominal_one(mean):
    possible = np.arange(200)
    low, high = rate.garwood(possible, 1)
    assert poisson.pmf(possible[(low <= mean) & (mean <= high)], mean).sum() >= 0.95 - 1e-9


@settings(max_examples=25, deadline=None)
@for_all(n_events=counts, time=times, trial=counts, trial_time=times)
def test_more_of_our_events_raise_every_end(n_events, time, trial, trial_time):
    fewer = rate.rate_ratio(n_events, time, trial + 1, trial_time)
    more = rate.rate_ratio(n_events + 1, time, trial + 1, trial_time)
    assert all(a < b for a, b in zip(fewer, more, strict=True))
    assert rate.probability_rate_above(n_events, time, trial, trial_time) <= rate.probability_rate_above(
        n_events + 1, time, trial, trial_time
    )


@settings(max_examples=25, deadline=None)
@for_all(n_events=counts, time=times)
def test_the_mid_p_interval_lies_in_the_exact_one(n_events, time):
    low, high = rate.garwood(n_events, time)
    inner_low, inner_high = rate.mid_p(n_events, time)
    assert low <= inner_low + 1e-12
    assert inner_high <= high + 1e-12


def test_no_event_still_allows_what_the_one_sided_bound_says():
    assert rate.one_sided_upper_rate(0, 10) == pytest.approx(-np.log(0.05) / 10, rel=1e-12)


@settings(max_examples=25, deadline=None)
@for_all(n_events=counts, time=times, trial=counts, trial_time=times)
def test_swapping_the_sides_mirrors_the_probability(n_events, time, trial, trial_time):
    above = rate.probability_rate_above(n_events, time, trial, trial_time, 2)
    below = rate.probability_rate_above(trial, trial_time, n_events, time, 0.5)
    assert above + below == pytest.approx(1, abs=1e-9)


@settings(max_examples=25, deadline=None)
@for_all(n_events=counts, time=times, trial=st.integers(1, 30), trial_time=times)
def test_the_mid_p_interval_of_a_ratio_lies_in_the_exact_one_and_ends_where_its_p_says(
    n_events, time, trial, trial_time
):
    _, low, high = rate.rate_ratio(n_events, time, trial, trial_time)
    inner_low, inner_high = rate.rate_ratio_mid_p(n_events, time, trial, trial_time)
    assert low <= inner_low * (1 + 1e-9)
    assert inner_high <= high * (1 + 1e-9)
    if n_events:
        at_low = rate.rate_ratio_p_greater(n_events, time * float(inner_low), trial, trial_time)[1]
        assert at_low == pytest.approx(0.025, abs=1e-6)


def test_ends_of_the_mid_p_interval_of_a_ratio_that_do_not_exist():
    assert np.isinf(rate.rate_ratio_mid_p(5, 60, 0, 17.5)[1])
    assert rate.rate_ratio_mid_p(0, 60, 2, 17.5)[0] == 0
    assert np.isnan(rate.rate_ratio_mid_p(0, 60, 0, 17.5)).all()


@settings(max_examples=25, deadline=None)
@for_all(ratio=st.floats(0.05, 20), share=st.floats(0.05, 0.95), total=st.integers(1, 60))
def test_coverage_of_the_ratio_is_never_below_the_nominal_one(ratio, share, total):
    """Given the sum of both counts ours is binomial: the chance of each division is known."""
    ours = np.arange(total + 1)
    time, trial_time = share, 1 - share
    _, low, high = rate.rate_ratio(ours, time, total - ours, trial_time)
    chance = binom.pmf(ours, total, ratio * time / (ratio * time + trial_time))
    assert chance[(low <= ratio) & (ratio <= high)].sum() >= 0.95 - 1e-9


def test_huge_counts_have_narrow_intervals():
    low, high = rate.garwood(10**9, 1e6)
    assert (low, high) == pytest.approx((1000 - 1.96 * 1000 / 10**4.5, 1000 + 1.96 * 1000 / 10**4.5), rel=1e-6)
    assert rate.rate_ratio(10**8, 1e6, 10**8, 1e6)[1:] == pytest.approx((0.99972, 1.00028), abs=1e-5)
    assert rate.rate_ratio([[1], [2]], 10, [1, 2, 3], 17.5)[0].shape == (2, 3)
