"""The sequential path: its axis, its boundaries with their words, where it first reached one."""

from datetime import date, timedelta

import pytest

from dashboards.figures.sequential_path import finding, sequential_path


def path(*values, events=None, boundary=20.0, watch=10.0, statistic="e_value"):
    events = events or range(1, len(values) + 1)
    return [
        {
            "statistic": statistic,
            "until_on": date(2026, 3, 1) + timedelta(days=i),
            "n_events": n,
            "patient_years": 10.0 + i,
            "value": value,
            "boundary": boundary,
            "watch_boundary": watch,
        }
        for i, (value, n) in enumerate(zip(values, events, strict=True))
    ]


def trace(figure, name):
    return next((trace for trace in figure.data if trace.name == name), None)


def texts(figure):
    return [note.text for note in figure.layout.annotations]


def test_an_e_value_stands_on_a_logarithmic_axis_as_steps_and_a_likelihood_ratio_does_not():
    figure = sequential_path(path(1.0, 2.0))
    assert figure.layout.yaxis.type == "log"
    assert trace(figure, "path").line.shape == "hv"
    ratio = sequential_path(path(1.0, 2.0, boundary=3.268, watch=None, statistic="cmaxsprt"), statistic="cmaxsprt")
    assert ratio.layout.yaxis.type != "log"
    assert "review from 3.27" in texts(ratio)
    assert trace(ratio, "watch") is None


def test_both_boundaries_are_drawn_with_their_words_and_differ_without_colour():
    figure = sequential_path(path(1.0, 2.0))
    assert {"review from 20", "watch from 10"} <= set(texts(figure))
    assert list(trace(figure, "review").y) == [20, 20]
    assert trace(figure, "review").line.dash != trace(figure, "watch").line.dash


def test_the_words_of_the_boundaries_stand_where_the_path_is_far_from_them_in_time():
    """Two years of quiet have few points, the last weeks many: what counts is the day, not the number of the point."""
    quiet = path(0.6, 0.6)
    quiet[0]["until_on"], quiet[1]["until_on"] = date(2024, 1, 1), date(2024, 6, 1)
    figure = sequential_path([*quiet, *path(30.0, 15.0, 8.0, 5.0)])
    (words,) = [note for note in figure.layout.annotations if note.text == "watch from 10"]
    assert (words.x, words.xanchor) == (0, "left")


def test_only_days_on_which_the_count_rose_are_marked():
    figure = sequential_path(path(1.0, 0.9, 2.0, events=[0, 0, 1]))
    assert list(trace(figure, "days with a new event").x) == [date(2026, 3, 3)]


def test_the_first_crossing_of_the_boundary_is_ringed_and_dated_though_the_path_fell_again():
    rows = path(1.0, 12.0, 20.0, 30.0, 2.0)
    figure = sequential_path(rows)
    assert list(trace(figure, "first crossing").x) == [date(2026, 3, 3)]
    assert "reached 20 on 3 Mar 2026" in texts(figure)
    assert "boundary for review, 20, was first reached with the data to 3 Mar 2026" in finding(rows)
    assert "is 2.0 on 5 Mar 2026" in finding(rows)


def test_a_path_that_only_reached_the_lower_boundary_says_so():
    assert "boundary for watching, 10, was first reached" in finding(path(1.0, 10.0, 19.9))


def test_just_below_a_boundary_nothing_is_ringed_and_no_difference_is_not_claimed():
    rows = path(1.0, 9.99)
    assert trace(sequential_path(rows), "first crossing") is None
    assert "has not reached 10" in finding(rows)
    assert "does not show that there is no difference" in finding(rows)


def test_what_lies_beyond_the_axis_runs_along_its_edge_and_keeps_its_words():
    figure = sequential_path(path(1e-9, 1.0, float("inf")))
    assert list(trace(figure, "path").y) == [1e-3, 1.0, 1e6]
    assert "below 0.001" in trace(figure, "path").text[0]
    assert trace(figure, "last day").text[0].startswith("above 1")


def test_no_event_comes_with_what_the_rate_could_still_be():
    assert "one-sided 95 % upper bound 30 per 100" in finding(path(0.9, events=[0]))


def test_one_row_is_a_point_and_no_row_a_sentence():
    assert len(trace(sequential_path(path(1.0)), "last day").x) == 1
    assert not sequential_path([]).data
    assert "not been computed" in texts(sequential_path([]))[0].replace("<br>", " ")
    assert "not been computed" in finding([])


def test_the_other_statistic_is_left_out():
    both = path(1.0, 2.0) + path(1.0, 2.0, 3.0, statistic="cmaxsprt")
    assert len(trace(sequential_path(both), "path").x) == 2


@pytest.mark.parametrize("values", [(0.1, 0.2), (0.5, 25.0)])
def test_type_is_never_small(values):
    figure = sequential_path(path(*values))
    assert all((note.font.size or 14) >= 12 for note in figure.layout.annotations)
