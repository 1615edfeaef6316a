"""The page of all rates: three ways of counting, verdicts in words, who is counted, and what cannot be compared."""

import re
from math import inf

import pytest
from page import Page
from sample import HOSTILE, Sample, add_night
from test_server import Visitor

from dashboards.figures.forest import PERSON_TIME, axis_end_in_time, forest
from dashboards.figures.ratio_forest import HIGHEST, LOWEST, NOTHING, finding, in_words, ratio_forest
from dashboards.pages.rates import VIEWS
from dashboards.server import Nights, create_app
from dashboards.site import write_site

RATIO = {
    "title": "Neutropenia <0.6", "rate_ratio": 2.5, "rate_ratio_low": 1.2, "rate_ratio_high": 5.0, "n_first_events": 6,
}  # fmt: skip
TIMED = RATIO | {
    "rate_per_100_patient_years": 12.0, "rate_low": 5.0, "rate_high": 25.0, "patient_years": 50.0,
    "trial_rate_per_100_patient_years": 11.4, "trial_rate_low": 1.4, "trial_rate_high": 41.3,
    "trial_n_with_event": 2, "trial_patient_years": 17.5,
}  # fmt: skip


def test_each_rate_has_its_counts_its_verdict_and_under_it_who_is_counted(site):
    text = Page(site["rates.html"]).text
    assert (
        "Creatinine rise patients with such a result 55/203 (27.1 %) 21.1 % to 33.8 % – 4/40 (10 %) 2.8 % to 24 % – – "
        "▲ above 212 treated → 203 evaluable → 203 in the window (160 to its end, or with it) → 55 counted ; "
        "55 first events in 80 patient-years at risk"
    ) in re.sub(" +", " ", text)


def test_signals_without_a_count_of_the_trial_are_there_too(site):
    text = Page(site["rates.html"]).text.split("No count of a trial to compare with")[1]
    assert "Infusion-related reaction" in text
    assert "Anaphylaxis" in text


def test_the_page_says_what_cannot_be_compared_and_holds_no_p_value(site):
    for view in VIEWS:
        text = Page(site[view.page]).text
        assert "TMB-301 was single-arm, N = 40, 24 weeks; differences in population are not adjusted." in text
        assert "Rates from different settings cannot be compared directly (label section 6.1)." in text
        assert not re.search(r"\bp\s*[<=≤]|p-value", text, re.IGNORECASE)


def test_the_views_lead_to_each_other_and_one_is_marked(site):
    for view in VIEWS:
        page = Page(site[view.page])
        assert {one.page for one in VIEWS} <= set(page.values("a", "href"))
        marked = [found["href"] for tag, found in page.elements if tag == "a" and found.get("aria-current") == "page"]
        assert view.page in marked


def test_only_the_view_in_the_window_of_the_trial_and_the_one_in_time_draw_ratios(site):
    titles = {
        view.name: [figure["layout"]["xaxis"]["title"]["text"] for figure in Page(site[view.page]).figures]
        for view in VIEWS
    }
    assert titles["First 24 weeks"] == ["Patients with it, per cent", "Our rate ÷ the trial’s"] * 2
    assert "Our rate ÷ the trial’s" not in titles["Proportion, whole time"]


def test_the_axis_of_shares_reaches_40_per_cent_or_more(site):
    assert Page(site["rates.html"]).figures[0]["layout"]["xaxis"]["range"] == [0, 0.4]


def test_a_night_without_any_rate_says_so(empty_site):
    assert "No rate was computed: no rule ran in this night." in Page(empty_site["rates.html"]).text


def test_the_method_of_infusion_narrows_the_people_and_is_said(nights):
    visitor = Visitor(create_app(Nights(lambda: nights["now"])))
    page = Page(visitor.get("/rates.html?method=push").text)
    assert "rates-patient-years.html?method=push" in page.values("a", "href")
    answer = visitor.get("/rates.html?site=SITE-04")
    assert answer.status_code == 400
    assert 'This page cannot be narrowed by "site". It takes: method.' in Page(answer.text).text


