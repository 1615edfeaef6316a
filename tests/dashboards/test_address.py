"""Filters: in the address, said on the page and in its footer, and never silent about what they hide."""

from datetime import date

import duckdb
import pytest
from page import Page
from test_server import Visitor

from dashboards.address import NAMES, Filter, fields, filter_of
from dashboards.server import Nights, create_app

DATED = {
    "site_id": "SITE-04", "rule": "neutropenia", "onset_on": date(2026, 3, 10), "is_new": False,
    "method": "push", "infusion_number": 3, "label_version": "2021-04 or 2022-10",
}  # fmt: skip


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
        ({"method": "push"}, True),
        ({"method": "infusion"}, False),
        ({"infusion": "3"}, True),
        ({"infusion": "4"}, False),
        ({"label": "2022-10"}, True),
        ({"label": "2022"}, False),
        ({"new": "yes"}, False),
        ({"new": "no", "unknown": "x"}, True),
    ],
)
def test_a_flag_is_kept_at_the_ends_of_the_period_and_by_site_signal_and_news(query, is_kept):
    assert filter_of(query).keeps(DATED) is is_kept


UNTOLD = DATED | dict.fromkeys(("onset_on", "method", "infusion_number", "label_version", "site_id"))


@pytest.mark.parametrize("row", [DATED, UNTOLD], ids=["told", "untold"])
@pytest.mark.parametrize(
    "query",
    [
        {}, {"site": "SITE-04"}, {"site": "x' OR 1=1 --"}, {"signal": "neutropenia"}, {"signal": "iris"},
        {"from": "2026-03-10"}, {"from": "2026-03-11"}, {"until": "2026-03-10"}, {"until": "2026-03-09"},
        {"method": "push"}, {"method": "infusion"}, {"infusion": "3"}, {"infusion": "4"},
        {"label": "2022-10"}, {"label": "2022"}, {"label": "2021-04", "from": "2026-03-10", "infusion": "3"},
    ],
)  # fmt: skip
def test_duckdb_and_the_page_keep_the_same_flags(row, query, con):
    typed = [
        duckdb.ConstantExpression(value).cast("DATE" if name == "onset_on" else "INTEGER").alias(name)
        if name in ("onset_on", "infusion_number")
        else duckdb.ConstantExpression(value).cast("VARCHAR").alias(name)
        for name, value in row.items()
    ]
    flags = con.values([1]).select(*typed)
    asked = filter_of(query)
    assert (flags.filter(asked.of_flags()).fetchall() != []) is asked.keeps(row)


def test_an_undated_flag_passes_every_period_and_one_that_does_not_tell_passes_method_number_and_label():
    assert filter_of({"from": "2026-03-11", "until": "2026-03-09"}).keeps(DATED | {"onset_on": None})
    untold = DATED | dict.fromkeys(("method", "infusion_number", "label_version"))
    assert filter_of({"method": "infusion", "infusion": "9", "label": "2018-03"}).keeps(untold)


def test_what_is_asked_is_said_in_words_and_asked_again_by_its_query():
    asked = Filter("SITE-04", "iris", date(2026, 1, 1), date(2026, 3, 31), "push", 3, "2022-10", True)
    assert asked.in_words({"iris": "IRIS"}) == [
        "site SITE-04", "signal IRIS", "onset from 1 Jan 2026", "onset until 31 Mar 2026", "doses by push",
        "after infusion 3", "label of 2022-10", "only new ones",
    ]  # fmt: skip
    assert Filter(rule="x").in_words({}) == ["signal x, not of this night"]
    assert Filter().in_words({}) == []
    assert Filter().as_query() == ""
    assert filter_of(dict(pair.split("=") for pair in asked.as_query().removeprefix("?").split("&"))) == asked


@pytest.mark.parametrize(
    ("query", "takes", "sentence"),
    [
        ({"site": "S1"}, ("method",), 'This page cannot be narrowed by "site". It takes: method.'),
        ({"from": "yesterday"}, NAMES, '"from" in the address is no day: write it as 2026-03-01.'),
        ({"method": "bolus"}, NAMES, '"method" in the address must be one of: infusion, push.'),
        ({"infusion": "-1"}, NAMES, '"infusion" in the address is no number of an infusion: write it as 3.'),
        ({"infusion": "9" * 5000}, NAMES, '"infusion" in the address is no number of an infusion: write it as 3.'),
        ({"new": "1"}, NAMES, '"new" in the address must be yes or no.'),
    ],
)
def test_what_cannot_be_asked_is_answered_with_a_sentence(query, takes, sentence):
    with pytest.raises(ValueError, match=r"address|narrowed") as refused:
        filter_of(query, takes)
    assert str(refused.value) == sentence


def test_the_form_keeps_a_value_that_the_night_does_not_know_and_has_the_fields_of_the_page_only():
    site, method = fields(Filter(site_id="S9"), ("site", "method"), sites=["S1"])
    assert (site["value"], site["options"]) == ("S9", [("S1", "S1"), ("S9", "S9")])
    assert (method["name"], method["value"]) == ("method", "")


@pytest.fixture
def visitor(nights):
    return Visitor(create_app(Nights(lambda: nights["now"], lambda _: nights["before"])))


def test_the_page_says_its_filter_and_how_much_it_hides(visitor):
    page = Page(visitor.get("/flags.html?signal=neutropenia").text)
    assert "1 flag in 1 patient of 212 treated" in page.text
    assert "Filtered: signal Neutropenia. 4 flags are not shown" in page.text
    assert (
        "Filtered: signal Neutropenia."
        in page.text.split("A flag is for review by a physician")[0].split("near misses")[1]
    )
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


def test_the_dosing_page_is_narrowed_by_site_and_says_what_still_counts_everyone(visitor):
    page = Page(visitor.get("/dosing.html?site=SITE-04&method=push").text)
    assert "Filtered: site SITE-04; doses by push. The sentence above and the first table count everyone" in page.text
    assert {"site", "from", "until", "method", "infusion", "label"} <= set(page.values("select", "name")) | set(
        page.values("input", "name")
    )


def test_people_of_one_site_are_an_address_and_how_many_are_hidden_is_said(visitor):
    text = Page(visitor.get("/patients.html?site=SITE-04").text).text
    assert "Filtered: site SITE-04. 213 people are not shown. Show all" in text
    assert visitor.get("/patients.html?method=push").status_code == 400


def test_a_filtered_page_says_so_in_the_footer_that_paper_repeats(visitor):
    html = visitor.get("/flags.html?site=SITE-04").text
    assert "Filtered: site SITE-04." in Page(html.split("<footer>")[1]).text
    assert "Filtered" not in visitor.get("/flags.html").text.split("<footer>")[1]
