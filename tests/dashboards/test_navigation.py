"""The navigation: every page once, groups that open without a script, and where one is."""

from page import Page

from dashboards.assets import STATIC
from dashboards.composition import PAGES
from dashboards.navigation import NAVIGATION, Place, keys


def pages_of(places):
    return [page for place in places for page in ([place.page] if place.page else pages_of(place.group))]


def test_every_page_that_is_named_exists_and_is_named_once():
    named = pages_of(NAVIGATION)
    assert len(named) == len(set(named))
    assert set(named) <= set(PAGES)


def test_a_group_holds_its_pages_and_no_other():
    group = Place("Risks", group=(Place("Liver", "risk-hepatic.html"),))
    assert group.holds("risk-hepatic.html")
    assert not group.holds("index.html")


def test_a_page_of_a_group_is_marked_in_it_and_the_group_with_it(site):
    page = Page(site["risk-renal.html"])
    (group,) = [found for tag, found in page.elements if tag == "details" and "data-current" in found]
    assert group["class"] == "group"
    assert [found["href"] for tag, found in page.elements if tag == "a" and found.get("aria-current") == "page"] == [
        "risk-renal.html"
    ]
    assert not [found for tag, found in Page(site["runs.html"]).elements if "data-current" in found]


def test_keys_are_single_letters_of_one_page_each_and_the_help_names_them(site):
    letters = [key for key, _name in keys()]
    assert {"b", "f", "p", "r", "m", "d", "q"} <= set(letters)
    assert len(letters) == len(set(letters))
    page = Page(site["flags.html"])
    assert set(page.values("a", "data-key")) == set(letters)
    (dialog,) = [found for tag, found in page.elements if tag == "dialog"]
    assert "open" not in dialog
    for key, name in keys():
        assert f"g then {key} {name}" in page.text


def test_buttons_that_need_the_script_are_hidden_until_it_runs(site):
    buttons = {
        found["id"]: found for tag, found in Page(site["index.html"]).elements if tag == "button" and "id" in found
    }
    assert "hidden" in buttons["print"]
    assert "hidden" in buttons["show-keys"]
    script = (STATIC / "keys.js").read_text()
    assert "print.hidden = false" in script
    assert "show.hidden = false" in script


def test_paper_has_page_numbers_and_the_footer_of_the_night_on_every_sheet():
    paper = (STATIC / "vigil.css").read_text()
    assert 'content: "page " counter(page) " of " counter(pages)' in paper
    assert "body > footer { display: table-footer-group; break-inside: avoid; }" in paper


def test_the_banner_says_which_run_it_was_and_whether_a_step_failed(site):
    assert "Run R412 (number 2, no step failed)" in Page(site["index.html"]).text
