"""The profile of a person: one axis of time, nothing drawn more exactly than it is known, nothing joined that is apart."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from dashboards import theme
from dashboards.figures.patient_events import MOST_EVENTS
from dashboards.figures.patient_profile import NOTHING, finding, patient_profile, profile_as_data
from dashboards.figures.patient_story import DAYS_BEFORE, Story, time_drawn
from dashboards.figures.patient_words import lines_in_words, undrawn
from dashboards.frame import drawn, figure_data

FIRST = date(2026, 1, 5)
CUT_OFF = date(2026, 9, 30)
NUMBERS = [
    {"rule": rule, "name": name, "value": value, "unit": unit, "meaning": "-", "source": "-", "verification": "V1"}
    for rule, name, value, unit in (
        ("dose_late", "interval_days", 14, "d"),
        ("dose_late", "late_days", 3, "d"),
        ("hys_law", "aminotransferase_x_uln", 3, "1"),
        ("bilirubin_rise", "x_uln", 2.6, "1"),
        ("creatinine_rise", "x_baseline", 1.5, "1"),
        ("neutropenia", "neutrophils_giga_per_l", 0.6, "10*9/L"),
        ("virologic_failure", "copies_per_ml", 200, "{copies}/mL"),
        ("virologic_failure", "failure_from_day", 168, "d"),
    )
]


def dose(day=0, mark="maintenance", **known):
    return {
        "infusion_number": 1, "started_on": FIRST + timedelta(days=day), "mark": mark, "method": "infusion",
        "dose_mg": 800, "days_late": 0, **known,
    }  # fmt: skip


def event(day=30, **known):
    on = None if day is None else FIRST + timedelta(days=day)
    return {
        "event_id": f"E{day}", "term": "rash", "started_on": on, "started_text": None, "ended_on": None,
        "severity_grade": 2, "is_serious": False, "outcome": "recovered", "days_from_infusion": None,
        "infusion_number": None, **known,
    }  # fmt: skip


def result(analyte="alt", day=0, value=40, **known):
    return {
        "analyte": analyte, "collected_on": FIRST + timedelta(days=day), "collected_at": None, "value": value,
        "value_operator": "=", "unit": "U/L", "reported_value": value, "reported_unit": "U/L", "x_uln": value / 40,
        "lower_limit_in_unit": None, "upper_limit_in_unit": None, "baseline_value": None, "x_baseline": None,
        "daids_grade": None, "daids_grade_is_minimum": None, "label_hit": None, **known,
    }  # fmt: skip


def medicine(name="dolutegravir", begun=(20, 20), ended=(None, None), role="antiretroviral"):
    days = [None if day is None else FIRST + timedelta(days=day) for day in (*begun, *ended)]
    return {
        "medicine": name, "role": role, "started_on": days[0] if days[0] == days[1] else None,
        "began_from_on": days[0], "began_by_on": days[1], "ended_from_on": days[2], "ended_by_on": days[3],
    }  # fmt: skip


def story(doses=None, events=(), results=(), medicines=(), numbers=NUMBERS):
    return Story([dose()] if doses is None else doses, events, results, medicines, numbers, CUT_OFF)


def trace(figure, name):
    (found,) = [one for one in figure.data if one.name == name]
    return found


def shapes(figure, name):
    return [shape for shape in figure.layout.shapes if shape.name == name]


def texts(figure):
    return [note.text.replace("<br>", " ") for note in figure.layout.annotations]


def heading(figure, start):
    (found,) = [text for text in texts(figure) if text.startswith(f"<b>{start}</b>")]
    return found


def test_all_rows_share_one_axis_of_time_up_to_the_cut_off():
    figure = patient_profile(story(events=[event()], results=[result()], medicines=[medicine()]))
    assert {one.xaxis for one in figure.data} == {"x", "x2"}
    assert figure.layout.xaxis2.matches == "x"
    assert figure.layout.xaxis.range == figure.layout.xaxis2.range
    (cut_off,) = shapes(figure, "data cut-off")
    assert cut_off.x0 == "2026-09-30"
    assert figure.layout.xaxis.title.text == "dotted: data cut-off 30 Sep 2026"


def test_rows_lie_below_each_other_and_never_overlap():
    figure = patient_profile(
        story(events=[event()], results=[result(), result("cd4", unit="/uL")], medicines=[medicine()])
    )
    domains = [figure.layout[name].domain for name in figure.to_dict()["layout"] if name.startswith("yaxis")]
    assert len(domains) == 5
    assert all(lower[1] < upper[0] for upper, lower in pairwise(domains))


def test_a_dose_shows_its_kind_by_fill_its_method_by_shape_and_the_heading_names_only_what_is_there():
    doses = [dose(0, "loading"), dose(14), dose(40, "late", days_late=12), dose(54, method="push")]
    figure = patient_profile(story(doses))
    assert trace(figure, "maintenance dose, push").marker.symbol == "diamond"
    assert trace(figure, "late, and without the loading dose that was due, infusion").marker.color == theme.ABOVE
    words = heading(figure, "Doses")
    assert "diamond: push" in words
    assert "again after a gap" not in words


def test_an_event_shows_its_grade_and_seriousness_and_ends_only_where_an_end_is_known():
    events = [
        event(10, is_serious=True, severity_grade=3, ended_on=FIRST + timedelta(days=20)),
        event(30),
        event(50, severity_grade=None, outcome="not_recovered"),
    ]
    figure = patient_profile(story(events=events))
    marks = trace(figure, "reported events")
    assert list(marks.text) == ["3S", "2", "?"]
    assert list(marks.marker.line.width) == [3, 1, 1]
    assert list(marks.marker.symbol) == ["circle", "circle", "square"]
    assert [(bar.x0, bar.x1) for bar in shapes(figure, "bar")] == [
        ("2026-01-15", "2026-01-25"),
        ("2026-02-24", "2026-09-30"),
    ]
    assert len(trace(figure, "goes on").x) == 1


def test_an_event_without_a_day_is_told_in_words_and_not_drawn():
    given = story(events=[event(None, started_text="2026-03", term="depression")])
    assert "none with a known day" in heading(patient_profile(given), "Reported events")
    assert undrawn(given) == ["Event depression: onset 2026-03"]


def test_of_many_events_all_serious_ones_have_a_lane_and_the_rest_is_counted():
    events = [event(day, is_serious=day < 3, event_id=f"E{day:02}") for day in range(MOST_EVENTS + 5)]
    figure = patient_profile(story(events=events))
    marks = trace(figure, "reported events")
    assert len(marks.x) == MOST_EVENTS
    assert sum(text.endswith("S") for text in marks.text) == 3
    assert "5 more in the table" in heading(figure, "Reported events")


def test_values_are_joined_up_to_the_interval_with_its_tolerance_and_not_across_a_longer_gap():
    figure = patient_profile(story(results=[result(day=day) for day in (0, 17, 35)]))
    assert list(trace(figure, "ALT").y) == [1, 1, None, 1]


def test_without_a_known_interval_no_value_is_joined():
    figure = patient_profile(story(results=[result(day=day) for day in (0, 1)], numbers=[]))
    assert list(trace(figure, "ALT").y) == [1, None, 1]


def test_a_bound_is_a_triangle_and_no_line_leads_to_it():
    rna = {"unit": "{copies}/mL", "x_uln": None}
    results = [result("hiv_rna", day, value, **rna) for day, value in ((0, 90_000), (14, 400))]
    results.append(result("hiv_rna", 28, 50, value_operator="<", **rna))
    line = trace(patient_profile(story(results=results)), "HIV-1 RNA")
    assert list(line.y) == [90_000, 400, None, 50]
    assert line.marker.symbol[3] == "triangle-down-open"


def test_hiv_rna_has_a_logarithmic_axis_and_its_line_begins_when_the_rule_does():
    rna = [result("hiv_rna", day, 1000, unit="{copies}/mL", x_uln=None) for day in (0, 200)]
    figure = patient_profile(story(results=rna))
    axis = figure.layout[trace(figure, "HIV-1 RNA").yaxis.replace("y", "yaxis")]
    assert axis.type == "log"
    (line,) = shapes(figure, "line hiv_rna")
    assert (line.y0, line.x0) == (200, str(FIRST + timedelta(days=168)))
    assert "HIV-1 RNA 1 of 1" in finding(story(results=rna))


def test_a_multiple_of_the_upper_limit_needs_one_and_what_has_none_is_counted():
    given = story(results=[result(), result(day=14, x_uln=None)])
    assert list(trace(patient_profile(given), "ALT").y) == [1]
    assert "1 result without a number in the unit of its panel, or without an upper limit" in undrawn(given)


def test_a_line_is_the_number_of_a_rule_and_without_it_there_is_none():
    figure = patient_profile(story(results=[result()]))
    assert [line.y0 for line in shapes(figure, "line alt")] == [3]
    assert "dashed: 3" in heading(figure, "ALT")
    assert not shapes(patient_profile(story(results=[result()], numbers=[])), "line alt")


def test_the_line_of_creatinine_is_a_multiple_of_the_own_baseline_and_without_one_there_is_none():
    with_baseline = result("creatinine", value=0.8, unit="mg/dL", baseline_value=0.8)
    figure = patient_profile(story(results=[with_baseline]))
    assert [line.y0 for line in shapes(figure, "line creatinine")] == [pytest.approx(1.2)]
    without = patient_profile(story(results=[with_baseline | {"baseline_value": None}]))
    assert not shapes(without, "line creatinine")


def test_a_number_in_another_unit_is_no_line():
    figure = patient_profile(story(results=[result("neutrophils", value=2, unit="/uL")]))
    assert not shapes(figure, "line neutrophils")


def test_the_band_is_the_range_reported_with_the_results_and_changes_with_it():
    ranges = ((0, 1.5, 7.5), (14, 1.5, 7.5), (28, 2.0, None))
    results = [
        result("neutrophils", day, 3, unit="10*9/L", lower_limit_in_unit=low, upper_limit_in_unit=high)
        for day, low, high in ranges
    ]
    first, second = shapes(patient_profile(story(results=results)), "in range")
    assert (first.x0, first.x1, first.y0, first.y1) == ("2026-01-05", "2026-01-19", 1.5, 7.5)
    assert second.y0 == 2.0


def test_a_result_beyond_the_threshold_of_the_label_has_a_thick_outline():
    figure = patient_profile(story(results=[result("bilirubin_total", 14, 120, label_hit=True)]))
    assert trace(figure, "Total bilirubin").marker.line.width[0] > 1


def test_the_finding_counts_what_is_beyond_and_leaves_open_what_a_bound_does():
    results = [
        result("neutrophils", 14, 0.5, unit="10*9/L"),
        result("neutrophils", 28, 0.6, unit="10*9/L", value_operator=">"),
        result("neutrophils", -7, 0.1, unit="10*9/L"),
        result("alt", 14, 40),
    ]
    said = finding(story(results=results))
    assert "Results at or beyond a dashed line: Neutrophils 1 of 2; none of ALT." in said
    assert "1 bound cannot be compared with its line." in said


def test_a_panel_without_results_says_so():
    assert "none delivered" in heading(patient_profile(story()), "ALT")
    assert finding(story()).endswith("No result could be compared with a dashed line.")


def test_only_certain_days_of_a_medicine_are_filled():
    figure = patient_profile(story(medicines=[medicine(begun=(20, 50)), medicine("ramipril", role="concomitant")]))
    (possible,) = shapes(figure, "possible")
    assert (possible.x0, possible.x1) == ("2026-01-25", "2026-09-30")
    filled = {bar.fillcolor: bar.x0 for bar in shapes(figure, "bar")}
    assert filled == {theme.OURS_BAND: "2026-02-24", theme.TRIAL_BAND: "2026-01-25"}


def test_a_medicine_whose_time_is_not_known_is_told_in_words():
    given = story(medicines=[medicine(begun=(None, None)), medicine("old", begun=(-900, -870), ended=(-700, -700))])
    assert "none with a known time" in heading(patient_profile(given), "Medicines")
    told = undrawn(given)
    assert "dolutegravir: begun on a day not known, no end reported" in told
    assert any(words.startswith("old: begun between") for words in told)


def test_what_lies_long_before_the_first_dose_is_told_and_does_not_squeeze_the_rest():
    given = story(events=[event(-2000)], results=[result(day=-1000), result()])
    assert time_drawn(given).first == FIRST - timedelta(days=DAYS_BEFORE)
    assert undrawn(given) == [
        "Event rash: 15 Jul 2020, outside the time drawn",
        "1 result of these analytes outside the time drawn",
    ]


def test_words_from_outside_stay_words():
    hostile = "<b>x</b><a href=//e>"
    figure = patient_profile(story(events=[event(term=hostile)], medicines=[medicine(hostile)]))
    shown = [str(text) for one in figure.data if one.text for text in one.text] + list(
        trace(figure, "reported events").customdata
    )
    assert any("&lt;b&gt;x&lt;/b&gt;" in text for text in shown)
    assert not any("<b>" in text or "<a" in text for text in shown)


def test_each_dashed_line_names_its_number_once():
    rows = lines_in_words(story(results=[result(), result("ast")]))
    assert [(row["titles"], row["number"]["name"]) for row in rows] == [(["ALT", "AST"], "aminotransferase_x_uln")]


def test_someone_without_a_dose_has_a_profile_without_lines():
    given = story(doses=[], results=[result(value=400)])
    figure = patient_profile(given)
    assert "none in force" in heading(figure, "Doses")
    assert not shapes(figure, "line alt")
    assert trace(figure, "ALT").xaxis == "x2"


def test_nothing_known_is_said():
    assert not patient_profile(story(doses=[])).data
    assert (finding(story(doses=[])), undrawn(story(doses=[])), lines_in_words(story(doses=[]))) == (NOTHING, [], [])


def test_the_page_carries_what_plotly_accepts_unchanged():
    given = story(events=[event()], results=[result(), result("hiv_rna", 14)], medicines=[medicine()])
    assert drawn(profile_as_data(given)) == figure_data(patient_profile(given))
    assert drawn(profile_as_data(story(doses=[]))) == figure_data(patient_profile(story(doses=[])))
