"""Exact intervals and the probability above the trial, against independent values and their own laws."""

from itertools import pairwise
from math import comb

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from flows.statistics.proportion import clopper_pearson, one_sided_upper_bound, probability_share_above

# n_with_event, n_patients, confidence, lower, upper. Values: R binom.test, which agrees with the root of the
# binomial tail to 1e-9; 15/148 and 1/29 are also printed in Newcombe 1998, Stat Med 17:857, Table I.
INTERVALS = [
    (0, 40, 0.95, 0.0, 0.0880973028788023),
    (2, 40, 0.95, 0.00611364659935084, 0.169196863959417),
    (4, 40, 0.95, 0.0279254152942193, 0.2366373998761),
    (40, 40, 0.95, 0.911902697121198, 1.0),
    (2, 40, 0.90, 0.00895694559297558, 0.149151961273213),
    (15, 148, 0.95, 0.0578440100834486, 0.161650490349479),
    (1, 29, 0.95, 0.000872646883579923, 0.177644295488723),
    (120, 1000, 0.95, 0.100500923748168, 0.141766863792825),
    (0, 300, 0.95, 0.0, 0.0122209746942935),
]

# Our n of N, the trial's n of N, P(our share > the trial's). Values: R integrate (relative tolerance 1e-12),
# which agrees with a 2000-node Gauss-Legendre rule to 1e-7; Jeffreys priors on both shares.
PROBABILITIES = [
    (9, 60, 2, 40, 0.946236143952482),
    (20, 100, 2, 40, 0.991091610585988),
    (5, 50, 0, 40, 0.988880109452368),
    (6, 40, 1, 40, 0.979492254377812),
    (120, 1000, 2, 40, 0.922665146797767),
    (0, 100, 2, 40, 0.0159769239095132),
    (2, 150, 1, 40, 0.267886175744537),
    (1, 10, 0, 40, 0.961092877852528),
    (500, 10000, 2, 40, 0.454533344456512),
    (1, 400, 0, 40, 0.379143133565188),
]


@st.composite
def counts(draw, most=400):
    n_patients = draw(st.integers(1, most))
    return draw(st.integers(0, n_patients)), n_patients


@pytest.mark.parametrize(("n_with_event", "n_patients", "confidence", "lower", "upper"), INTERVALS)
def test_the_interval_is_that_of_independent_software(n_with_event, n_patients, confidence, lower, upper):
    assert clopper_pearson(n_with_event, n_patients, confidence) == pytest.approx((lower, upper), abs=1e-9)


def test_no_event_still_allows_what_the_one_sided_bound_says():
    assert one_sided_upper_bound(0, 40) == pytest.approx(0.0721575245055146, abs=1e-9)
    assert one_sided_upper_bound(0, 61) == pytest.approx(1 - 0.05 ** (1 / 61), abs=1e-12)


@pytest.mark.parametrize("n_patients", [1, 2, 5, 12, 40])
@settings(max_examples=25, deadline=None)
@for_all(true_share=st.floats(0, 1))
def test_coverage_is_never_below_the_nominal_one(n_patients, true_share):
    possible = np.arange(n_patients + 1)
    low, high = clopper_pearson(possible, n_patients)
    covers = (low <= true_share) & (true_share <= high)
    chance = [comb(n_patients, n) * true_share**n * (1 - true_share) ** (n_patients - n) for n in possible[covers]]
    assert sum(chance) >= 0.95 - 1e-12


@settings(max_examples=25, deadline=None)
@for_all(n_patients=st.integers(1, 500))
def test_more_events_raise_both_ends_and_hold_the_share(n_patients):
    possible = np.arange(n_patients + 1)
    low, high = clopper_pearson(possible, n_patients)
    assert np.all(np.diff(low) > 0)
    assert np.all(np.diff(high) > 0)
    assert np.all((low <= possible / n_patients) & (possible / n_patients <= high))


@settings(max_examples=25, deadline=None)
@for_all(of_patients=counts())
def test_the_interval_of_those_without_the_event_is_the_mirror(of_patients):
    n_with_event, n_patients = of_patients
    low, high = clopper_pearson(n_with_event, n_patients)
    assert clopper_pearson(n_patients - n_with_event, n_patients) == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_without_patients_or_counts_there_is_no_interval():
    low, high = clopper_pearson([0, np.nan, 1], [0, 40, np.nan])
    assert np.isnan(low).all()
    assert np.isnan(high).all()


@pytest.mark.parametrize(("n_with_event", "n_patients"), [(-1, 10), (11, 10)])
def test_impossible_counts_are_refused(n_with_event, n_patients):
    with pytest.raises(ValueError, match="outside 0"):
        clopper_pearson(n_with_event, n_patients)
    with pytest.raises(ValueError, match="outside 0"):
        probability_share_above(n_with_event, n_patients, 2, 40)


def test_the_probability_is_that_of_independent_software_for_all_rows_at_once():
    ours, our_patients, trial, trial_patients, expected = zip(*PROBABILITIES, strict=True)
    assert probability_share_above(ours, our_patients, trial, trial_patients) == pytest.approx(expected, abs=1e-7)


@settings(max_examples=25, deadline=None)
@for_all(ours=counts(), trial=counts(most=60))
def test_one_of_the_two_shares_lies_above_the_other(ours, trial):
    above, below = probability_share_above(*ours, *trial), probability_share_above(*trial, *ours)
    assert above + below == pytest.approx(1, abs=1e-7)


@settings(max_examples=25, deadline=None)
@for_all(ours=counts(), trial=counts(most=60), times=st.floats(1.1, 5))
def test_a_multiple_asks_the_same_of_either_side(ours, trial, times):
    above = probability_share_above(*ours, *trial, times=times)
    below = probability_share_above(*trial, *ours, times=1 / times)
    assert above + below == pytest.approx(1, abs=1e-6)


@settings(max_examples=25, deadline=None)
@for_all(n_patients=st.integers(1, 200), trial=counts(most=60))
def test_more_events_of_ours_raise_the_probability_and_more_of_the_trial_lower_it(n_patients, trial):
    possible = np.arange(n_patients + 1)
    assert np.all(np.diff(probability_share_above(possible, n_patients, *trial)) >= -1e-12)
    assert np.all(np.diff(probability_share_above(*trial, possible, n_patients)) <= 1e-12)


@settings(max_examples=25, deadline=None)
@for_all(ours=counts(), trial=counts(most=60))
def test_a_higher_bar_is_never_more_probable(ours, trial):
    chances = [float(probability_share_above(*ours, *trial, times=times)) for times in (1, 2, 3, 10)]
    assert all(lower_bar >= higher_bar - 1e-12 for lower_bar, higher_bar in pairwise(chances))


def test_the_trial_without_events_does_not_make_the_first_case_certain():
    assert probability_share_above(1, 40, 0, 40) < 0.95


def test_the_same_counts_give_the_same_bits():
    first, second = (probability_share_above([3, 9], 61, 2, 40) for _ in range(2))
    assert first.tobytes() == second.tobytes()


def test_without_patients_on_either_side_there_is_no_probability():
    assert np.isnan(
        probability_share_above([0, 3, 3, np.nan], [0, 61, 61, 61], [2, 0, np.nan, 2], [40, 0, 40, 40])
    ).all()


def test_a_multiple_must_be_positive():
    with pytest.raises(ValueError, match="times must be above 0"):
        probability_share_above(3, 61, 2, 40, times=0)
