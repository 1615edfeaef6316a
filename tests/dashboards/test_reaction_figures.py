"""Figures of IRIS and of reactions: what is drawn, what is not, and the sentence that says so."""

from datetime import date
from math import sqrt

import pytest

from dashboards.figures.iris_panel import iris_panel
from dashboards.figures.iris_timing import finding as timing_finding
from dashboards.figures.iris_timing import iris_timing
from dashboards.figures.reaction_strip import DURING, STEP, finding, reaction_strip

REPORT = {"patient_id": "P1", "index_on": date(2026, 3, 1), "started_on": date(2026, 4, 1)}


def result(analyte, on, value, operator="="):
    return {
        "analyte": analyte, "collected_on": date.fromisoformat(on), "collected_at": None, "value": value,
        "value_operator": operator, "unit": "/uL", "reported_value": value, "reported_unit": "/uL",
        "lower_limit_in_unit": None, "upper_limit_in_unit": None, "baseline_value": None, "x_uln": None,
        "x_baseline": None, "daids_grade": None, "daids_grade_is_minimum": None, "label_hit": None,
    }  # fmt: skip


def course(*results, report=REPORT):
    return iris_panel(report, results, cut_off=date(2026, 11, 21), longest_gap=17)


def shapes(figure):
    return {shape.name: shape for shape in figure.layout.shapes}


def test_cd4_and_hiv_rna_stand_in_two_panels_on_one_axis_of_time():
    figure = course(result("cd4", "2026-02-20", 20), result("hiv_rna", "2026-02-20", 100000))
    names = {trace.name: trace.yaxis for trace in figure.data if trace.name != "time"}
    assert names == {"CD4 cells": "y", "HIV-1 RNA": "y2"}
    assert figure.layout.yaxis2.type == "log"


def test_the_start_and_the_onset_are_marked_across_both_panels():
    marked = shapes(course(result("cd4", "2026-02-20", 20)))
    assert (marked["start of treatment"].x0, marked["start of treatment"].line.dash) == ("2026-03-01", "dash")
    assert (marked["onset"].x0, marked["onset"].line.dash) == ("2026-04-01", "solid")


def test_without_a_day_of_onset_only_the_start_is_marked():
    figure = course(result("cd4", "2026-02-20", 20), report=REPORT | {"started_on": None})
    assert "onset" not in shapes(figure)
    assert figure.layout.xaxis.title.text == "dashed: start of treatment"


def test_results_long_before_are_not_drawn_and_nothing_is_said_when_none_is_left():
    assert "Nothing to draw" in course(result("cd4", "2025-01-01", 20)).layout.annotations[0].text


def onsets(*days):
    return [{"days_since_index": day} for day in days]


def test_columns_of_two_weeks_reach_to_the_window_and_beyond():
    (bars,) = iris_timing(onsets(0, 13, 14, 181, None), 180).data
    assert (bars.y[0], bars.y[1], bars.y[12], sum(bars.y)) == (2, 1, 1, 4)
    assert bars.text[0] == "days 0 to 13: 2 flags"
    assert shapes(iris_timing(onsets(3), 180))["end of the window"].x0 == 180


def test_the_finding_gives_the_median_and_the_unknown():
    assert timing_finding(onsets(10, 30, None), 180) == (
        "2 flags with a known day of onset, at the median 20 days after the start of treatment; the rule reads the "
        "first 180 days; of 1 more flag the day of onset is not known."
    )
    assert "No onset to draw" in timing_finding(onsets(None), 180)


def reaction(minutes, title="Anaphylaxis", patient="P1", grade=3):
    return {
        "title": title, "patient_id": patient, "flag_id": patient, "minutes_after_end": minutes, "grade": grade,
        "method": None, "infusion_number": 2, "infused_on": date(2026, 3, 1),
    }  # fmt: skip


def test_each_rule_is_a_lane_and_a_dot_stands_at_the_root_of_its_hours():
    first, second = reaction_strip([reaction(60, "A"), reaction(-5, "B"), reaction(0, "B", "P2")], 1440).data
    assert first.x[0] == pytest.approx(1, abs=STEP / 2)
    assert list(second.x) == [DURING, DURING]
    assert second.y[0] < second.y[1] < first.y[0]
    assert first.text[0] == "3"


def test_the_window_of_the_rule_is_the_dashed_line():
    assert shapes(reaction_strip([reaction(60)], 1440))["window"].x0 == pytest.approx(sqrt(24))


def test_later_and_untimed_flags_are_not_drawn_and_are_said():
    rows = [
        reaction(60),
        reaction(72 * 60, patient="P2"),
        reaction(72 * 60 + 1, patient="P3"),
        reaction(None, patient="P4"),
    ]
    (dots,) = reaction_strip(rows, 1440).data
    assert len(dots.x) == 2
    assert finding(rows) == (
        "Of 2 flags with a time up to 72 hours, 0 began during the infusion and 1 within an hour of its end; 1 flag "
        "began later; of 1 flag the time is not known."
    )
    assert "2 drawn, 2 not" in reaction_strip(rows, 1440).layout.annotations[-1].text


def test_many_dots_of_one_time_shrink_and_lose_their_numbers():
    (dots,) = reaction_strip([reaction(60, patient=f"P{n}") for n in range(40)], 1440).data
    assert dots.mode == "markers"
    assert max(dots.y) < 1


def test_of_dots_that_would_hide_each_other_one_is_drawn_and_tells_of_the_others():
    rows = [reaction(60, patient=f"P{n:03}") for n in range(200)] + [reaction(60 * 24, patient="Q")]
    (dots,) = reaction_strip(rows, 1440).data
    told = [text.partition("<br>and ")[2] for text in dots.customdata]
    hidden = [int(text.partition(" ")[0]) for text in told if text]
    assert len(dots.x) + sum(hidden) == 201
    assert len(dots.x) < 60
    assert told[-1] == ""
    assert told[0] == f"{hidden[0]} more flags here"
    assert "201 drawn" in reaction_strip(rows, 1440).layout.annotations[-1].text


def test_hostile_names_are_text_and_nothing_is_drawn_from_nothing():
    (dots,) = reaction_strip([reaction(60, "<b>x</b>", "<b>%{x}</b>")], 1440).data
    assert dots.customdata[0].startswith("&lt;b&gt;")
    assert "No onset to draw" in reaction_strip([reaction(None)], 1440).layout.annotations[0].text
