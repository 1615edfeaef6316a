"""The navigation: every page once, groups that open without a script, and where one is."""

from page import Page

from dashboards.composition import PAGES
from dashboards.navigation import NAVIGATION, Place


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
