"""Filters of the flags: in the address, said on the page, and never silent about what they hide."""

from datetime import date

import pytest
from page import Page
from test_server import Visitor

from dashboards.flag_filter import FlagFilter, filter_of
from dashboards.server import Nights, create_app

DATED = {"site_id": "SITE-04", "rule": "neutropenia", "onset_on": date(2026, 3, 10), "is_new": False}


@pytest.mark.parametrize(
    ("query", "is_kept"),
    [
        ({}, True),
        ({"site": "SITE-04"}, True),
        ({"site": "SITE-05"}, False),
        ({"site": " "}, True),
        ({"signal": "neutropenia"}, True),
        ({"signal": "iris"}, False),
        ({"from": "2026-03-10"}, True),
        ({"from": "2026-03-11"}, False),
        ({"until": "2026-03-10"}, True),
        ({"until": "2026-03-09"}, False),
        ({"new": "yes"}, False),
        ({"new": "no", "unknown": "x"}, True),
    ],
)
def test_a_flag_is_kept_at_the_ends_of_the_period_and_by_site_signal_and_news(query, is_kept):
    assert filter_of(query).keeps(DATED) is is_kept


def test_an_undated_flag_passes_every_period():
    assert filter_of({"from": "2026-03-11", "until": "2026-03-09"}).keeps(DATED | {"onset_on": None})


def test_what_is_asked_is_said_in_words():
    asked = FlagFilter("SITE-04", "iris", date(2026, 1, 1), date(2026, 3, 31), True)
    assert asked.in_words({"iris": "IRIS"}) == [
        "site SITE-04", "signal IRIS", "onset from 1 Jan 2026", "onset until 31 Mar 2026", "only new ones",
    ]  # fmt: skip
    assert FlagFilter().in_words({}) == []


@pytest.fixture
def visitor(nights):
    return Visitor(create_app(Nights(lambda: nights["now"], lambda _: nights["before"])))


def test_the_page_says_its_filter_and_how_much_it_hides(visitor):
    page = Page(visitor.get("/flags.html?signal=neutropenia").text)
    assert "1 flag in 1 patient of 212 treated" in page.text
    assert "Filtered: signal Neutropenia. 4 flags are not shown" in page.text
    everything = Page(visitor.get("/flags.html").text)
    assert "Filtered" not in everything.text
    assert "5 flags in 5 patients" in everything.text


def test_a_filter_that_nothing_fits_does_not_sound_like_nothing_found(visitor):
    text = Page(visitor.get("/flags.html?site=NOWHERE").text).text
    assert "None that fit. Checked: 212 treated patients" in text
    assert "5 flags are not shown" in text


def test_hostile_words_in_the_address_are_escaped_and_a_day_that_is_none_is_a_sentence(visitor):
    assert "<script>alert" not in visitor.get("/flags.html?site=<script>alert(1)</script>").text
    answer = visitor.get("/flags.html?from=yesterday")
    assert answer.status_code == 400
    assert "is no day: write it as 2026-03-01." in Page(answer.text).text


def test_a_written_page_has_no_form(site):
    assert not [tag for tag, _ in Page(site["flags.html"]).elements if tag == "form"]