def test_rates_of_people_with_a_push_are_theirs_alone_with_the_verdict_of_everyone(tmp_path):
    sample = Sample(tmp_path / "w.duckdb")
    add_night(sample)
    for population, title, n in (("everyone", "Everyone treated", 9), ("ever_pushed", f"With a push {HOSTILE}", 2)):
        sample.add("reference.population", population=population, title=title)
        sample.add(
            "signals.rate", rule="iris", population=population, window_name="trial_comparison", baseline_id="us_iris",
            baseline_kind="us_label_warning", window_days=168, n_in_window=40, n_with_event=n, share=n / 40,
            share_low=0.01, share_high=0.5, trial_n_with_event=1, trial_n_patients=40, trial_share=0.025,
            trial_share_low=0.001, trial_share_high=0.13, verdict="above" if population == "everyone" else None,
        )  # fmt: skip
    sample.close()
    html = Visitor(create_app(Nights(lambda: tmp_path / "w.duckdb"))).get("/rates.html?method=push").text
    text = Page(html).text
    assert "2/40 (5 %)" in text
    assert "9/40" not in text
    assert "▲ above" in text
    assert "Filtered: people: With a push <img" in text
    assert "<img" not in html


@pytest.mark.parametrize(
    ("low", "high", "ratio", "drawn", "symbols"),
    [
        (1.2, 5.0, 2.5, [1.2, 5.0], ("line-ns-open", "line-ns-open")),
        (0.01, 5.0, 0.05, [LOWEST, 5.0], ("triangle-left", "line-ns-open")),
        (0.4, inf, None, [0.4, HIGHEST], ("line-ns-open", "triangle-right")),
    ],
    ids=["inside", "leaves to the left", "no upper end"],
)
def test_an_interval_that_leaves_the_axis_ends_in_an_arrow(low, high, ratio, drawn, symbols):
    row = RATIO | {"rate_ratio": ratio, "rate_ratio_low": low, "rate_ratio_high": high}
    figure = ratio_forest([row])
    (interval,) = [trace for trace in figure.data if trace.name == "interval"]
    assert list(interval.x) == drawn
    assert tuple(interval.marker.symbol) == symbols
    assert len([trace for trace in figure.data if trace.name == "ours"]) == (ratio is not None)


def test_one_and_two_are_marked_and_titles_are_escaped():
    figure = ratio_forest([RATIO])
    marks = {
        trace.name: (trace.x[0], trace.line.dash)
        for trace in figure.data
        if trace.name in ("twice", "the trial’s rate")
    }
    assert marks == {"the trial’s rate": (1, "solid"), "twice": (2, "dash")}
    assert "Neutropenia &lt;0.6" in [note.text for note in figure.layout.annotations]


def test_without_any_event_there_is_no_ratio_and_that_is_written():
    nothing = RATIO | dict.fromkeys(("rate_ratio", "rate_ratio_low", "rate_ratio_high"))
    assert "no ratio" in [note.text for note in ratio_forest([nothing]).layout.annotations]
    assert in_words(nothing) == ("–", "")
    assert finding([nothing]) == NOTHING


def test_the_finding_counts_intervals_and_never_reassures():
    rows = [RATIO, RATIO | {"rate_ratio_low": 0.1, "rate_ratio_high": 0.9}, RATIO | {"rate_ratio_low": 0.5}]
    assert finding(rows) == (
        "Of 3 intervals of the ratio to the trial’s rate, 1 lies wholly above 1, 1 wholly below it, and 1 holds it; "
        "2 reach 2 or more, so that a doubling is not excluded there. Each was looked at on its own."
    )


def test_rates_in_time_have_their_own_axis_and_words():
    figure = forest([TIMED], axis_end=axis_end_in_time([TIMED]), measure=PERSON_TIME)
    trial, ours = figure.data
    assert (trial.x[0], ours.x[0]) == (11.4, 12.0)
    assert figure.layout.xaxis.range[1] >= 41.3
    assert "6 first events in 50 patient-years" in ours.hovertemplate
    assert figure.layout.xaxis.title.text == "First events per 100 patient-years"


def test_written_pages_have_no_form(nights, tmp_path):
    write_site(nights["now"], tmp_path)
    assert "<form" not in (tmp_path / "rates.html").read_text()
