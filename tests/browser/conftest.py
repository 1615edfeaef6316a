"""A real browser in front of the server, on this machine alone. Where there is no Chromium these tests fail and say so."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "dashboards"))

from decision_story import Story
from full_sample import write_earlier_sample, write_sample
from serving import served
from visit import Visit

from dashboards.chromium import open_chromium
from dashboards.server import Nights, create_app


@pytest.fixture(scope="module")  # Playwright keeps an event loop in this thread, which other tests must not meet
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    with open_chromium() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the pages of the drawn night are served."""
    folder = tmp_path_factory.mktemp("browser")
    now, before = write_sample(folder / "now.duckdb"), write_earlier_sample(folder / "before.duckdb")
    with served(create_app(Nights(lambda: now, lambda _: before))) as url:
        yield url


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """A visitor at a desk, whose console and requests are watched; whatever went wrong fails the test."""
    visitor = Visit(browser, address)
    yield visitor
    visitor.leave()


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Iterator[tuple[Visit, Story]]:
    """A visitor of a server that asks who looks, and what that server keeps."""
    story = Story(tmp_path, write_sample(tmp_path / "now.duckdb"))
    with served(story.server.app) as url:
        visitor = Visit(browser, url)
        yield visitor, story
        visitor.leave()
