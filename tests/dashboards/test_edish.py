"""Liver injury and jaundice: quadrants at the numbers in force, one point a person, nobody dropped in silence."""

import math
from itertools import pairwise

import pytest

from dashboards.figures.edish import edish, finding, multiple

LIMITS = {"aminotransferase_x_uln": 3.0, "bilirubin_x_uln": 2.0}


def person(patient_id, liver, bilirubin, quadrant, *, is_flagged=False, days=0, operator="="):
    return {
        "patient_id": patient_id, "aminotransferase": "ast", "aminotransferase_operator": operator,
        "aminotransferase_x_uln": liver, "bilirubin_operator": "=", "bilirubin_x_uln": bilirubin,
        "days_between": days, "quadrant": quadrant, "is_flagged": is_flagged,
    }  # fmt: skip


PEOPLE = [
    person("P-1", 8, 3.1, "both", is_flagged=True, days=6),
    person("P-2", 4, 2.5, "both", days=-40),
    person("P-3", 5, 0.7, "aminotransferase alone"),
    person("P-4", 0.6, 2.9, "bilirubin alone"),
    person("P-5", 0.5, 0.4, "neither"),
    person("P-6", 0.5, 0.4, "neither"),
    person("P-7", None, 0.4, None),
]


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def texts(figure):
    return [note.text.replace("<br>", " ") for note in figure.layout.annotations]


def shapes(figure):
    return {shape.name: shape for shape in figure.layout.shapes}


def test_every_placed_person_is_one_point_and_the_flagged_are_ringed():
    drawn = traces(edish(PEOPLE, **LIMITS))
    assert {name: len(trace.x) for name, trace in drawn.items()} == {"flagged": 1, "not flagged": 5}
    assert drawn["flagged"].marker.line.width > drawn["not flagged"].marker.line.width


def test_of_very_many_people_with_neither_high_one_mark_stands_for_a_place_and_tells_how_many(monkeypatch):
    monkeypatch.setattr("dashboards.figures.edish.MOST_TOLD", 5)
    figure = edish([*PEOPLE, person("P-8", 0.9, 0.4, "neither")], **LIMITS)
    assert sorted(traces(figure)["not flagged"].text)[:2] == ["1 person, neither high", "2 people, neither high"]
    assert sum(text.startswith("P-") for trace in figure.data for text in trace.text) == 4
    assert "a mark may stand for several people" in " ".join(texts(figure))


def test_both_axes_are_logarithmic_and_the_lines_stand_at_the_given_numbers():
    figure = edish(PEOPLE, aminotransferase_x_uln=4.0, bilirubin_x_uln=1.5)
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", "log")
    assert (shapes(figure)["cut x"].x0, shapes(figure)["cut y"].y0) == (4.0, 1.5)
    assert 4.0 in figure.layout.xaxis.tickvals
    assert "1.5 ×" in figure.layout.yaxis.ticktext


def test_all_points_lie_inside_the_axes():
    figure = edish(PEOPLE, **LIMITS)
    low, high = figure.layout.xaxis.range
    assert all(low < math.log10(x) < high for trace in figure.data for x in trace.x)


def test_quadrants_are_counted_and_the_people_with_both_high_are_named():
    said = texts(edish(PEOPLE, **LIMITS))
    for words in ("Both high: <b>2</b>", "Aminotransferase alone: <b>1</b>", "Bilirubin alone: <b>1</b>",
                  "Neither: <b>2</b>", "P-1", "P-2"):  # fmt: skip
        assert words in said
    assert "P-3" not in said


def test_names_at_one_height_are_moved_apart():
    same = [person(f"P-{i}", 5, 3, "both") for i in range(4)]
    heights = sorted(note.y for note in edish(same, **LIMITS).layout.annotations if note.text.startswith("P-"))
    assert all(upper - lower > 0.04 for lower, upper in pairwise(heights))


def test_the_order_of_the_peaks_is_told_with_each_point():
    drawn = traces(edish(PEOPLE, **LIMITS))
    assert drawn["flagged"].text[0] == "P-1, flagged<br>AST 8 ×<br>bilirubin 3.1 ×, 6 days later"
    assert drawn["not flagged"].text[0].endswith("40 days earlier")


def test_a_bound_that_settles_nothing_is_hollow_and_said():
    rows = [*PEOPLE, person("P-8", 4, 2.9, "not settled", operator="<")]
    drawn = traces(edish(rows, **LIMITS))["not settled"]
    assert drawn.marker.symbol == "circle-open"
    assert "AST &lt;4 ×" in drawn.text[0]
    assert "for 1 patient only bounds were reported that do not settle it" in finding(rows, **LIMITS)


def test_the_finding_counts_quadrants_flags_and_who_could_not_be_placed():
    assert finding(PEOPLE, **LIMITS) == (
        "Of 6 patients with both, 2 had a peak of ALT or AST at or above 3 × and one of bilirubin above 2 × the upper "
        "limit (1 of them also in the order and time that the rule asks for), 1 the first alone and 1 the second "
        "alone; 1 more patient could not be placed."
    )


@pytest.mark.parametrize("rows", [[], [person("P-7", None, 0.4, None)]])
def test_nobody_to_place_is_said(rows):
    assert not edish(rows, **LIMITS).data
    assert finding(rows, **LIMITS).startswith("Nobody to place")


def test_a_hostile_patient_id_is_text():
    figure = edish([person("<b>%{x}</b>", 8, 3, "both", is_flagged=True)], **LIMITS)
    assert figure.data[0].text[0].startswith("&lt;b&gt;")
    assert "&lt;b&gt;%{x}&lt;/b&gt;" in texts(figure)


@pytest.mark.parametrize(
    ("operator", "value", "words"), [("=", 3.214, "3.21 ×"), ("<", 0.5, "<0.5 ×"), ("=", None, "–")]
)
def test_a_multiple_in_print(operator, value, words):
    assert multiple(operator, value) == words
