"""Fixtures that let a test speak in drawn tables."""

import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from given_warehouse import GivenWarehouse, RawRows


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[GivenWarehouse]:
    """A fresh warehouse."""
    given = GivenWarehouse(tmp_path / "given.duckdb")
    yield given
    given.close()


@pytest.fixture
def con(warehouse: GivenWarehouse) -> duckdb.DuckDBPyConnection:
    """Its connection."""
    return warehouse.con


@pytest.fixture
def given(warehouse: GivenWarehouse) -> Callable[[str, str], None]:
    """`given("clinical.lab_result", drawn)`: rows of a relation."""
    return warehouse.give


@pytest.fixture
def deliver(warehouse: GivenWarehouse) -> Callable[[str, str], None]:
    """`deliver("lab_result", drawn)`: delivered rows as text; the layers above are then built from them."""
    return RawRows(warehouse).deliver


@pytest.fixture
def rows(warehouse: GivenWarehouse) -> Callable[[str], list[dict[str, Any]]]:
    """`rows("clinical.grade_band")`: all rows of a relation built on what was given."""
    return warehouse.rows


@pytest.fixture
def answers(warehouse: GivenWarehouse) -> Callable[[str], list[dict[str, Any]]]:
    """`answers("neutropenia")`: every row that the rule returns."""
    return lambda rule: warehouse.rows(f"rules.{rule}")


@pytest.fixture
def flags(warehouse: GivenWarehouse) -> Callable[[str], dict[str, date]]:
    """`flags("neutropenia")`: patient → onset of the first flagged episode."""

    def flagged(rule: str) -> dict[str, date]:
        found = [row for row in warehouse.rows(f"rules.{rule}") if row["verdict"] == "flagged"]
        episodes = sorted(found, key=lambda row: (row["onset_on"] is not None, row["onset_on"]), reverse=True)
        return {row["patient_id"]: row["onset_on"] for row in episodes}

    return flagged
