"""Data to take away: the warehouse of a night, and each view of schema v1 as CSV. For analysts."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import duckdb
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response, StreamingResponse

from dashboards.night import Row
from dashboards.opened import OpenedNights
from dashboards.spreadsheet_text import defused

ROWS_AT_ONCE = 2000
AT_ONCE = BoundedSemaphore(2)


def warehouse_file(warehouse: Path) -> Response:
    """The whole night as a file for any DuckDB client."""
    return FileResponse(
        warehouse, media_type="application/octet-stream", filename=f"vigil-{warehouse.parent.name[:10]}.duckdb"
    )


def view_as_csv(nights: OpenedNights, warehouse: Path, view: str) -> Response:
    """All rows of `v1.<view>`, sent as they are read. Refuses with 404 what is no view, and a third download at once.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    if not AT_ONCE.acquire(blocking=False):
        raise HTTPException(503, "Two downloads are running. Try again when one of them is done.")
    with ExitStack() as held:
        held.callback(AT_ONCE.release)
        con = held.enter_context(nights.cursor(warehouse))
        if view not in _views(con):
            raise HTTPException(404, "Schema v1 has no such view: the dictionary lists them.")
        lines = _lines(con.table(f"v1.{view}"))
        first = next(lines)  # an error of the first rows is said as a page
        kept = held.pop_all()
    name = f"vigil-{warehouse.parent.name[:10]}-{view}.csv"
    return StreamingResponse(
        _sent(first, lines, kept),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def rows_as_csv(rows: Sequence[Row], name: str) -> Response:
    """Rows of one relation as a file; each text is defused as in `view_as_csv`. Without rows it is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([list(rows[0])] if rows else [])
    writer.writerows([cell_of(cell) for cell in row.values()] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _views(con: duckdb.DuckDBPyConnection) -> set[str]:
    found = con.table_function("duckdb_views")
    found = found.filter(duckdb.ColumnExpression("schema_name") == duckdb.ConstantExpression("v1"))
    return {name for (name,) in found.select("view_name").fetchall()}


def _lines(rows: duckdb.DuckDBPyRelation) -> Iterator[str]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(rows.columns)
    for batch in rows.to_arrow_reader(ROWS_AT_ONCE):
        writer.writerows([cell_of(cell) for cell in row.values()] for row in batch.to_pylist())
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def _sent(first: str, rest: Iterator[str], held: ExitStack) -> Iterator[str]:
    with held:
        yield first
        yield from rest


def cell_of(value: Any) -> Any:
    """A value as it stands in the CSV: nothing for NULL, true or false, ISO 8601 for dates, and no formula."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | datetime):
        return value.isoformat()
    return defused(value) if isinstance(value, str) else value
