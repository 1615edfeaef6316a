"""The queue page by page, what it says when nothing waits, and the record of decisions narrowed by its address."""

from datetime import UTC, datetime, timedelta

import pytest
from decision_story import FATAL, SERIOUS
from page import Page
from sample import AS_OF

from dashboards.pages import audit, cases
from flows.decision.ledger import append
from flows.decision.record import Decision, MaterialFact


def links_of(html):
    """Pages of cases and rows, in the order of the table."""
    return list(
        dict.fromkeys(
            one
            for one in Page(html).values("a", "href")
            if one.startswith(("case-", "row-")) and one.count("-") == 1 and "#" not in one
        )
    )


def test_the_queue_comes_in_pages_in_the_order_in_which_cases_are_due(story, monkeypatch):
    rita = story.reviewer()
    whole = links_of(rita.get("/cases.html").text)
    monkeypatch.setattr(cases, "ON_A_PAGE", 2)
    pages = [rita.get(f"/cases.html?page={number}").text for number in range(1, 4)]
    assert [len(links_of(page)) for page in pages] == [2, 2, 2]
    assert [link for page in pages for link in links_of(page)] == whole
    assert whole[:2] == [f"case-{FATAL}.html", f"case-{SERIOUS}.html"]
    assert "Rows 3 to 4 of 6." in Page(pages[1]).text
    assert {"cases.html", "cases.html?page=3"} <= set(Page(pages[1]).values("a", "href"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("page=9", "The queue has 1 pages so narrowed"),
        ("page=0", '"page" in the address is no number of a page'),
        ("page=²", '"page" in the address is no number of a page'),
        ("show=closed", '"show" in the address must be one of'),
    ],
)
def test_a_page_or_filter_that_is_not_there_is_said(story, asked, said):
    answer = story.reviewer().get(f"/cases.html?{asked}")
    assert answer.status_code == 400
    assert said in Page(answer.text).text


def test_a_filter_keeps_what_it_names_and_says_that_it_does(story):
    page = story.reviewer().get("/cases.html?show=new-serious").text
    assert links_of(page)[:2] == [f"case-{FATAL}.html", f"case-{SERIOUS}.html"]
    assert "Shown: new serious, 3 of" in Page(page).text


def record(story, number, kind, who, case_id="C-0000000001", days=0):
    fields = {"comment": "Seen.", "owner": "anna" if kind == "assign" else None}
    facts = (MaterialFact("grade", "", "3", "grade 3"),)
    decision = Decision(kind, who, "reviewer", f"K{number}", "R412", AS_OF, case_id, facts, **fields)
    append(story.store, decision, datetime(2026, 11, 20, 23, 59, tzinfo=UTC) + timedelta(days=days))


@pytest.fixture
def recorded(story):
    record(story, 1, "take", "rita")
    record(story, 2, "comment", "anna", days=1)
    record(story, 3, "close", "rita", "C-0000000003", days=2)
    return story.reviewer()


def numbers_of(page):
    return [int(one.removeprefix("decision-")) for one in Page(page).values("tr", "id")]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("", [3, 2, 1]),
        ("who=rita", [3, 1]),
        ("kind=comment", [2]),
        ("case=C-0000000001", [2, 1]),
        ("from=2026-11-21", [3, 2]),
        ("until=2026-11-20", [1]),
        ("who=rita&from=2026-11-22&until=2026-11-22", [3]),
        ("who=vera", []),
    ],
)
def test_the_record_is_narrowed_by_the_address(recorded, asked, numbers):
    page = recorded.get(f"/audit.html?{asked}").text
    assert numbers_of(page) == numbers
    if not numbers:
        assert "None that fits. Checked: 3 decisions." in Page(page).text


def test_the_record_comes_in_pages_that_keep_the_question(recorded, monkeypatch):
    monkeypatch.setattr(audit, "ON_A_PAGE", 1)
    first, last = (recorded.get(f"/audit.html?who=rita&page={number}").text for number in (1, 2))
    assert (numbers_of(first), numbers_of(last)) == ([3], [1])
    assert "audit.html?who=rita&page=2" in Page(first).values("a", "href")
    answer = recorded.get("/audit.html?page=4")
    assert answer.status_code == 400
    assert "must be a number from 1 to 3" in Page(answer.text).text


@pytest.mark.parametrize(
    ("asked", "said"), [("kind=erase", '"kind" in the address must be one of'), ("from=today", "is no day")]
)
def test_a_record_that_cannot_be_asked_for_is_said(recorded, asked, said):
    answer = recorded.get(f"/audit.html?{asked}")
    assert answer.status_code == 400
    assert said in Page(answer.text).text


def test_an_empty_queue_says_what_was_checked(empty_site):
    assert "None waits. Checked: 0 patients and 0 quarantined rows." in Page(empty_site["cases.html"]).text
