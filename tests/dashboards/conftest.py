"""Nights and their pages, written once for all tests of the dashboards."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from decision_story import Story
from full_sample import write_earlier_sample, write_sample
from sample import write_empty_sample

from dashboards.site import write_site


@pytest.fixture(scope="session")
def nights(tmp_path_factory) -> dict[str, Path]:
    """Warehouses: now, before and empty."""
    folder = tmp_path_factory.mktemp("nights")
    return {
        "now": write_sample(folder / "now.duckdb"),
        "before": write_earlier_sample(folder / "before.duckdb"),
        "empty": write_empty_sample(folder / "empty.duckdb"),
    }


@pytest.fixture(scope="session")
def site(nights, tmp_path_factory) -> dict[str, str]:
    """Pages of the full night by name, compared with the night before."""
    return _pages(nights["now"], tmp_path_factory.mktemp("site"), nights["before"])


@pytest.fixture(scope="session")
def empty_site(nights, tmp_path_factory) -> dict[str, str]:
    """Pages of a night in which nothing arrived."""
    return _pages(nights["empty"], tmp_path_factory.mktemp("empty"), None)


@pytest.fixture
def story(nights, tmp_path) -> Story:
    """A server of the full night, with users and a record of decisions of its own."""
    return Story(tmp_path, nights["now"])


@pytest.fixture
def rita(story):
    """The reviewer, signed in."""
    return story.reviewer()


def _pages(warehouse: Path, folder: Path, previous: Path | None) -> dict[str, str]:
    written = write_site(warehouse, folder, previous=previous)
    return {path.name: path.read_text(encoding="utf-8") for path in written if path.suffix == ".html"}
