"""Shorter intervals of a share against independent software and the exact one."""

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from flows.statistics.proportion import clopper_pearson
from flows.statistics.proportion_interval import jeffreys, mid_p, wilson


def test_the_intervals_are_those_of_independent_software():
    """R prop.test (without and with its correction), and exactci::binom.exact with mid-P, which has four digits."""
    assert wilson(0, 40)[1] == pytest.approx(0.0876216011972866, abs=1e-9)
    assert wilson(0, 40, is_continuity_corrected=True)[1] == pytest.approx(0.109124673526448, abs=1e-9)
    assert mid_p(0, 300)[1] == pytest.approx(0.00993608194445771, abs=1e-9)


def test_the_score_interval_is_the_printed_one():
    """Newcombe 1998, Stat Med 17:857, Table I: 15 of 148."""
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)


@settings(max_examples=25, deadline=None)
@for_all(n=st.integers(1, 300))
def test_every_interval_holds_the_share_and_rises_with_the_count(n):
    events = np.arange(n + 1)
    for interval in (wilson, jeffreys, mid_p):
        low, high = interval(events, n)
        assert np.all((low <= events / n + 1e-12) & (events / n <= high + 1e-12))
        assert np.all(np.diff(low) >= -1e-12)
        assert np.all(np.diff(high) >= -1e-12)
        assert (1 - high[::-1]) == pytest.approx(low, abs=1e-9)


@settings(max_examples=25, deadline=None)
@for_all(n=st.integers(1, 300))
def test_mid_p_and_jeffreys_lie_in_the_exact_interval(n):
    events = np.arange(n + 1)
    low, high = clopper_pearson(events, n)
    for interval in (mid_p, jeffreys):
        inner_low, inner_high = interval(events, n)
        assert np.all(low <= inner_low + 1e-9)
        assert np.all(inner_high <= high + 1e-9)


def test_nobody_has_no_interval_and_impossible_counts_are_refused():
    assert np.isnan([*wilson(0, 0), *jeffreys(0, 0), *mid_p(0, 0), *mid_p(np.nan, 40)]).all()
    with pytest.raises(ValueError, match="n_with_event lies outside 0 to n_patients"):
        wilson(3, 2)
