"""The forest: every number in it, nothing that leaves the machine, no text read as markup."""

import pytest
from page import Page

from dashboards import theme
from dashboards.figures.forest import axis_end, forest

RATE = {
    "title": "Neutropenia <0.6",
    "share": 0.1,
    "share_low": 0.05,
    "share_high": 0.2,
    "n_with_event": 6,
    "n_in_window": 60,
    "trial_share": 0.05,
    "trial_share_low": 0.01,
    "trial_share_high": 0.17,
    "trial_n_with_event": 2,
    "trial_n_patients": 40,
}


def test_figures_are_drawn_with_plotlys_cloud_switched_off(site):
    figures = Page(site["rates.html"]).figures
    assert figures
    for figure in figures:
        assert figure["config"]["showSendToCloud"] is False
        assert figure["config"]["plotlyServerURL"] == ""
        assert figure["config"]["displaylogo"] is False
        assert figure["config"]["displayModeBar"] is False


def test_ours_is_solid_with_its_interval_and_the_trial_hollow_with_its_whole_band():
    figure = forest([RATE], axis_end=0.3)
    trial, ours = figure.data
    (band,) = figure.layout.shapes
    assert (trial.x[0], trial.marker.symbol) == (0.05, "circle-open")
    assert (band.x0, band.x1) == (0.01, 0.17)
    assert (ours.x[0], ours.marker.symbol) == (0.1, "circle")
    assert ours.error_x.array[0] == pytest.approx(0.1)
    assert ours.error_x.arrayminus[0] == pytest.approx(0.05)
    assert "6/60 (10 %)" in ours.hovertemplate


def test_titles_are_escaped():
    (title,) = forest([RATE], axis_end=0.3).layout.annotations
    assert title.text == "Neutropenia &lt;0.6"


def test_without_people_in_the_window_only_the_trial_is_drawn():
    nobody = RATE | {
        "share": None,
        "share_low": None,
        "share_high": None,
        "n_with_event": 0,
        "n_in_window": 0,
    }
    assert [trace.name for trace in forest([nobody], axis_end=0.3).data] == ["trial"]


def test_kinds_of_baseline_have_their_own_figure_on_one_scale(site):
    shares = [figure for figure in Page(site["rates.html"]).figures if "per cent" in str(figure["layout"]["xaxis"])]
    first, second = shares
    assert first["layout"]["xaxis"]["range"] == second["layout"]["xaxis"]["range"] == [0, 0.4]
    assert len(first["layout"]["annotations"]) == 3
    assert len(second["layout"]["annotations"]) == 1


@pytest.mark.parametrize(("highest", "end"), [(0.04, 0.1), (0.2, 0.3), (0.34, 0.4), (0.97, 1.0), (1.0, 1.0)])
def test_the_axis_ends_beyond_every_interval(highest, end):
    assert axis_end([{"share_high": highest, "trial_share_high": 0.02}]) == pytest.approx(end)


def test_an_axis_of_nothing_is_still_an_axis():
    assert axis_end([]) > 0


def test_type_in_figures_is_not_small():
    assert theme.TEXT_PX >= 14
