"""Lanes of doses: marks by kind and method, bars to the scheduled day, gaps named for what is known of them."""

from datetime import date, timedelta

import pytest

from dashboards.figures.swimmer import MOST_LANES, finding, lanes, swimmer
from dashboards.figures.swimmer_marks import BARS, MARKS, METHODS

CUT_OFF = date(2026, 9, 30)
NUMBERS = {"interval_days": 14, "late_days": 3}


def person(patient_id="P-1", *, late=0, state="due", reported=True, site="S1"):
    return {
        "patient_id": patient_id, "site_id": site, "last_dose_on": CUT_OFF - timedelta(days=late + 14),
        "scheduled_on": CUT_OFF - timedelta(days=late), "as_of": CUT_OFF, "days_late": late, "state": state,
        "is_reported_by_site": reported,
    }  # fmt: skip


def dose(days_before, *, patient_id="P-1", mark="maintenance", method="infusion", covered=14, following=None, late=0):
    started_on = CUT_OFF - timedelta(days=days_before)
    return {
        "patient_id": patient_id, "started_on": started_on, "dose_mg": 800, "method": method, "mark": mark,
        "days_late": late, "covered_until_on": started_on + timedelta(days=covered),
        "next_on": None if following is None else CUT_OFF - timedelta(days=following),
    }  # fmt: skip


def traces(figure):
    return {trace.name: trace for trace in figure.data}


def bars(figure):
    return {
        trace.name: [
            ((CUT_OFF - date.fromisoformat(base)).days, round(x / 86_400_000))
            for base, x in zip(trace.base, trace.x, strict=True)
        ]
        for trace in figure.data
        if trace.type == "bar"
    }


def notes(figure):
    return [note.text for note in figure.layout.annotations]


def test_shape_is_the_method_and_fill_the_kind():
    doses = [
        dose(60, mark="loading"), dose(46, method="push"), dose(32, mark="reload", method=None),
        dose(18, mark="late"), dose(4, mark="not_known", method="push"),
    ]  # fmt: skip
    found = traces(swimmer([person()], doses, **NUMBERS))
    assert found["loading dose, infusion"].marker.symbol == "circle"
    assert found["maintenance dose, push"].marker.symbol == "diamond"
    assert found["loading dose again after a gap, method not reported"].marker.symbol == "square"
    assert found["late, and without the loading dose that was due, infusion"].marker.color == MARKS["late"]["color"]
    assert found["amount not known, push"].marker.color == MARKS["not_known"]["color"]
    looks = {(look["color"], look["line"]["width"]) for look in MARKS.values()}
    assert (len(looks), len(set(METHODS.values()))) == (len(MARKS), len(METHODS))


def test_a_bar_ends_on_the_scheduled_day_or_at_the_next_dose_and_goes_beyond_the_cut_off():
    found = bars(swimmer([person(late=-7)], [dose(36, following=25), dose(25, following=7), dose(7)], **NUMBERS))
    assert found == {"covered": [(36, 11), (25, 14), (7, 14)], "gap": [(11, 4)]}


@pytest.mark.parametrize(("following", "is_drawn"), [(21, False), (20, False), (19, True)])
def test_a_gap_is_drawn_from_the_days_that_ask_for_a_loading_dose(following, is_drawn):
    drawn = bars(swimmer([person()], [dose(36, following=following)], **NUMBERS))
    assert ("gap" in drawn) is is_drawn


def test_the_last_gap_is_late_or_not_reported():
    late = swimmer([person(late=9, state="reload_due")], [dose(23)], **NUMBERS)
    silent = swimmer([person(late=9, state="reload_due", reported=False)], [dose(23)], **NUMBERS)
    assert bars(late)["no dose known"] == bars(silent)["site has not reported"] == [(9, 9)]
    assert ("+9 d" in notes(late), "+9 d ?" in notes(silent)) == (True, True)
    assert len({look["color"] for look in BARS.values()}) == len(BARS)


