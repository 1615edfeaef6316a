"""The watch on one page: paths, what would cross, letters of the nights, restarts, crossings, operating characteristics."""

from datetime import date, timedelta

import pytest
from page import Page
from sample import AS_OF, BUILT_AT, HOSTILE, Sample, add_night

from dashboards.composition import compose
from dashboards.figures.path_multiple import HIGHEST, LOWEST, path_multiple
from dashboards.night import open_night
from dashboards.pages.monitor import characteristics_in_words, grid, what_would_cross

NOW = {"n_more_events": 3, "ahead_patient_years": 40.0, "boundary": 20.0, "e_value": 2.0}
SENTENCES = [
    ({}, "3 more first events in the next 40 patient-years would cross 20."),
    ({"n_more_events": 1}, "1 more first event in the next 40 patient-years would cross 20."),
    ({"n_more_events": None}, "No number of events in the next 40 patient-years would cross."),
    ({"e_value": 20.0}, "It stands at or above 20: review. A crossing stays on record."),
]
STEP = {"value": 2.0, "boundary": 20.0, "watch_boundary": 10.0}


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """The monitor of a night with one path that was restarted, one crossing, two nights and simulated cells."""
    folder = tmp_path_factory.mktemp("watched")
    sample = Sample(folder / "w.duckdb")
    add_night(sample)
    path = {"rule": "iris", "baseline_id": "us_iris"}
    sample.add("reference.trial_baseline", baseline_id="us_iris", kind="us_label_warning", title="IRIS")
    for back, value in ((20, 0.8), (0, 12.0)):
        sample.add(
            "signals.monitor", **path, statistic="e_value", until_on=AS_OF - timedelta(days=back), design_id="d2",
            n_events=3, patient_years=9.5, trial_n_with_event=1, trial_patient_years=17.5, value=value,
            watch_boundary=10, boundary=20,
        )  # fmt: skip
    sample.add(
        "signals.monitor_outlook", **path, until_on=AS_OF, n_events=3, patient_years=9.5, e_value=12.0,
        ahead_patient_years=40, n_more_events=4, boundary=20, rules_design_id="other",
    )  # fmt: skip
    sample.con.execute("INSERT INTO raw.monitoring_design VALUES ('iris', 'us_iris', 'd2', DATE '2026-10-01')")
    for back, word in ((1, "cannot tell yet"), (0, "watch")):
        night = {"as_of": AS_OF - timedelta(days=back), "run_id": "R"}
        sample.add("signals.night_verdict", **path, **night, verdict=word)
    sample.add(
        "signals.crossing", **path, statistic="e_value", tier="watch", design_id="d1", crossed_on="2026-09-03", value=11,
        boundary=10, seen_as_of="2026-09-04",
    )  # fmt: skip
    for ratio, called, late in ((1, 0, None), (3, 300, 66)):
        sample.add(
            "reference.operating_characteristic", alarm="e-value ≥ 20 (above)", true_ratio=ratio,
            expected_trial_events=2, n_programmes=1000, n_called=called, median_days=late, promised_share=0.05,
            is_alarm=True, simulated_years=2, design_id="c70535ae8fd6", source=f"command {HOSTILE}",
        )  # fmt: skip
    sample.add("signals.drift", rule="iris", month_on="2026-10-01", n_events=0, patient_years=1, sentence="-")
    sample.close()
    with open_night(folder / "w.duckdb", now=BUILT_AT) as night:
        return compose(night, "monitor.html")


def test_each_path_has_its_figure_today_and_what_would_cross(watched):
    page = Page(watched)
    assert len(page.figures) == 1
    assert "The highest e-value is that of Immune reconstitution inflammatory syndrome, 12." in page.text
    assert "4 more first events in the next 40 patient-years would cross 20." in page.text
    assert {"rate-iris.html", "counted-iris.html"} <= set(page.values("a", "href"))


