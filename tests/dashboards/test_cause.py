"""What a flag carries beside its rule, on its page: other explanations, time, label, and the review of cause."""

from decimal import Decimal

import pytest
from page import Page
from sample import HOSTILE, Sample, add_night

from dashboards.site import write_site
from dashboards.words import kind_of_explanation, margin, minutes, points


@pytest.fixture(scope="module")
def neutropenia(site):
    return Page(site["signal-neutropenia.html"]).text


def test_other_explanations_are_named_with_their_rows_and_the_listed_ones_first(neutropenia):
    assert "What else could explain it Look-alike: vasovagal reaction listed" in neutropenia
    assert f"Medicine known to do this: {HOSTILE} (dates not known)" in neutropenia
    assert "Whether it was there before onset is not known." in neutropenia
    assert "adverse_event adverse_events_2026-11-21.csv, row 12" in neutropenia
    assert "none of it removes or lowers the flag" in neutropenia


def test_the_course_in_time_has_both_doses_and_what_followed_them(neutropenia):
    assert "After the first dose 120 days After the newest dose 3 days When withheld" in neutropenia
    assert "When withheld (dechallenge): not told The grade fell by 1 Dec 2026 while doses went on." in neutropenia
    assert "When given again (rechallenge): positive Given again on 2 Dec 2026" in neutropenia
    assert "Rows: infusion infusions_site-04.csv, row 12." in neutropenia


def test_the_label_in_force_and_the_suggestion_are_sentences(neutropenia):
    assert "Label in force 2023-12: listed. Named in section 6.1." in neutropenia
    assert "Suggested WHO-UMC category: possible. The time fits. A reviewer decides." in neutropenia


def test_naranjo_is_a_range_with_each_question_and_what_stays_open(neutropenia):
    assert "Naranjo, lowest to highest: −2 to 6 (doubtful to probable)" in neutropenia
    assert "6. Did it come back when a placebo was given? unknown −1 to 1 No placebo was given" in neutropenia


def test_a_flag_without_another_explanation_says_what_was_looked_for(site):
    text = Page(site["signal-iris.html"]).text
    assert "Nothing on record. Checked: listed and new medicines" in text
    assert "Only a review can rule other explanations out." in text


def test_a_dosing_rule_is_not_asked_about_cause(tmp_path):
    sample = Sample(tmp_path / "w.duckdb")
    add_night(sample)
    sample.add("reference.rule", rule="dose_late", title="Late dose", kind="dose", is_active=True, display_order=99)
    sample.add("signals.flag", flag_id="f", patient_id="P1", rule="dose_late", why="-", margin_share=Decimal("0.5"))
    sample.close()
    write_site(tmp_path / "w.duckdb", tmp_path / "site")
    text = Page((tmp_path / "site" / "signal-dose_late.html").read_text()).text
    assert "Cause is not asked of a rule of dosing or of effect." in text
    assert "Margin 50 % beyond the number that decides" in text
    assert "Naranjo" not in text


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (None, "no number decided"),
        (Decimal("0"), "at the number that decides"),
        (Decimal("0.0163"), "1.6 % beyond the number that decides"),
    ],
)
def test_a_margin_is_said_in_words(share, said):
    assert margin(share) == said


@pytest.mark.parametrize(("ends", "said"), [((-4, 13), "−4 to 13"), ((2, 2), "2"), ((-1, -1), "−1")])
def test_points_have_a_true_minus_and_one_end_where_the_answer_is_known(ends, said):
    assert points(*ends) == said


@pytest.mark.parametrize(
    ("value", "said"), [(Decimal("0.4"), "0 min"), (Decimal("45"), "45 minutes"), (Decimal("300"), "5 hours")]
)
def test_minutes_become_hours_when_they_are_many(value, said):
    assert minutes(value) == said


def test_a_kind_without_words_of_its_own_is_still_readable():
    assert kind_of_explanation("something_new") == "Something new"


def test_minutes_from_the_infusion_are_given_on_its_day_and_the_next(tmp_path):
    sample = Sample(tmp_path / "w.duckdb")
    add_night(sample)
    for days, name in ((1, "next-day"), (2, "later")):
        about = {"flag_id": name, "rule": "anaphylaxis", "patient_id": "P1"}
        sample.add("signals.flag", **about, why="-", days_since_last_dose=days)
        sample.add("signals.causality", **about, minutes_from_infusion_start=1470)
    sample.close()
    write_site(tmp_path / "w.duckdb", tmp_path / "site")
    text = Page((tmp_path / "site" / "signal-anaphylaxis.html").read_text()).text
    assert "1 day, 24 hours after its start" in text
    assert "2 days When withheld" in text


def test_near_misses_are_listed_by_rule_apart_from_the_flags(tmp_path):
    sample = Sample(tmp_path / "w.duckdb")
    add_night(sample)
    sample.add("signals.near_miss", patient_id="P1", rule="neutropenia", sentence=f"Neutrophils near. {HOSTILE}")
    sample.close()
    write_site(tmp_path / "w.duckdb", tmp_path / "site")
    html = (tmp_path / "site" / "near-misses.html").read_text()
    text = Page(html).text
    assert "Neutropenia 1 patient" in text
    assert f"Neutrophils near. {HOSTILE}" in text
    assert "<script>alert" not in html
    assert "They are not flags and are in no count." in text
    assert 'href="near-misses.html"' in (tmp_path / "site" / "flags.html").read_text()


def test_a_night_without_near_misses_says_how_many_were_checked(empty_site):
    assert "None. Checked: 0 treated patients against the margins" in Page(empty_site["near-misses.html"]).text
