"""Published nights held open for a server: one read-only database a night, a cursor a request.

DuckDB keeps one instance a path in a process; a published night never changes, so requests share it. A night that is
no longer asked for is closed once nobody reads it. Memory and threads are capped: a reader shares the machine with the
nights that are being built.
"""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition
from typing import Any

import duckdb

from dashboards.earlier import Earlier, read_earlier

MOST_OPEN = 2
MOST_EARLIER = 2
LIMITS = (
    "SET GLOBAL TimeZone = 'UTC'",
    "SET memory_limit = '120MB'",
    "SET threads = 2",
    "SET autoload_known_extensions = false",
    "SET enable_external_access = false",
)
PATIENCE_SECONDS = 5.0


@dataclass
class Opened:
    """One night: its database, which file that was, and how many requests read it."""

    con: duckdb.DuckDBPyConnection
    written: tuple[int, int]
    n_readers: int = 0
    remembered: dict[Hashable, Any] = field(default_factory=dict)


class OpenedNights:
    """The nights asked for last, at most MOST_OPEN beside those that are being read."""

    def __init__(self) -> None:
        self._nights: OrderedDict[Path, Opened] = OrderedDict()
        self._earlier: OrderedDict[tuple[Path, tuple[int, int]], tuple[Earlier | None, str | None]] = OrderedDict()
        self._free = Condition()

    @contextmanager
    def cursor(self, warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of one's own to a night. Raises duckdb.Error or OSError."""
        path = warehouse.resolve(strict=True)
        with self._free:
            opened = self._borrow(path)
        try:
            with opened.con.cursor() as con:
                yield con
        finally:
            with self._free:
                opened.n_readers -= 1
                self._close_idle()
                self._free.notify_all()

    def remembered(self, warehouse: Path) -> dict[Hashable, Any]:
        """What was read of a night that is open and rests on it alone; forgotten when it is closed."""
        with self._free:
            opened = self._nights.get(warehouse.resolve())
            return {} if opened is None else opened.remembered

    def earlier(self, warehouse: Path | None) -> tuple[Earlier | None, str | None]:
        """What a night held that another is compared with, read once; see `read_earlier`."""
        if warehouse is None or not warehouse.exists():
            return read_earlier(warehouse)
        key = (warehouse.resolve(), _written(warehouse))
        found = self._earlier.get(key)
        if found is None:
            found = read_earlier(warehouse, self.cursor)
            with self._free:
                self._earlier[key] = found
                while len(self._earlier) > MOST_EARLIER:
                    self._earlier.popitem(last=False)
        return found

    def close(self) -> None:
        """Close every night that nobody reads."""
        with self._free:
            self._close_idle(keep=0)

    def _borrow(self, path: Path) -> Opened:
        written = _written(path)
        while (opened := self._nights.get(path)) is not None and opened.written != written:
            if not opened.n_readers:
                self._nights.pop(path).con.close()
            elif not self._free.wait(PATIENCE_SECONDS):
                raise OSError("The file of this night was replaced while it is read.")
        if opened is None:
            con = duckdb.connect(str(path), read_only=True)
            for limit in LIMITS:
                con.execute(limit)
            opened = self._nights[path] = Opened(con, written)
        opened.n_readers += 1
        self._nights.move_to_end(path)
        self._close_idle()
        return opened

    def _close_idle(self, keep: int = MOST_OPEN) -> None:
        for path in list(self._nights)[: max(len(self._nights) - keep, 0)]:
            if not self._nights[path].n_readers:
                self._nights.pop(path).con.close()


def _written(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns
