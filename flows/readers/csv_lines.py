"""The careful path of CSV: a line that cannot be split becomes a row of its own, and costs no other row."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pyarrow as pa
from duckdb import DuckDBPyConnection, DuckDBPyRelation

from flows.readers.reading import MAX_LINE_BYTES, Part, arrow_schema

BATCH_ROWS = 20_000
MAX_RECORD_LINES = 100


class Row(NamedTuple):
    """One record, or one line that is none: then `cells` is empty and `rule` says why."""

    source_row: int
    cells: list[str]
    rule: str | None = None
    raw_text: str | None = None


class Line(NamedTuple):
    """One line of the file without its end; `rule` says why it can be no record whatever its quotes."""

    number: int
    text: str
    rule: str | None = None


NOT_CLOSED = "has a quote that is not closed"
QUOTE_INSIDE = "has text behind a closing quote"


def careful_part(path: Path, delimiter: str, n_columns: int) -> Part:
    """The one part of a file that is read line by line."""

    def part(con: DuckDBPyConnection, _scratch: Path) -> DuckDBPyRelation:
        schema = arrow_schema(n_columns)
        batches = _batches(careful_rows(path, delimiter, n_columns), schema)
        return con.from_arrow(pa.RecordBatchReader.from_batches(schema, batches))

    return part


def careful_rows(path: Path, delimiter: str, n_columns: int) -> Iterator[Row]:
    """Every record after the header; a blank line is none.

    A quoted cell may hold line ends. When its quote is never closed, or the joined lines do not make a record, only
    the first of the lines is given up and reading goes on with the next.
    """
    with path.open("rb") as file:
        lines = _lines(file)
        next(lines, None)
        waiting: list[Line] = []
        while line := (waiting.pop(0) if waiting else next(lines, None)):
            if not line.text.strip() and not line.rule:
                continue
            row = _row([line], delimiter, n_columns)
            if row.rule == NOT_CLOSED:
                waiting += islice(lines, MAX_RECORD_LINES - len(waiting))
                row, n_used = _joined(line, waiting, delimiter, n_columns) or (row, 0)
                del waiting[:n_used]
            yield row


def _joined(line: Line, following: list[Line], delimiter: str, n_columns: int) -> tuple[Row, int] | None:
    for count, newest in enumerate(following, start=1):
        if newest.rule or not _row([newest], delimiter, n_columns).rule:
            return None
        row = _row([line, *following[:count]], delimiter, n_columns)
        if row.rule is None:
            return row, count
        if row.rule != NOT_CLOSED:
            return None
    return None


def _row(lines: list[Line], delimiter: str, n_columns: int) -> Row:
    first = lines[0]
    cells, rule = ([], first.rule) if first.rule else _split([line.text for line in lines], delimiter)
    while not rule and len(cells) > n_columns and not cells[-1]:
        cells.pop()
    if not rule and len(cells) != n_columns:
        rule = f"has {len(cells)} fields where the header has {n_columns}"
    return Row(first.number, [], rule, first.text) if rule else Row(first.number, cells)


def _split(texts: list[str], delimiter: str) -> tuple[list[str], str | None]:
    if len(texts) == 1 and '"' not in texts[0]:
        return texts[0].split(delimiter), None
    csv.field_size_limit(MAX_RECORD_LINES * MAX_LINE_BYTES)
    ended = [f"{text}\n" for text in texts[:-1]] + texts[-1:]
    reader = csv.reader(ended, delimiter=delimiter, strict=True)
    try:
        cells = next(reader, [])
    except csv.Error as error:
        return [], NOT_CLOSED if "unexpected end" in str(error) else QUOTE_INSIDE
    return (cells, None) if reader.line_num == len(texts) else ([], QUOTE_INSIDE)


def _lines(file: BinaryIO) -> Iterator[Line]:
    number = 0
    while raw := file.readline(MAX_LINE_BYTES):
        number += 1
        is_cut = len(raw) == MAX_LINE_BYTES and not raw.endswith(b"\n")
        while is_cut and (rest := file.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
            pass
        bare = raw.removesuffix(b"\n").removesuffix(b"\r")
        text = bare.decode(errors="backslashreplace")
        if is_cut:
            yield Line(number, text, f"has {MAX_LINE_BYTES:,} bytes or more; its beginning is kept here")
        elif b"\0" in bare:
            yield Line(number, text, "holds a NUL character")
        elif not _is_utf8(bare):
            yield Line(number, text, "is not in UTF-8")
        else:
            yield Line(number, text)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _batches(rows: Iterator[Row], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    n_cells = len(schema) - 3
    while block := list(islice(rows, BATCH_ROWS)):
        nothing: list[str | None] = [None] * n_cells
        cells = zip(*[[cell or None for cell in row.cells] or nothing for row in block], strict=True)
        columns = [pa.array(column, pa.string()) for column in cells]
        columns.append(pa.array([row.rule for row in block], pa.string()))
        columns.append(pa.array([row.raw_text for row in block], pa.string()))
        columns.append(pa.array([row.source_row for row in block], pa.int64()))
        yield pa.RecordBatch.from_arrays(columns, schema=schema)