def test_most_late_stands_on_top_those_late_for_certain_first():
    people = [
        person("P-1", late=-3),
        person("P-2", late=31, state="reload_due", reported=False),
        person("P-3", late=4, state="reload_due"),
        person("P-4", late=9, state="reload_due"),
        person("P-5", late=300, state="presumed_stopped"),
    ]
    assert [row["patient_id"] for row in lanes(people)] == ["P-4", "P-3", "P-2", "P-1"]
    figure = swimmer(people, [dose(20, patient_id="P-5"), dose(20, patient_id="P-4")], **NUMBERS)
    assert (figure.layout.yaxis.ticktext, figure.layout.yaxis.tickvals) == (("P-4", "P-3", "P-2", "P-1"), (4, 3, 2, 1))
    (marks,) = (trace for trace in figure.data if trace.type == "scatter")
    assert list(marks.y) == [4]
    assert "−3 d" in notes(figure)


def test_the_cut_off_is_a_line_and_the_axis_one_of_dates():
    figure = swimmer([person()], [dose(7)], **NUMBERS)
    (line,) = figure.layout.shapes
    assert (line.name, line.x0, line.x1) == ("data cut-off", "2026-09-30", "2026-09-30")
    assert "data cut-off 30 Sep 2026" in notes(figure)
    assert figure.layout.xaxis.type == "date"


def test_the_numbers_come_from_the_reference_rows():
    figure = swimmer([person()], [dose(70, covered=28, following=37)], interval_days=28, late_days=5)
    assert "A gap of 5 days or more beyond the 28-day<br>interval asks for a loading dose" in notes(figure)
    assert bars(figure)["gap"] == [(42, 5)]
    assert figure.layout.xaxis.range[0] < f"{CUT_OFF - timedelta(days=300):%Y-%m-%d}"


def test_doses_before_the_left_edge_are_cut_off():
    figure = swimmer([person(late=200, state="reload_due")], [dose(228, following=214), dose(214)], **NUMBERS)
    assert bars(figure) == {"no dose known": [(182, 182)]}
    assert not [trace for trace in figure.data if trace.type == "scatter"]


def test_the_sentence_says_who_is_not_drawn_and_where_they_lie():
    people = [
        person(f"P-{late:02}", late=late, state="reload_due", reported=False) for late in range(3, 3 + MOST_LANES)
    ]
    assert finding(people) == (
        "40 patients drawn: 0 late by the records of their own site; of 40 no dose is known, but their site has not "
        "reported so far. Nobody living is left out."
    )
    more = [*people, person("P-x", late=0), person("P-y", late=-13), person("P-z", late=120, state="presumed_stopped")]
    said = finding(more)
    assert "Not drawn: 2 more patients, from on the scheduled day to 13 days before the scheduled day." in said
    assert said.endswith("Not drawn either: 1 presumed stopped.")
    assert len(swimmer(more, [], **NUMBERS).layout.yaxis.ticktext) == MOST_LANES


def test_one_and_none_are_drawn():
    assert finding([person(late=5, state="reload_due")]).startswith("1 patient drawn: 1 late by the records")
    assert finding([]) == finding([person(late=120, state="presumed_stopped")])
    assert finding([]).startswith("No lane to draw")
    assert not swimmer([], [], **NUMBERS).data


def test_hostile_names_are_text_and_long_ones_are_cut():
    hostile = "<b>%{x}</b>"
    figure = swimmer([person(hostile)], [dose(7, patient_id=hostile, method="push")], **NUMBERS)
    assert figure.layout.yaxis.ticktext[0] == "&lt;b&gt;%{x}&lt;…"
    (mark,) = (trace for trace in figure.data if trace.type == "scatter")
    assert mark.text[0].startswith("&lt;b&gt;")
    assert mark.hovertemplate == "%{text}<extra></extra>"


def test_what_is_not_reported_is_said_under_the_pointer():
    odd = dose(7, mark="not_known", method=None, late=None) | {"dose_mg": None}
    (mark,) = (trace for trace in swimmer([person()], [odd], **NUMBERS).data if trace.type == "scatter")
    assert mark.text[0] == "P-1, 23 Sep 2026: amount not known<br>amount not reported, method not reported"
