"""The night before another, as far as the two are compared: its flags, quarantined rows and files."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from dashboards.selection import rows_of

Row = dict[str, Any]
KEYS = {
    "signals.flag": ("flag_id",),
    "signals.quarantine": ("feed", "source_file", "source_row"),
    "raw.delivery": ("source_file",),
}
ALSO_TOLD = {
    "signals.flag": ("rule", "patient_id", "onset_on", "onset_at"),
    "signals.quarantine": ("reasons", "received_at"),
    "raw.delivery": ("refused_reason", "received_at"),
}
"""Beside its key, what is told of a flag, row or file that is gone."""


@dataclass(frozen=True)
class Earlier:
    """What the previous night held: its cut-off, and its flags, quarantined rows and files by their keys."""

    night: Row
    flags: dict[tuple[Any, ...], Row]
    quarantined: dict[tuple[Any, ...], Row]
    files: dict[tuple[Any, ...], Row]


def read_earlier(
    warehouse: Path | None, opened: Callable[[Path], AbstractContextManager[duckdb.DuckDBPyConnection]] | None = None
) -> tuple[Earlier | None, str | None]:
    """What the previous night held, or why it cannot be compared with; `opened` gives a connection to a warehouse."""
    if warehouse is None:
        return None, None
    try:
        with (opened or read_only)(warehouse) as con:
            keyed = {relation: _keyed(con, relation, key) for relation, key in KEYS.items()}
            night = rows_of(con, "raw.night")[0]
    except (duckdb.Error, OSError, IndexError, KeyError) as error:
        return None, f"The previous night could not be read ({type(error).__name__}), so nothing is marked as new."
    return Earlier(night, keyed["signals.flag"], keyed["signals.quarantine"], keyed["raw.delivery"]), None


def _keyed(con: duckdb.DuckDBPyConnection, relation: str, key: tuple[str, ...]) -> dict[tuple[Any, ...], Row]:
    columns = (*key, *ALSO_TOLD[relation])
    found = con.table(relation).select(*(duckdb.ColumnExpression(name) for name in columns)).fetchall()
    return {values[: len(key)]: dict(zip(columns, values, strict=True)) for values in found}


@contextmanager
def read_only(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A published warehouse, for one reader; links are resolved, so that a newer night is another file."""
    with duckdb.connect(str(warehouse.resolve(strict=True)), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        yield con
