"""The server: the same pages, of the night published at that moment, and nothing foreign."""

import asyncio
import base64
import hashlib
import re
import shutil
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import httpx
import pytest
from page import Page
from plotly.offline import get_plotlyjs
from sample import write_sample

from dashboards.server import POLICY, create_app


class Visitor:
    """Asks the application without a network."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def get(self, path: str, method: str = "GET") -> httpx.Response:
        """The answer to one request."""

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://vigil") as client:
                return await client.request(method, path)

        return asyncio.run(ask())

    def head(self, path: str) -> httpx.Response:
        """The headers alone."""
        return self.get(path, "HEAD")


@pytest.fixture
def client(nights) -> Visitor:
    """A visitor of the full night."""
    return Visitor(create_app(lambda: nights["now"], lambda: nights["before"]))


def test_a_page_is_the_composition_of_the_folder_but_for_the_age(client, site):
    served = Page(client.get("/").text).text
    written = Page(site["index.html"]).text
    assert "before this page was written" not in served
    assert (
        served.split("Needs you today")[1].split("· shown")[0]
        == written.split("Needs you today")[1].split("· written")[0]
    )


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
    assert headers["referrer-policy"] == "no-referrer"


def test_the_policy_lets_nothing_inline_or_foreign_run():
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self'"
    assert "unsafe" not in POLICY
    assert "http" not in POLICY


def test_the_policy_admits_just_the_styles_that_plotly_adds():
    (maps,) = re.findall(r"\.textContent='(\.maplibregl[^']*)'", get_plotlyjs())
    hashes = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in ("", maps)]
    assert re.findall(r"'sha256-([^']+)'", POLICY) == hashes


@pytest.mark.parametrize("name", ["vigil.css", "age.js", "figures.js", "plotly.min.js"])
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
    answer = Visitor(create_app(lambda: tmp_path / "current" / "warehouse.duckdb")).get("/")
    assert answer.status_code == 503
    assert "No night has been published yet: run vigil night." in answer.text


def test_a_caller_that_finds_no_night_is_the_same():
    def nothing():
        raise LookupError

    assert Visitor(create_app(nothing)).get("/").status_code == 503


def test_a_damaged_night_is_said_in_words(tmp_path):
    (tmp_path / "w.duckdb").write_bytes(b"not a warehouse")
    answer = Visitor(create_app(lambda: tmp_path / "w.duckdb")).get("/")
    assert answer.status_code == 503
    assert "cannot be read" in answer.text


def test_a_night_older_than_26_hours_crosses_the_top(tmp_path):
    write_sample(tmp_path / "w.duckdb", built_at=datetime.now(UTC) - timedelta(hours=31, minutes=5))
    text = Page(Visitor(create_app(lambda: tmp_path / "w.duckdb")).get("/flags.html").text).text
    assert "DATA ARE 31 HOURS OLD: no newer night has been published since" in text


def test_a_young_night_has_its_age_and_no_bar(tmp_path):
    write_sample(tmp_path / "w.duckdb", built_at=datetime.now(UTC) - timedelta(hours=6, minutes=5))
    text = Page(Visitor(create_app(lambda: tmp_path / "w.duckdb")).get("/").text).text
    assert ", 6 hours ago" in text
    assert "HOURS OLD" not in text


def test_a_newly_published_night_is_seen_without_restart_and_no_file_is_held(nights, tmp_path):
    for name in ("before", "now"):
        (tmp_path / name).mkdir()
        shutil.copyfile(nights[name], tmp_path / name / "warehouse.duckdb")
    link = tmp_path / "current"
    link.symlink_to("before")
    client = Visitor(create_app(lambda: link / "warehouse.duckdb"))
    assert "Run R411" in Page(client.get("/").text).text
    link.unlink()
    link.symlink_to("now")
    assert "Run R412" in Page(client.get("/").text).text
    with duckdb.connect(str(tmp_path / "now" / "warehouse.duckdb")) as con:
        con.execute("CREATE TABLE main.probe AS SELECT 1 AS x")