def test_a_restart_is_said_at_the_path_and_in_the_list_of_designs(watched):
    text = Page(watched).text
    assert "counted anew from 1 Oct 2026" in text
    assert "Warnings in the US label d2 anew from 1 Oct 2026 : the design changed" in text


def test_the_nights_have_letters_and_days_without_a_night_their_own_sign(watched):
    page = Page(watched)
    titles = page.values("abbr", "title")
    assert len(titles) == 30
    assert titles[-2:] == ["20 Nov 2026: cannot tell yet", "21 Nov 2026: watch"]
    assert titles[0] == "23 Oct 2026: no night of that day is on record"
    assert "2 nights of the last 30 days on record." in page.text


def test_crossings_name_the_night_that_saw_them(watched):
    assert "watch 3 Sep 2026 11.0 10 4 Sep 2026 another design is in force d1" in Page(watched).text


def test_characteristics_are_shown_and_an_outdated_simulation_is_said(watched):
    page = Page(watched)
    assert "e-value ≥ 20 (above) 1 ≤ 5 % 0 % (0/1000)" in page.text
    assert "e-value ≥ 20 (above) 3 – 30.0 %, day 66" in page.text
    assert "The design has changed since (simulated: c70535ae8fd6)." in page.text
    assert "<img" not in watched


def test_a_rule_without_cusum_is_named_rather_than_left_out(watched):
    text = Page(watched).text
    assert "No CUSUM, because events are too rare or no closed months lie before: Immune reconstitution" in text


def test_a_night_that_watches_nothing_says_so(empty_site):
    text = Page(empty_site["monitor.html"]).text
    assert "Nothing is watched: no signal has a verified trial count" in text
    assert "No night has said a word on a watched rate yet." in text
    assert "Not simulated: run vigil simulate-monitoring ." in text


def test_a_crossing_that_a_night_saw_stays_whatever_the_path_does():
    assert (
        what_would_cross(NOW, AS_OF)
        == "Crossed 20, first seen in the night of 21 Nov 2026: review. It stays on record."
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    SENTENCES,
)
def test_what_would_cross_is_one_sentence(changed, said):
    assert what_would_cross(NOW | changed) == said


def test_the_grid_has_thirty_days_and_tells_no_night_from_not_in_that_night():
    verdicts = [
        {"rule": rule, "baseline_id": "b", "as_of": AS_OF - timedelta(days=back), "verdict": "above"}
        for rule, back in (("iris", 0), ("iris", 29), ("rash", 0))
    ]
    found = grid(verdicts, AS_OF)
    assert (len(found["days"]), found["n_nights"]) == (30, 2)
    iris, rash = found["lines"]
    assert [cell["letter"] for cell in iris["cells"]] == ["A", *["⊘"] * 28, "A"]
    assert [cell["letter"] for cell in rash["cells"]] == ["–", *["⊘"] * 28, "A"]


def test_a_small_path_has_its_boundaries_today_and_the_first_crossing_on_a_shared_axis():
    rows = [STEP | {"until_on": date(2026, 1, day), "value": value} for day, value in ((1, 1e-9), (2, 31.0), (3, 1e9))]
    figure = path_multiple(rows)
    traces = {trace.name: trace for trace in figure.data}
    assert list(traces["path"].y) == [LOWEST, 31.0, HIGHEST]
    assert (traces["above"].y[0], traces["above"].line.dash) == (20, "dash")
    assert (traces["watch"].y[0], traces["watch"].line.dash) == (10, "dot")
    assert traces["today"].y[0] == HIGHEST
    assert traces["first crossing"].x[0] == date(2026, 1, 2)
    assert list(figure.layout.yaxis.range) == list(path_multiple(rows[:1]).layout.yaxis.range)


def test_no_call_at_all_is_shown_with_its_number_of_programmes():
    row = {"alarm": "a", "true_ratio": 1, "n_called": 0, "n_programmes": 4000, "median_days": None, "is_alarm": True}
    assert characteristics_in_words([row])[0]["cells"] == ["0 % (0/4000)"]
