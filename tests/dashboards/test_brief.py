"""The morning brief: what it says of a full night, of an empty one, and without a night to compare with."""

from datetime import date

import pytest
from full_sample import write_sample
from page import Page
from queue_sample import ROW_KEY
from rate_sample import RATES
from sample import BUILT_AT, HOSTILE

from dashboards.comparison import named
from dashboards.night import open_night
from dashboards.pages.brief import brief_page
from dashboards.site import write_site


@pytest.fixture
def brief(site) -> Page:
    """The brief of the full night."""
    return Page(site["index.html"])


def test_what_may_be_serious_comes_first_with_its_reason(brief):
    assert "Quarantined rows that may be serious 1 ▲ Read now." in brief.text
    assert "adverse_events_2026-11-21.csv, row 78 : started_at: 31.02.2026 is not a date" in brief.text


def test_flags_are_new_when_the_night_before_did_not_have_them(brief):
    assert "New flags since 20 Nov 2026 3" in brief.text
    for said in ("P-0203 · Anaphylaxis", "P-0117 · Creatinine rise", "P-0042 · Neutropenia"):
        assert said in brief.text
    assert "P-0009 ·" not in brief.text


def test_flags_that_are_gone_are_named(brief):
    assert "1 flag of that night is no longer there: P-0077 (Neutropenia, 1 Sep 2026)." in brief.text


def test_a_file_refused_since_the_night_before_is_named(brief):
    assert "Refused files since 20 Nov 2026 1 lab_site-03_old_format.csv : It has no column collected_at." in brief.text


def test_without_a_night_before_nothing_is_called_new(nights, tmp_path):
    write_site(nights["now"], tmp_path)
    text = Page((tmp_path / "index.html").read_text()).text
    assert "Cannot tell: there is no earlier night to compare with. All 5 flags ." in text
    assert " new " not in Page((tmp_path / "flags.html").read_text()).text


def test_an_unreadable_night_before_is_said_and_stops_nothing(nights, tmp_path):
    broken = tmp_path / "broken.duckdb"
    broken.write_bytes(b"not a warehouse")
    write_site(nights["now"], tmp_path / "site", previous=broken)
    text = Page((tmp_path / "site" / "index.html").read_text()).text
    assert "Cannot tell. The previous night could not be read" in text


def test_a_published_night_that_is_later_is_not_compared_with(nights, tmp_path):
    write_site(nights["before"], tmp_path, previous=nights["now"])
    text = Page((tmp_path / "index.html").read_text()).text
    assert "The published night of 21 Nov 2026 is later than this one, so nothing is marked as new." in text


def test_each_signal_has_its_patients_episodes_and_newest_onset(brief):
    assert "5 flags for review in 212 treated patients." in brief.text
    assert "Neutropenia 1 1 18 Nov 2026" in brief.text
    assert "Bilirubin rise 0 0 –" in brief.text
    assert "Immune reconstitution inflammatory syndrome 1 1 date not known" in brief.text


@pytest.mark.parametrize("rate", RATES, ids=lambda rate: rate["rule"])
def test_the_page_of_every_rate_has_its_sentence_and_strip(site, brief, rate):
    rule, n_in_window, n_with_event = rate["rule"], rate["n_in_window"], rate["n_with_event"]
    assert f"rate-{rule}.html" in brief.values("a", "href")
    text = Page(site[f"rate-{rule}.html"]).text
    assert f"Sentence of {rule}." in text
    assert f"212 treated → {n_in_window} evaluable → {n_in_window} in the window → {n_with_event} counted" in text


def test_every_rate_beside_the_trial_is_one_line_the_most_pressing_first(brief):
    above = "Creatinine rise ▲ above 55/203 (27.1 %) 21.1 % to 33.8 % 4/40 (10 %) 2.8 % to 24 % >0.99 0.72"
    open_yet = "inflammatory syndrome ? cannot tell yet 0/212 0 % to 1.72 % 1/40 (2.5 %) 0.06 % to 13 % 0.12 0.04"
    assert brief.text.index(above) < brief.text.index(open_yet)
    assert "rates.html" in brief.values("a", "href")


def test_a_name_tells_the_baseline_where_a_rule_has_several():
    rate = {"title": "Diarrhoea", "rule": "diarrhoea", "baseline_id": "us", "baseline_kind": "us_label_reaction"}
    assert [one["name"] for one in named([dict(rate)])] == ["Diarrhoea"]
    twice = named([rate, rate | {"baseline_id": "all", "baseline_kind": "trial_event"}])
    assert [one["name"] for one in twice] == [
        "Diarrhoea beside reactions in the US label",
        "Diarrhoea beside all events of the trial",
    ]


def test_of_a_long_list_the_brief_shows_the_newest_and_folds_the_rest(monkeypatch, nights):
    monkeypatch.setattr("dashboards.pages.brief.SHOWN", 2)
    with open_night(nights["now"], now=BUILT_AT) as night:
        html = brief_page(night)
    shown, folded = html.split("4 more signals, by their newest onset")
    assert "signal-creatinine_rise.html" in shown.split('id="flags"')[1]
    assert "signal-bilirubin_rise.html" in folded


def test_the_finding_is_arithmetic(brief):
    assert "with a trial count, our share is higher than the trial’s in 2; of the intervals, all overlap." in brief.text


def test_rules_without_a_trial_count_are_listed_as_not_judged_and_not_drawn(site, brief):
    rates = Page(site["rates.html"])
    assert "No count of a trial to compare with" in rates.text
    drawn = [note["text"] for figure in rates.figures for note in figure["layout"]["annotations"]]
    assert not {"Anaphylaxis", "Infusion-related reaction"} & set(drawn)


