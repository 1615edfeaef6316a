"""The server: the same pages, of the night published at that moment, and nothing foreign."""

import asyncio
import base64
import hashlib
import re
import shutil
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from full_sample import write_earlier_sample, write_sample
from page import Page
from plotly.offline import get_plotlyjs

from dashboards.server import POLICY, Nights, create_app
from flows.query import current_warehouse, days_published, earlier_warehouse, warehouse_of
from flows.store import open_store


class Visitor:
    """Asks the application without a network."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def get(self, path: str, method: str = "GET") -> httpx.Response:
        """The answer to one request."""

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(self.app), base_url="http://127.0.0.1"
            ) as client:
                return await client.request(method, path)

        return asyncio.run(ask())

    def head(self, path: str) -> httpx.Response:
        """The headers alone."""
        return self.get(path, "HEAD")


@pytest.fixture
def client(nights) -> Visitor:
    """A visitor of the full night."""
    return Visitor(create_app(Nights(lambda: nights["now"], lambda _: nights["before"])))


def test_a_page_is_the_composition_of_the_folder_but_for_the_age(client, site):
    served = Page(client.get("/").text).text
    written = Page(site["index.html"]).text
    assert "before this page was written" not in served
    as_served = served.split("Needs you today")[1].split("· shown")[0]
    as_written = written.split("Needs you today")[1].split("· written")[0]
    assert as_served == as_written.replace("the brief of this night up to it", "the brief of this night")


@pytest.mark.parametrize(
    "path", ["/", "/index.html", "/flags.html", "/quarantine.html", "/runs.html", "/signal-iris.html"]
)
def test_pages_are_found(client, path):
    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/flags.html", "/assets/vigil.css", "/nothing.html"])
def test_every_answer_carries_the_policy(client, path):
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_the_policy_lets_nothing_inline_or_foreign_run():
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert "unsafe-inline" not in POLICY
    assert "unsafe-eval" not in POLICY
    assert "unsafe" not in rules["script-src"]
    assert "http" not in POLICY


def test_the_policy_admits_just_the_styles_that_plotly_adds():
    (maps,) = re.findall(r"\.textContent='(\.maplibregl[^']*)'", get_plotlyjs())
    hashes = [
        base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in ("font-weight:bold", "", maps)
    ]
    assert re.findall(r"'sha256-([^']+)'", POLICY) == hashes


@pytest.mark.parametrize("name", ["vigil.css", "age.js", "keys.js", "figures.js", "plotly.min.js"])
def test_assets_are_served(client, name):
    assert client.get(f"/assets/{name}").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/nothing.html", "/assets/nothing.js", "/assets/../server.py", "/signal-%2e%2e.html", "/docs", "/a/b"],
)
def test_an_unknown_page_is_said_in_words(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "This night has no such page." in answer.text


def test_before_the_first_night_it_says_what_to_do(tmp_path):
    answer = Visitor(create_app(Nights(lambda: tmp_path / "current" / "warehouse.duckdb"))).get("/")
    assert answer.status_code == 503
    assert "No night has been published yet: run vigil night." in answer.text


def test_a_caller_that_finds_no_night_is_the_same():
    def nothing():
        raise LookupError

    assert Visitor(create_app(Nights(nothing))).get("/").status_code == 503


def test_a_damaged_night_is_said_in_words(tmp_path):
    (tmp_path / "w.duckdb").write_bytes(b"not a warehouse")
    answer = Visitor(create_app(Nights(lambda: tmp_path / "w.duckdb"))).get("/")
    assert answer.status_code == 503
    assert "cannot be read" in answer.text


def test_a_night_older_than_26_hours_crosses_the_top(tmp_path):
    write_sample(tmp_path / "w.duckdb", built_at=datetime.now(UTC) - timedelta(hours=31, minutes=5))
    text = Page(Visitor(create_app(Nights(lambda: tmp_path / "w.duckdb"))).get("/flags.html").text).text
    assert "DATA ARE 31 HOURS OLD: no newer night has been published since" in text


def test_a_young_night_has_its_age_and_no_bar(tmp_path):
    write_sample(tmp_path / "w.duckdb", built_at=datetime.now(UTC) - timedelta(hours=6, minutes=5))
    text = Page(Visitor(create_app(Nights(lambda: tmp_path / "w.duckdb"))).get("/").text).text
    assert ", 6 hours ago" in text
    assert "HOURS OLD" not in text


def test_a_newly_published_night_is_seen_without_restart(nights, tmp_path):
    for name in ("before", "now"):
        (tmp_path / name).mkdir()
        shutil.copyfile(nights[name], tmp_path / name / "warehouse.duckdb")
    link = tmp_path / "current"
    link.symlink_to("before")
    client = Visitor(create_app(Nights(lambda: link / "warehouse.duckdb")))
    assert "Run R411" in Page(client.get("/").text).text
    link.unlink()
    link.symlink_to("now")
    assert "Run R412" in Page(client.get("/").text).text


@pytest.fixture
def two_nights(tmp_path):
    """A store with the nights of 20 and 21 November, and a visitor of it."""
    store = open_store(tmp_path)
    for name, write in (("2026-11-20", write_earlier_sample), ("2026-11-21", write_sample)):
        (store.night / name).mkdir(parents=True)
        write(store.night / name / "warehouse.duckdb")
    store.current.symlink_to(store.night / "2026-11-21")
    return Visitor(
        create_app(
            Nights(
                current=lambda: current_warehouse(store),
                before=lambda warehouse: earlier_warehouse(store, than=warehouse),
                of_day=lambda day: warehouse_of(store, day),
                days=lambda: days_published(store),
            )
        )
    )


def test_a_past_night_is_shown_as_it_was_and_says_so_on_every_page(two_nights):
    for name in ("", "flags.html", "quarantine.html"):
        page = Page(two_nights.get(f"/night/2026-11-20/{name}").text)
        assert (
            "HISTORICAL VIEW: the night of 20 Nov 2026 as it was published. The newest is that of 21 Nov 2026."
            in page.text
        )
        assert "/" in page.values("a", "href")
    assert "P-0077" in Page(two_nights.get("/night/2026-11-20/flags.html").text).text
    assert "P-0077" not in Page(two_nights.get("/flags.html").text).text


def test_a_past_night_is_compared_with_the_one_before_it_and_has_its_own_assets(two_nights):
    assert (
        "3 flags new since the night of 20 Nov 2026" in Page(two_nights.get("/night/2026-11-21/flags.html").text).text
    )
    assert "new since" not in Page(two_nights.get("/night/2026-11-20/flags.html").text).text
    assert two_nights.get("/night/2026-11-20/assets/vigil.css").status_code == 200


def test_the_newest_night_under_its_day_is_no_past_one(two_nights):
    assert "HISTORICAL VIEW" not in two_nights.get("/night/2026-11-21/").text


@pytest.mark.parametrize(
    "path", ["/night/2026-11-19/", "/night/2026-11-20/..%2f2026-11-21", "/night/2026-13-01/", "/night/x/flags.html"]
)
def test_a_night_that_is_not_on_record_is_not_found(two_nights, path):
    assert two_nights.get(path).status_code == 404


def test_each_run_leads_to_its_night(two_nights):
    assert "/night/2026-11-21/" in Page(two_nights.get("/runs.html").text).values("a", "href")


def test_the_frame_offers_every_published_night_and_leads_to_the_same_page_of_it(two_nights):
    page = Page(two_nights.get("/flags.html").text)
    assert [value for value in page.values("option", "value") if value.startswith("2026")] == [
        "2026-11-21",
        "2026-11-20",
    ]
    answer = two_nights.get("/as-of?page=flags.html&night=2026-11-20")
    assert (answer.status_code, answer.headers["location"]) == (303, "/night/2026-11-20/flags.html")
    assert two_nights.get(answer.headers["location"]).status_code == 200
    assert two_nights.get("/as-of?page=flags.html&night=").headers["location"] == "/flags.html"


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("night=2026-11-20&page=//elsewhere.example/a.html", "/night/2026-11-20/"),
        ("night=2026-11-20&page=https:elsewhere.html", "/night/2026-11-20/"),
        ("night=//elsewhere.example&page=flags.html", "/flags.html"),
        ("night=2026-11-20%0d%0aSet-Cookie:a=b", "/"),
        ("", "/"),
    ],
)
def test_the_choice_of_a_night_never_leads_off_this_server(two_nights, query, address):
    assert two_nights.get(f"/as-of?{query}").headers["location"] == address


def test_with_one_night_there_is_nothing_to_choose(client):
    assert "/as-of" not in client.get("/flags.html").text
