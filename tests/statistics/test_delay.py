"""Reports still to come, from the delays of those that came."""

import numpy as np
import pytest

from flows.statistics.delay import completeness_by_delay, nowcast

# A run-off triangle: onset three, two, one and no months before the cut-off; reports by delay of 0, 1, 2, 3 months.
TRIANGLE = [[40, 30, 20, 10], [50, 30, 30], [30, 30], [60]]


def reports():
    pairs = [(d, 3 - row) for row, counts in enumerate(TRIANGLE) for d, n in enumerate(counts) for _ in range(n)]
    return [delay for delay, _ in pairs], [observable for _, observable in pairs]


def test_completeness_is_that_of_the_chain_ladder():
    """Development factors by hand: 210 / 120, 200 / 150, 100 / 90."""
    result = completeness_by_delay(*reports())
    factors = [210 / 120, 200 / 150, 100 / 90]
    assert result.share == pytest.approx([1 / np.prod(factors), 1 / np.prod(factors[1:]), 1 / factors[2], 1])
    assert np.all(np.diff(result.log_variance) <= 0)
    assert result.n_reports == 330


def test_recent_counts_are_completed_and_carry_a_band():
    result = completeness_by_delay(*reports())
    told = nowcast([100, 110, 60, 60, 0], [3, 2, 1, 0, 0], [3, 2, 1, 0, 0], result)
    assert told.expected[:4] == pytest.approx([100, 110 * 10 / 9, 60 * 200 / 150 * 10 / 9, 60 / result.share[0]])
    assert (told.low[0], told.high[0]) == (100, 100)
    assert np.all(told.low[1:4] >= [110, 60, 60])
    assert np.all((told.low <= told.expected) & (told.expected <= told.high))
    assert told.high[4] > 0


def test_a_period_has_the_mean_completeness_of_its_days():
    result = completeness_by_delay(*reports())
    assert nowcast(10, 0, 3, result).completeness == pytest.approx(result.share.mean())


def test_the_band_holds_the_truth_in_most_simulated_programmes():
    rng = np.random.default_rng(4)
    held = []
    for _ in range(400):
        observable = rng.integers(0, 365, rng.poisson(600))
        delay = rng.geometric(0.05, len(observable)) - 1
        has_come = delay <= observable
        result = completeness_by_delay(delay[has_come], observable[has_come])
        recent = observable < 60
        told = nowcast((recent & has_come).sum(), 0, 59, result)
        held.append(told.low <= recent.sum() <= told.high)
    assert np.mean(held) >= 0.95 - 4 * np.sqrt(0.95 * 0.05 / 400)


def test_a_single_very_late_report_of_an_old_onset_leaves_the_others_known():
    delays, observable = reports()
    result = completeness_by_delay([*delays, 1474], [*observable, 1550])
    assert len(result.share) == 4
    assert result.share[0] == pytest.approx(completeness_by_delay(delays, observable).share[0], abs=0.01)


def test_a_delay_that_fewer_than_ten_reports_could_have_had_is_not_told():
    assert np.isnan(completeness_by_delay([0] * 9, [30] * 9).share).all()
    result = completeness_by_delay([0] * 9 + [2], [30] * 10)
    assert (result.share.tolist(), result.n_reports) == ([0.9, 0.9, 1.0], 10)


def test_without_a_report_nothing_is_known():
    result = completeness_by_delay([], [])
    assert np.isnan(result.share).all()
    assert np.isnan(nowcast(3, 0, 30, result).expected)


def test_a_report_after_the_cut_off_is_refused():
    with pytest.raises(ValueError, match="report after the cut-off"):
        completeness_by_delay([5], [4])
