"""The pages of IRIS and of reactions to infusions: criteria as signs with words, definitions side by side, rates."""

from datetime import UTC, datetime

import pytest
from page import Page
from sample import HOSTILE

from dashboards.night import open_night
from dashboards.pages.risk_iris import criteria, iris_page
from dashboards.pages.risk_reaction import limbs, reactions_page

PAGES = {"iris": iris_page, "reactions": reactions_page}


def pages_of(warehouse, previous=None):
    with open_night(warehouse, now=datetime(2026, 11, 22, 8, tzinfo=UTC), previous=previous) as night:
        return {name: Page(compose(night)) for name, compose in PAGES.items()}


@pytest.fixture(scope="module")
def pages(nights):
    return pages_of(nights["now"], nights["before"])


@pytest.fixture(scope="module")
def empty_pages(nights):
    return pages_of(nights["empty"])


def test_each_criterion_is_a_sign_for_the_eye_and_a_word_for_a_reader(pages):
    text = pages["iris"].text
    assert "? cannot be judged no pair of results ✓ met +60 /µL ✓ met tuberculosis" in text
    assert "? cannot be judged onset reported as no date ? cannot be judged not said" in text


def test_the_flag_is_one_click_away_and_the_pair_of_results_is_said(pages):
    assert "signal-iris.html#flag-p-0009-iris" in pages["iris"].values("a", "href")
    assert "HIV RNA could not be compared: no pair of results; CD4 20 on 30 Jul 2026 and 80 /µL on 1 Sep 2026." in (
        pages["iris"].text
    )


def test_a_report_that_was_not_flagged_is_told_with_its_criteria(pages):
    text = pages["iris"].text
    assert "1 report with a listed disease in the window of a start of treatment" in text
    assert "✗ not met no pair of results ✗ not met +60 /µL" in text


def test_iris_draws_the_course_in_two_panels_and_says_that_no_day_of_onset_is_known(pages):
    (course,) = pages["iris"].figures
    assert "No onset to draw: no flag of IRIS has an onset known to the day." in pages["iris"].text
    assert [trace["name"] for trace in course["data"]] == ["CD4 cells", "time"]
    assert "dashed: start of treatment" in course["layout"]["xaxis"]["title"]["text"]


def test_definitions_stand_side_by_side_with_what_is_open(pages):
    text = pages["reactions"].text
    assert "Met by 1 infusion under NIAID/FAAN 2006, 1 under WAO 2020, 0 under Brighton 2007" in text
    assert "✓ met 1; open: 3 ✓ met 1 ✗ not met reduced pressure: no systolic pressure read" in text
    assert "OCMQ) are not loaded" in text
    assert "signal-anaphylaxis.html#flag-p-0203-anaphylaxis" in pages["reactions"].values("a", "href")


def test_people_come_before_infusions_and_both_have_exact_intervals(pages):
    text = pages["reactions"].text
    assert (
        "Patients: 1/212 (0.472 %) , exact 95 % interval 0.01 % to 2.6 %. Infusions: 1/2 (50 %), 1 % to 99 %." in text
    )
    assert "By method push 1/212 (0.472 %) 0.01 % to 2.6 % 1/2 (50 %)" in text
    assert "takes the infusions of one person as independent, which they are not" in text


def test_rechallenge_and_tryptase_are_told(pages):
    text = pages["reactions"].text
    assert "Anaphylaxis 1 0 0" in text
    assert "came back . Given again on 5 Dec 2026: it was flagged again." in text
    assert "9.4 ng/mL 4 ng/mL ✓ met ? cannot be judged" in text


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_is_inert_and_nothing_is_inline(pages, name):
    page = pages[name]
    assert "<img" not in page.html
    assert HOSTILE in page.text
    assert page.inline_scripts == []
    assert not [found for _tag, found in page.elements if "style" in found]
    assert [tag for tag, _found in page.elements].count("h1") == 1


def test_a_night_without_anything_says_what_was_checked(empty_pages):
    assert "Flags and their criteria None. Checked: 0 reports in 0 treated patients." in empty_pages["iris"].text
    assert "None to draw: no flag of IRIS." in empty_pages["iris"].text
    text = empty_pages["reactions"].text
    assert "No onset to draw: no flag of a reaction has a known time of onset." in text
    assert "nothing is counted." in text
    assert "None. Checked: what was reported, measured or drawn after 0 infusions." in text
    assert "tryptase cannot be judged" in text
    for page in empty_pages.values():
        assert page.figures == []


def report(**cells):
    given = {
        "has_rna_fallen": None, "has_cd4_risen": None, "is_listed_event": True, "is_timely": True,
        "is_alternative_excluded": None, "rna_fall": "unknown", "cd4_rise": "unknown", "is_rising": None,
        "is_strong_fall": None, "names_iris": False, "diseases": ["pml"], "days_since_index": None,
        "started_text": "2026", "index_on": None, "index_name": "first dose", "is_drug_toxicity": None,
    }  # fmt: skip
    return {name: (met, words) for name, met, words in criteria(given | cells)}


@pytest.mark.parametrize(
    ("cells", "name", "words"),
    [
        ({"rna_fall": "1.2", "is_strong_fall": True}, "HIV RNA fall", "by 1.2 log10, strong"),
        ({"rna_fall": "-0.4", "is_rising": True}, "HIV RNA fall", "rose: speaks against"),
        ({"names_iris": True}, "Inflammation or event", "reporter names IRIS"),
        ({}, "Timing", "onset reported as 2026"),
        ({"is_drug_toxicity": True}, "Other cause excluded", "recovered after ibalizumab was stopped"),
        ({"is_alternative_excluded": True}, "Other cause excluded", "assessed by the reporter"),
    ],
)
def test_each_criterion_says_what_was_found(cells, name, words):
    assert report(**cells)[name][1] == words


def test_limbs_say_which_are_met_and_which_are_open():
    row = {"is_niaid_met": True, "niaid_1": True, "niaid_2": False, "niaid_3": None, "is_wao_met": None, "wao_1": None,
           "wao_2": None, "is_brighton_met": False, "is_level_1": False, "is_level_2": False, "is_level_3": False}  # fmt: skip
    assert limbs(row) == [(True, "1; open: 3"), (None, "open: 1, 2"), (False, "")]
