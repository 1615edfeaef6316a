"""Reading a published night: read-only, cut off from files and the network."""

from collections.abc import Iterator
from contextlib import contextmanager
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


def earlier_warehouse(store: Store) -> Path | None:
    """The warehouse of the night published before the current one, or None when there is none."""
    current = store.current.resolve().name
    earlier = [path for path in store.night.glob("[0-9]*/warehouse.duckdb") if path.parent.name < current]
    return max(earlier, key=lambda path: path.parent.name, default=None)


@contextmanager
def read_only(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can read the warehouse and nothing else."""
    con = duckdb.connect(str(warehouse), read_only=True, config={"autoload_known_extensions": False})
    try:
        con.execute("SET TimeZone = 'UTC'")
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
        yield con
    finally:
        con.close()