def test_the_data_section_accounts_for_feeds_files_judgements_sources_and_steps(brief):
    assert "adverse_event 1 317 314 3 0 yes 21 Nov 2026 23:14 UTC" in brief.text
    assert "medication 0 0 0 0 0 nothing arrived –" in brief.text
    assert "Creatinine rise 1 0 212" in brief.text
    assert "1 row not verified, 0 from one weaker source" in brief.text
    assert "iris, cd4_rise_per_ul (not verified): Rise of CD4 that counts" in brief.text
    assert "build done 41.7 s 45.9 s" in brief.text


def test_an_empty_night_says_what_was_checked(empty_site):
    text = Page(empty_site["index.html"]).text
    for said in (
        "None: no row is quarantined.",
        "None. Checked: 0 files that ever arrived.",
        "No rule is defined in this night, so nobody was judged.",
        "No rate can be set beside a trial count tonight.",
        "No feed has an account in this night.",
        "No rule ran.",
        "No step of this run is recorded in its warehouse.",
    ):
        assert said in text
    assert "plotly" not in empty_site["index.html"]


def test_the_brief_needs_no_figure(brief):
    assert brief.figures == []
    assert "plotly" not in brief.html


def test_a_quiet_night_says_what_was_compared(tmp_path, nights):
    write_site(nights["now"], tmp_path, previous=nights["now"])
    text = Page((tmp_path / "index.html").read_text()).text
    assert "None. Checked: 5 flags of 212 treated patients, compared with the night of 21 Nov 2026." in text
    assert "None new; 1 from earlier nights" in text


def test_the_same_night_makes_the_same_words_wherever_it_is_built(tmp_path, nights):
    again = write_sample(tmp_path / "again.duckdb", built_at=BUILT_AT)
    pages = {}
    for name, warehouse in (("first", nights["now"]), ("second", again)):
        write_site(warehouse, tmp_path / name)
        text = Page((tmp_path / name / "index.html").read_text()).text
        pages[name] = text.split("Morning brief", 2)[-1].split("A flag is for review")[0]
    assert pages["first"] == pages["second"]


def test_no_patients_words_reach_a_figure(site):
    figures = Page(site["rates.html"]).figures
    assert figures
    assert HOSTILE not in str(figures)
    assert "P-0" not in str(figures)


def test_a_serious_report_of_somebody_without_a_dose_is_told_first_and_listed(site):
    assert "1 person with a serious report" in Page(site["index.html"]).text
    assert "quarantine.html#without-dose" in site["index.html"]
    listed = site["quarantine.html"].split('id="without-dose"')[1]
    assert "P-&lt;b&gt;9001&lt;/b&gt;" in listed
    assert "no administration is in force" in listed


def test_each_verdict_is_a_word_with_the_signals_it_was_said_of(brief):
    assert "▲ above 1 Creatinine rise" in brief.text
    assert "? cannot tell yet 2" in brief.text
    assert "Reason of creatinine_rise." in brief.values("a", "title")
    assert brief.text.index("above 1 Creatinine rise") < brief.text.index("cannot tell yet 2")


def test_what_changed_overnight_is_counted_and_each_change_has_its_reason(brief):
    assert "2 Overnight since the night of 20 Nov 2026" in brief.text
    assert "+ 1 new case ( 1 serious ), ~ 0 corrected, – 1 nullified." in brief.text
    assert "Flags: 0 new, 1 worse, 1 cleared; 4 unchanged" in brief.text
    assert "✓ cleared Neutropenia · P-0077" in brief.text
    assert "because: corrected laboratory result: neutrophils 0.5 → 5.0 10*9/L" in brief.text
    assert "▲ new Anaphylaxis · P-0203" in brief.text


def test_a_share_that_moved_shows_its_parts(brief):
    assert "1 share or rate moved" in brief.text
    assert "0 / +1 longer observation (1 person); +1 / +1 new data (1 person)" in brief.text
    assert "Beside the data: neutropenia.fever_hours: 24 → 48." in brief.text


def test_a_night_without_a_comparison_says_so(empty_site):
    assert "Cannot tell. This night keeps no comparison with the night before." in Page(empty_site["index.html"]).text


def test_several_nights_are_taken_together_from_a_day_on(nights):
    with open_night(nights["now"], now=BUILT_AT, query={"since": "2026-11-18"}) as night:
        night.published = (date(2026, 11, 21), date(2026, 11, 20), date(2026, 11, 19))
        before = {"is_attributed": True, "compared_as_of": None}
        gone = [row for row in night.rows("change") if row["subject_id"] == "F-WORSE"]
        came = [{**gone[0], "before_in_words": None, "count_before": 0, "part_count": 1, "what": "new"}]
        night.changes_of = lambda day: (came if day.day == 19 else [], before)
        text = Page(brief_page(night)).text
    assert "2 Overnight since the night of 18 Nov 2026" in text
    assert "Flags: 1 new, 0 worse, 1 cleared" in text


def test_a_since_that_is_no_day_is_refused(nights):
    with (
        open_night(nights["now"], now=BUILT_AT, query={"since": "yesterday"}) as night,
        pytest.raises(ValueError, match='"since" in the address is no day'),
    ):
        brief_page(night)


def test_a_quarantined_row_that_may_be_serious_stands_with_the_day_of_its_clock_and_leads_to_its_page(site):
    page = Page(site["index.html"])
    assert "day 0 , due Sun 6 Dec 2026: adverse_events_2026-11-21.csv, row 78" in page.text
    assert f"row-{ROW_KEY}.html" in page.values("a", "href")
