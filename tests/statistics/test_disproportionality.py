"""Reports of drug and event against what chance would have, beside printed values."""

import numpy as np
import pytest

from flows.statistics import disproportionality as reports


def test_rifabutin_and_uveitis_as_printed():
    """41 of 55 reports of rifabutin, 754 of 592 712 others: Evans et al. print PRR 586."""
    counts = (41, 14, 754, 591958)
    assert reports.proportional_reporting_ratio(*counts).estimate == pytest.approx(586, abs=0.01)
    assert reports.proportional_reporting_ratio(*counts)[1:] == pytest.approx(
        (494.328141480241, 694.6591294685), rel=1e-8
    )
    assert reports.chi_square(*counts, is_yates_corrected=False) == pytest.approx(22739.5022564145, rel=1e-8)
    assert reports.chi_square(*counts) == pytest.approx(22187.2746591322, rel=1e-8)
    assert reports.meets_evans(*counts)


def test_the_information_component_is_the_printed_one():
    """The example of the R package pvda prints IC 0.66 (0.34 to 0.94), expected 55.6."""
    expected = reports.expected_reports(88, 63, 280, 569)
    assert expected == pytest.approx(55.6, abs=0.05)
    assert reports.information_component(88, expected) == pytest.approx((0.66, 0.34, 0.94), abs=0.005)


def test_no_report_of_both_has_an_information_component_and_no_interval_of_ratios():
    assert reports.information_component(0, 0.1) == pytest.approx(
        (-0.263034405833794, -10.2549222216407, 2.06576937550238)
    )
    ratio = reports.proportional_reporting_ratio(0, 10, 20, 1000)
    assert ratio.estimate == 0
    assert np.isnan([ratio.low, ratio.high]).all()


def test_empty_cells_are_not_estimated():
    odds = reports.reporting_odds_ratio(3, 0, 20, 1000)
    assert (odds.estimate, odds.high) == (np.inf, np.inf)
    assert np.isnan(odds.low)
    assert np.isnan(reports.proportional_reporting_ratio(3, 10, 0, 1000).estimate)
    assert np.isnan(reports.chi_square(0, 0, 5, 100))


def test_two_reports_never_meet_evans():
    assert not reports.meets_evans(2, 0, 1, 100_000)
    assert reports.meets_evans(3, 0, 1, 100_000)


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="b holds a negative"):
        reports.reporting_odds_ratio(1, -1, 1, 1)
