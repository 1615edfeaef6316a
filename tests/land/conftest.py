"""A store, files dropped into it, and the raw rows that landing makes of them."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.archive import all_receipts
from flows.land import LandedFile, land, raw_files
from flows.store import Store, open_store
from schemas.delivery import FEEDS

LONG_AGO = (1_700_000_000, 1_700_000_000)
RECEIVED_AT = datetime(2026, 3, 5, 6, 0, tzinfo=UTC)
LAB_HEADER = "sender_id,record_id,reported_at,patient_id,collected_at,analyte,value,unit"


def lab_line(number: int, value: str = "2.4") -> str:
    """One good line of a laboratory's file."""
    return f"LAB-1,L{number},2026-03-02T08:00:00Z,P{number},2026-03-01,neutrophils,{value},10*9/L"


def lab_file(*lines: str) -> str:
    """A laboratory's file with these data lines."""
    return "".join(f"{line}\n" for line in (LAB_HEADER, *lines))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return open_store(tmp_path / "store")


@pytest.fixture
def drop(store: Store) -> Callable[[str, str | bytes], Path]:
    """`drop("lab_result_1.csv", text)`: a complete file in the inbox."""

    def dropped(name: str, content: str | bytes) -> Path:
        path = store.inbox / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, LONG_AGO)
        return path

    return dropped


@pytest.fixture
def landed(store: Store) -> Callable[[], list[LandedFile]]:
    """`landed()`: what landing made of the inbox."""
    return lambda: land(store, RECEIVED_AT)


@pytest.fixture
def raw(store: Store) -> Callable[[str], list[dict[str, Any]]]:
    """`raw("lab_result")`: every raw row of a feed in order, as dictionaries."""
    return lambda feed: raw_rows(store, feed)


def raw_rows(store: Store, feed: str) -> list[dict[str, Any]]:
    """Every raw row of a feed, file by file, row by row."""
    files = raw_files(store, feed, set(all_receipts(store)))
    if not files:
        return []
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        rows = con.read_parquet([str(path) for path in files]).order("received_at, source_file, source_row")
        return [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]


def columns_of_feed(feed: str) -> list[str]:
    """The columns of a feed's contract."""
    return list(FEEDS[feed].to_schema().columns)


def rules(row: dict[str, Any]) -> list[tuple[str, str]]:
    """(column, rule) of each defect of a raw row."""
    return [(one["column_name"], one["rule"]) for one in row["defects"]]
