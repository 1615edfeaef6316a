"""Two nights as a test tells them: rows that arrive, and what each night says of them."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pytest
from drawn_table import read_drawn_table
from given_warehouse import GivenWarehouse, RawRows

from flows.attribution.attribute import attribute
from flows.load import relation_texts

FILES = count(1)


class ToldNight:
    """One night: all rows delivered up to it, and the flags, cases and people that it speaks of."""

    def __init__(self, path: Path, as_of: str) -> None:
        self.warehouse = GivenWarehouse(path)
        self.path = path
        self.as_of = as_of
        self.raw = RawRows(self.warehouse)
        self.con: duckdb.DuckDBPyConnection = self.warehouse.con
        for relation in ("signals.flag", "signals.case", "signals.case_member", "signals.considered_patient"):
            self.warehouse.give(relation, "patient_id")
        for relation in ("signals.rate", "signals.crossing", "raw.monitoring_design"):
            self.warehouse.give(relation, "rule")
        self.warehouse.give("raw.delivery", "source_file")
        self.warehouse.give(
            "raw.night", f"as_of | run_id | software_version | git_commit\n{as_of} | R{as_of} | 1.0.0 | abc"
        )
        texts = relation_texts()  # noqa: F841 (read by its name)
        self.con.execute("CREATE OR REPLACE TABLE raw.relation_text AS FROM texts")

    def receives(self, feed: str, drawn: str, file: str) -> None:
        """Rows of one file, received on the day of this night."""
        received = f"{self.as_of}T20:00:00Z"
        self.warehouse.give("raw.delivery", f"source_file | received_at\n{file} | {received}")
        header, lines = read_drawn_table(drawn)
        rows = [" | ".join([*(cell or "" for cell in line), file, received]) for line in lines]
        self.raw.deliver(feed, "\n".join([" | ".join([*header, "source_file", "received_at"]), *rows]))

    def flags(self, drawn: str) -> None:
        """Flags; the column `rests on` names feed and record, in the newest row of the record that stands tonight."""
        header, lines = read_drawn_table(drawn)
        for line in lines:
            row = {name: cell for name, cell in zip(header, line, strict=True) if cell}
            feed, record = row.pop("rests on").split()
            self.warehouse.give("signals.flag", " | ".join(row) + "\n" + " | ".join(row.values()))
            piece = [{"feed": feed, **self._row_in_force(feed, record)}]
            self.con.execute("UPDATE signals.flag SET evidence = ? WHERE flag_id = ?", [piece, row["flag_id"]])

    def _row_in_force(self, feed: str, record: str) -> dict[str, Any]:
        self.warehouse.rows("staging.set_aside")
        found = self.con.execute(
            f"SELECT source_file, source_row FROM raw.{feed} AS told WHERE record_id = ? AND NOT EXISTS ("
            "SELECT 1 FROM staging.set_aside AS aside WHERE (aside.source_file, aside.source_row)"
            " = (told.source_file, told.source_row))",
            [record],
        ).fetchone()
        assert found, f"no row of {record} is in force"
        return dict(zip(("source_file", "source_row"), found, strict=True))


class TwoNights:
    """Last night and tonight; what arrived last night is there tonight as well."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.last = ToldNight(folder / "last.duckdb", "2026-03-01")
        self.tonight = ToldNight(folder / "tonight.duckdb", "2026-03-02")

    def receives_last_night(self, feed: str, drawn: str) -> None:
        """A file that both nights know."""
        file = f"file{next(FILES)}"
        self.last.receives(feed, drawn, file)
        self.tonight.receives(feed, drawn, file)
        self.tonight.con.execute(
            "UPDATE raw.delivery SET received_at = '2026-03-01T20:00:00Z' WHERE source_file = ?", [file]
        )

    def receives_tonight(self, feed: str, drawn: str) -> None:
        """A file that only tonight knows."""
        self.tonight.receives(feed, drawn, f"file{next(FILES)}")

    def changes(self) -> list[dict[str, Any]]:
        """Rows of `signals.change` of tonight, as dictionaries."""
        for night in (self.last, self.tonight):
            night.warehouse.rows("staging.record")
            night.warehouse.rows("staging.set_aside")
        path = self.last.path
        self.last.con.execute("CHECKPOINT")
        self.last.warehouse.close()
        attribute(self.tonight.con, path, self.folder)
        found = self.tonight.con.execute("FROM signals.change ORDER BY kind, subject_id, cause")
        names = [column[0] for column in found.description]
        return [dict(zip(names, values, strict=True)) for values in found.fetchall()]

    def compared(self) -> dict[str, Any]:
        """The row of `signals.compared_night`."""
        found = self.tonight.con.execute("FROM signals.compared_night")
        return dict(zip([column[0] for column in found.description], found.fetchone(), strict=True))


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[TwoNights]:
    """Last night and tonight, both without a row."""
    told = TwoNights(tmp_path)
    yield told
    told.tonight.warehouse.close()


@pytest.fixture
def because(nights: TwoNights) -> Callable[[], str]:
    """The reason of the only change, in words."""

    def only() -> str:
        (change,) = nights.changes()
        return str(change["because"])

    return only
