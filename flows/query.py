"""Reading a published night: read-only, cut off from files and the network."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from flows.store import Store


class NothingPublished(Exception):
    """The store holds no published night yet."""


def current_warehouse(store: Store) -> Path:
    """The warehouse of the newest published night; raise `NothingPublished` before the first."""
    path = store.current / "warehouse.duckdb"
    if not path.exists():
        raise NothingPublished(f"No night has been published in {store.root}. Run `vigil night` first.")
    return path.resolve()


def earlier_warehouse(store: Store, than: Path | None = None) -> Path | None:
    """The newest warehouse of a day before the current night's, or before that of `than`; None when there is none.

    A night that is built twice on one day is compared with the day before it both times, as its changes are.
    """
    day = (store.current.resolve() if than is None else than.parent).name[:10]
    return max((path for path in _warehouses(store) if path.parent.name[:10] < day), key=_night_name, default=None)


def warehouse_of(store: Store, as_of: date) -> Path | None:
    """The warehouse of the night of that day, of nights built twice the last one; None when there is none."""
    of_the_day = [path for path in _warehouses(store) if path.parent.name[:10] == as_of.isoformat()]
    return max(of_the_day, key=_night_name, default=None)


def days_published(store: Store) -> list[date]:
    """The days of all published nights, the newest first."""
    return sorted({date.fromisoformat(path.parent.name[:10]) for path in _warehouses(store)}, reverse=True)


def _warehouses(store: Store) -> list[Path]:
    return list(store.night.glob("[0-9]*/warehouse.duckdb"))


def _night_name(warehouse: Path) -> str:
    return warehouse.parent.name


@contextmanager
def read_only(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can read the warehouse and nothing else."""
    con = duckdb.connect(str(warehouse), read_only=True, config={"autoload_known_extensions": False})
    try:
        con.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
        yield con
    finally:
        con.close()
