"""Kept pages: composed once, never one reader's page for another, never yesterday's for today."""

import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from page import Page
from sign_in_story import Server

from dashboards import shown
from dashboards.kept import AGE, KEPT, MOMENT, NAME, TOKEN, KeptPages
from dashboards.kept import shown as shown_to
from dashboards.shown import Nights, draw_ahead
from dashboards.sign_in.gate import Gate


@pytest.fixture
def composed(monkeypatch):
    """The names of the pages that were composed, in order."""
    names, compose = [], shown.compose
    monkeypatch.setattr(shown, "compose", lambda night, name: names.append(name) or compose(night, name))
    return names


@pytest.fixture
def asked_for(monkeypatch):
    """The names of the pages that would be composed, in order."""
    names = []
    monkeypatch.setattr(shown, "compose", lambda _night, name: names.append(name) or name)
    return names


def test_a_page_is_composed_once_also_for_many_at_the_same_moment():
    pages, composed = KeptPages(), []
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: pages.page("key", lambda: composed.append(1) or "page"), range(40)))
    assert (set(found), composed) == ({"page"}, [1])


def test_a_page_that_there_is_not_or_that_fails_is_not_kept():
    pages = KeptPages()
    assert pages.page("key", lambda: None) is None
    with pytest.raises(ValueError, match="no page"):
        pages.page("key", lambda: (_ for _ in ()).throw(ValueError("no page")))
    assert pages.page("key", lambda: "page") == "page"


def test_the_page_asked_for_longest_ago_makes_room():
    pages = KeptPages(most_bytes=2 * len(zlib.compress(b"x" * 10, 1)))
    for key in "ab":
        pages.page(key, lambda: "x" * 10)
    pages.page("a", lambda: "never composed")
    pages.page("c", lambda: "x" * 10)
    assert pages.page("a", lambda: "again") == "x" * 10
    assert pages.page("b", lambda: "again") == "again"


def test_what_is_put_in_is_escaped():
    assert shown_to(f"<p>{NAME}</p>", {NAME: "<b>&"}) == "<p>&lt;b&gt;&amp;</p>"


def test_each_reader_sees_their_own_name_and_sends_their_own_token(tmp_path, nights, composed):
    server = Server(tmp_path, nights["now"])
    vera, rita = server.visitor(), server.visitor()
    vera.sign_in("vera")
    rita.sign_in("rita")
    pages = {visitor: visitor.get("/flags.html").text for visitor in (vera, rita)}
    assert composed == ["flags.html"]
    assert "Signed in as vera" in Page(pages[vera]).text
    assert "Signed in as rita" in Page(pages[rita]).text
    assert "vera" not in pages[rita]
    for mark in (AGE, MOMENT, NAME, TOKEN):
        assert mark not in pages[vera]
    assert rita.post("/sign-out", data={"form_token": vera.token()}).status_code == 403
    assert rita.post("/sign-out", data={"form_token": rita.token()}).status_code == 303


def test_another_address_is_another_page(tmp_path, nights, composed):
    visitor = Server(tmp_path, nights["now"], asks=False).visitor()
    for path in ("/flags.html", "/flags.html?signal=neutropenia", "/flags.html", "/flags.html?signal=iris"):
        visitor.get(path)
    assert composed == ["flags.html"] * 3


def test_links_to_data_are_shown_to_analysts_only(tmp_path, nights):
    server = Server(tmp_path, nights["now"])
    for name in ("anna", "vera", "anna"):
        visitor = server.visitor()
        visitor.sign_in(name)
        assert ("download/warehouse.duckdb" in visitor.get("/dictionary.html").text) == (name == "anna")


def test_what_changes_beside_the_night_is_seen_at_once(nights, asked_for):
    changes = [1]
    kept = Nights(lambda: nights["now"], changes=lambda: changes[0])
    draw_ahead(kept, Gate())
    n_composed = len(asked_for)
    changes[0] = 2
    draw_ahead(kept, Gate())
    assert len(asked_for) == 2 * n_composed


def test_a_new_night_is_drawn_ahead_once_and_a_reader_finds_it_drawn(nights, asked_for):
    kept = Nights(lambda: nights["now"])
    drawn_for = draw_ahead(kept, Gate())
    assert drawn_for == nights["now"]
    assert set(asked_for) > KEPT
    assert {name for name in asked_for if name not in KEPT} >= {"signal-iris.html", "rate-iris.html"}
    n_composed = len(asked_for)
    assert draw_ahead(kept, Gate(), drawn_for) == drawn_for
    assert len(asked_for) == n_composed


def test_drawing_ahead_waits_for_a_first_night(tmp_path):
    assert draw_ahead(Nights(lambda: tmp_path / "missing.duckdb"), Gate()) is None


def test_the_age_of_a_kept_page_is_that_of_the_moment(tmp_path, nights):
    visitor = Server(tmp_path, nights["now"], asks=False).visitor()
    now = datetime.now(UTC)
    assert f"shown {now.day} {now:%b %Y}" in Page(visitor.get("/flags.html").text).text
