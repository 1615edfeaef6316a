"""The pages of the liver, the kidneys and the blood: finding first, then the people behind the points."""

from datetime import UTC, datetime

import pytest
from page import Page
from sample import AS_OF, HOSTILE

from dashboards.night import open_night
from dashboards.pages.risk import haematology_page, hepatic_page, r_words, renal_page
from dashboards.words import day

PAGES = {"hepatic": hepatic_page, "renal": renal_page, "haematology": haematology_page}
FIGURES = {"hepatic": 1, "renal": 1, "haematology": 4}


def pages_of(warehouse, previous=None):
    with open_night(warehouse, now=datetime(2026, 11, 22, 8, tzinfo=UTC), previous=previous) as night:
        return {name: Page(compose(night)) for name, compose in PAGES.items()}


@pytest.fixture(scope="module")
def pages(nights):
    return pages_of(nights["now"], nights["before"])


@pytest.fixture(scope="module")
def empty_pages(nights):
    return pages_of(nights["empty"])


def test_each_page_begins_with_its_finding(pages):
    lead = "of 212 treated patients carry a flag of a rule on the"
    assert f"Risk to the liver 0 {lead} liver (0 flags new since the night before)" in pages["hepatic"].text
    assert (
        f"Risk to the kidneys 1 {lead} kidneys (1 flag new since the night before); 1 could not be judged"
        in pages["renal"].text
    )
    assert f"Risk to the blood 1 {lead} blood" in pages["haematology"].text


def test_the_finding_ends_with_the_verdict_beside_the_trial(pages):
    assert "by at least one of 1 rule. Beside the trial, Creatinine rise: above." in pages["renal"].text
    assert "Beside the trial, Neutropenia: cannot tell yet." in pages["haematology"].text


def test_each_rule_has_its_verdict_its_flags_and_why_people_were_not_judged(pages):
    assert "▲ above how often 55/203 (27.1 %) ; TMB-301 4/40 (10 %) 1 in 1 patient 1" in pages["renal"].text
    assert "0 not at all, 1 in part: 1 × One count has no unit." in pages["haematology"].text
    assert "nobody of 212 treated patients" in pages["hepatic"].text


def test_a_night_without_one_before_marks_nothing_as_new(nights):
    assert "Nothing is marked as new" in pages_of(nights["now"])["renal"].text


def test_the_quadrants_and_the_people_right_of_the_line_are_told(pages):
    text = pages["hepatic"].text
    assert "Of 3 patients with both, 1 had a peak of ALT or AST at or above 3 ×" in text
    assert "Both high, whatever time lies between 1 0" in text
    assert "ALT 6 × 21 Nov 2026 2.4 × 21 Nov 2026 14 – 10.8, hepatocellular nR –" in text
    assert "ALT 5 × 21 Nov 2026 0.8 × 21 Nov 2026 -3" in text
    assert "not looked for: only a flag’s other explanations are" in text
    assert "1 patient: no total bilirubin. P-0012" in text


def test_creatinine_is_told_with_the_medicines_of_the_flagged(pages):
    text = pages["renal"].text
    assert "P-0117 1.55 × 1.7 mg/dL 21 Nov 2026" in text
    assert "Creatinine rise nothing on record" in text
    assert "The other bars as a table: 1 patient without a flag" in text
    assert "1 patient: no creatinine. P-0011" in text


def test_low_counts_are_told_with_recovery_and_infections_near_them(pages):
    text = pages["haematology"].text
    assert "Infections reported within 14 days of any such count, before or after" in text
    assert f"{HOSTILE} pneumonia , {day(AS_OF)}, 5 days before" in text
    assert "0.59 × 10⁹/L" in text
    assert "14 days" in text


def test_haemoglobin_has_a_strip_for_each_sex_and_one_where_it_is_not_known(pages):
    text = pages["haematology"].text
    for words in ("women", "men", "sex not reported"):
        assert f"Haemoglobin: lowest result, {words}" in text


@pytest.mark.parametrize("name", PAGES)
def test_figures_are_drawn_and_every_one_has_a_label(pages, name):
    assert len(pages[name].figures) == FIGURES[name]
    assert len([label for label in pages[name].values("div", "aria-label") if label]) == FIGURES[name]


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_is_inert_and_nothing_is_inline(pages, name):
    page = pages[name]
    assert "<img" not in page.html
    assert "<b>9</b>" not in page.html
    assert page.inline_scripts == []
    assert not [found for _tag, found in page.elements if "style" in found]
    assert [tag for tag, _found in page.elements].count("h1") == 1


@pytest.mark.parametrize("name", PAGES)
def test_each_number_is_shown_with_its_source(pages, name):
    assert "in force, each with its source" in pages[name].text


def test_a_night_without_anything_says_what_was_checked(empty_pages):
    for page in empty_pages.values():
        assert "No rule on the" in page.text
        assert "ran in this night: nothing is known from the rules about 0 treated patients." in page.text
        assert page.figures == []
    assert "Patients right of the line None. Checked: 0 treated patients." in empty_pages["hepatic"].text
    assert "raise creatinine None. Checked: 0 treated patients." in empty_pages["renal"].text
    assert "reported near them None. Checked: 0 treated patients." in empty_pages["haematology"].text


@pytest.mark.parametrize(
    ("r_value", "words"), [(None, "–"), (5, "5, hepatocellular"), (4.99, "4.99, mixed"), (2, "2, cholestatic")]
)
def test_an_r_value_has_its_word_at_the_cuts_themselves(r_value, words):
    assert r_words(r_value, {"hepatocellular_r": 5.0, "cholestatic_r": 2.0}) == words
