"""Two shares against each other, and what the trial's few events lead us to expect."""

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from flows.statistics import contrast, prediction

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
    assert contrast.boschloo_p_greater(*counts) == pytest.approx(p, abs=1e-6)


def test_the_smallest_notable_count_beside_two_of_forty():
    assert contrast.smallest_notable_count(10, 2, 40) == 4
    assert contrast.smallest_notable_count(100, 2, 40) == 18
    assert contrast.smallest_notable_count(1, 2, 40) is None


@for_all(ours=st.integers(0, 29), trial=st.integers(0, 40))
def test_more_of_our_events_raise_both_ends(ours, trial):
    fewer, more = contrast.share_difference(ours, 30, trial, 40), contrast.share_difference(ours + 1, 30, trial, 40)
    assert fewer[0] < more[0]
    assert fewer[1] < more[1]


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="outside 0 to the number"):
        contrast.share_difference(5, 4, 1, 40)


def test_two_of_forty_lead_us_to_expect_up_to_seventeen_of_a_hundred():
    assert prediction.predicted_patients(2, 40, 100, [0.025, 0.5, 0.975]).tolist() == [0, 5, 17]
    assert prediction.predicted_patients(2, 40, 500, [0.025, 0.975]).tolist() == [4, 77]
    assert prediction.probability_of_as_many_patients(9, 100, 2, 40) == pytest.approx(0.247487809209949, abs=1e-9)


def test_two_events_in_the_trial_lead_us_to_expect_up_to_twenty_in_fifty_years():
    assert prediction.predicted_events(2, 17.5, 50, [0.025, 0.975]).tolist() == [0, 20]
    assert prediction.probability_of_as_many_events(12, 50, 2, 17.5) == pytest.approx(0.177771199853132, abs=1e-9)
    assert prediction.probability_of_as_many_events(0, 50, 2, 17.5) == 1
