"""Two shares against each other, and what the trial's few events lead us to expect."""

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from scipy.stats import binom

from flows.statistics import contrast, exact_test, prediction
from flows.statistics import fisher as fisher_exact

# Ours, the trial's; ends of the difference, ends of the ratio. R ratesci::scoreci(skew = FALSE); the first
# difference is printed in Newcombe 1998, Stat Med 17:873, example (d).
SCORES = [
    ((5, 56, 0, 29), (-0.032596561743514, 0.193330976690881), (0.717495078277113, np.inf)),
    ((9, 60, 2, 40), (-0.032191953183301, 0.22153352086047), (0.784441427607042, 12.0657557245697)),
    ((20, 100, 2, 40), (0.020326526479768, 0.250899204865298), (1.13167054538023, 15.1870017366033)),
    ((0, 60, 2, 40), (-0.165844175592829, 0.0125744107533342), (0, 1.2652701078649)),
]
# Ours, the trial's, one-sided p. R Exact 3.3 and a dense grid of the nuisance share.
BOSCHLOO = [
    ((8, 10, 1, 6), 0.00878460964284184),
    ((9, 60, 2, 40), 0.0766706882780574),
    ((5, 50, 0, 40), 0.0314272773860044),
]


@pytest.mark.parametrize(("counts", "difference", "ratio"), SCORES)
def test_score_intervals_are_those_of_independent_software(counts, difference, ratio):
    assert contrast.share_difference(*counts) == pytest.approx(difference, rel=1e-6)
    assert contrast.share_ratio(*counts) == pytest.approx(ratio, rel=1e-6)


def test_without_any_event_the_difference_has_ends_and_the_ratio_none():
    low, high = contrast.share_difference(0, 100, 0, 40)
    assert -0.1 < low < 0 < high < 0.1
    assert np.isnan(contrast.share_ratio(0, 100, 0, 40)).all()


@pytest.mark.parametrize(("counts", "p"), BOSCHLOO)
def test_boschloos_test_is_that_of_independent_software(counts, p):
    assert exact_test.boschloo_p_greater(*counts) == pytest.approx(p, abs=1e-6)


def test_the_smallest_notable_count_beside_two_of_forty():
    assert exact_test.smallest_notable_count(10, 2, 40) == 4
    assert exact_test.smallest_notable_count(100, 2, 40) == 18
    assert exact_test.smallest_notable_count([10, 100, 500], 2, 40).tolist() == [4, 18, 82]
    assert np.isnan(exact_test.smallest_notable_count(1, 2, 40))


@settings(max_examples=25, deadline=None)
@for_all(ours=st.integers(0, 29), trial=st.integers(0, 40))
def test_more_of_our_events_raise_both_ends(ours, trial):
    fewer, more = contrast.share_difference(ours, 30, trial, 40), contrast.share_difference(ours + 1, 30, trial, 40)
    assert fewer[0] < more[0]
    assert fewer[1] < more[1]


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="n_with_event lies outside 0 to n_patients"):
        contrast.share_difference(5, 4, 1, 40)


def test_two_of_forty_lead_us_to_expect_up_to_seventeen_of_a_hundred():
    assert prediction.predicted_patients(2, 40, 100, [0.025, 0.5, 0.975]).tolist() == [0, 5, 17]
    assert prediction.predicted_patients(2, 40, 500, [0.025, 0.975]).tolist() == [4, 77]
    assert prediction.probability_of_as_many_patients(9, 100, 2, 40) == pytest.approx(0.247487809209949, abs=1e-9)


def test_two_events_in_the_trial_lead_us_to_expect_up_to_twenty_in_fifty_years():
    assert prediction.predicted_events(2, 17.5, 50, [0.025, 0.975]).tolist() == [0, 20]
    assert prediction.probability_of_as_many_events(12, 50, 2, 17.5) == pytest.approx(0.177771199853132, abs=1e-9)
    assert prediction.probability_of_as_many_events(0, 50, 2, 17.5) == 1


# Ours, the trial's; one-sided p and its mid-P, two-sided p. R fisher.test and exact2x2; the two-sided one of the first
# table is printed in the documentation of SciPy's fisher_exact.
def test_fishers_test_is_that_of_independent_software():
    assert fisher_exact.fisher_p_greater(8, 10, 1, 6)[0] == pytest.approx(0.0244755244755245, abs=1e-10)
    assert fisher_exact.fisher_p_greater(12, 17, 6, 18)[1] == pytest.approx(0.0176357152493363, abs=1e-10)
    assert fisher_exact.fisher_p_two_sided(8, 10, 1, 6) == pytest.approx(0.034965034965034975, abs=1e-10)


@settings(max_examples=25, deadline=None)
@for_all(n=st.integers(1, 15), share=st.floats(1e-6, 1))
def test_boschloos_test_is_never_too_eager_and_never_above_fishers(n, share):
    possible = np.arange(n + 1)
    p = exact_test.boschloo_p_greater(possible[:, np.newaxis], n, np.arange(9), 8)
    fisher = fisher_exact.fisher_p_greater(possible[:, np.newaxis], n, np.arange(9), 8)[0]
    assert np.all(p <= fisher + 1e-9)
    assert np.all(np.diff(p, axis=0) <= 1e-9)
    chance = binom.pmf(possible, n, share)[:, np.newaxis] * binom.pmf(np.arange(9), 8, share)
    assert chance[p <= 0.025].sum() <= 0.025 + 1e-6


@settings(max_examples=25, deadline=None)
@for_all(ours=st.integers(0, 30), trial=st.integers(0, 40))
def test_swapping_the_groups_mirrors_the_difference_and_inverts_the_ratio(ours, trial):
    low, high = contrast.share_difference(ours, 30, trial, 40)
    assert contrast.share_difference(trial, 40, ours, 30) == pytest.approx((-high, -low), abs=1e-7)
    assert low <= ours / 30 - trial / 40 <= high
    if ours and trial:
        low, high = contrast.share_ratio(ours, 30, trial, 40)
        assert contrast.share_ratio(trial, 40, ours, 30) == pytest.approx((1 / high, 1 / low), rel=1e-6)


def test_a_row_without_a_baseline_cannot_be_judged():
    assert np.isnan(contrast.share_difference(3, 61, np.nan, np.nan)).all()
    assert np.isnan(contrast.share_ratio(3, 61, 0, 0)).all()


@settings(max_examples=25, deadline=None)
@for_all(trial=st.integers(0, 40), n_new=st.integers(1, 300))
def test_predictive_bands_hold_what_they_say(trial, n_new):
    low, high = prediction.predicted_patients(trial, 40, n_new, [0.025, 0.975])
    assert prediction.probability_of_as_many_patients(low, n_new, trial, 40) >= 0.975 - 1e-9
    if high < n_new:
        assert prediction.probability_of_as_many_patients(high + 1, n_new, trial, 40) <= 0.025 + 1e-9
