"""The careful path of CSV: a line that cannot be split becomes a row of its own, and costs no other row."""

import csv
import math
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pyarrow as pa
from duckdb import DuckDBPyConnection, DuckDBPyRelation

from flows.readers.csv_survey import Slice
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
TOO_LONG = f"has {MAX_LINE_BYTES:,} bytes or more; its beginning is kept here"


def careful_part(path: Path, delimiter: str, n_columns: int, piece: Slice | None = None) -> Part:
    """A slice of a file, or the whole of it, as a part that is read line by line."""

    def part(con: DuckDBPyConnection, _scratch: Path) -> DuckDBPyRelation:
        schema = arrow_schema(n_columns)
        batches = _batches(careful_rows(path, delimiter, n_columns, piece), schema)
        return con.from_arrow(pa.RecordBatchReader.from_batches(schema, batches))

    return part


def careful_rows(path: Path, delimiter: str, n_columns: int, piece: Slice | None = None) -> Iterator[Row]:
    """Every record of a slice, or of the whole file, but the header; a blank line is none.

    A quoted cell may hold line ends. When its quote is never closed, or the joined lines do not make a record, only
    the first of the lines is given up and reading goes on with the next.
    """
    with path.open("rb") as file:
        lines = _lines(file, piece)
        if piece is None or piece.has_header:
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


def _lines(file: BinaryIO, piece: Slice | None) -> Iterator[Line]:
    number = piece.n_lines_before if piece else 0
    last = number + piece.n_lines if piece else math.inf
    file.seek(piece.start if piece else 0)
    while number < last and (raw := file.readline(MAX_LINE_BYTES)):
        number += 1
        is_cut = len(raw) == MAX_LINE_BYTES and not raw.endswith(b"\n")
        while is_cut and (rest := file.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
            pass
        bare = raw.removesuffix(b"\n").removesuffix(b"\r")
        try:
            text, rule = bare.decode(), "holds a NUL character" if b"\0" in bare else None
        except UnicodeDecodeError:
            text, rule = bare.decode(errors="backslashreplace"), "is not in UTF-8"
        yield Line(number, text, TOO_LONG if is_cut else rule)


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
