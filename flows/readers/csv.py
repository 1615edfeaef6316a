"""CSV: DuckDB reads plain lines at full speed; the careful path reads what surrounds a line that is not plain.

A line is plain when it is one record; then a row's number is its line in the file.
"""

import codecs
import csv
import os
from collections.abc import Collection
from pathlib import Path

from duckdb import ColumnExpression, ConstantExpression, DuckDBPyConnection, DuckDBPyRelation

from flows.readers.csv_lines import careful_part
from flows.readers.csv_survey import Slice, plain_slices, runs_of_lines
from flows.readers.reading import MAX_LINE_BYTES, Part, Reading, Refused, cell_names, clean_header

BOM = codecs.BOM_UTF8
SPLIT_BYTES = 200_000_000
MAX_RUNS = 100
DELIMITERS = (",", ";", "\t")


def read_csv(path: Path, known_columns: Collection[str]) -> Reading:
    """Read a CSV file with header, in UTF-8, separated by comma, semicolon or tab.

    `known_columns` (every column of every feed) decide which separator it is.
    """
    delimiter, columns = read_header(path, known_columns)

    def all_careful() -> Reading:
        return Reading("csv", columns, [careful_part(path, delimiter, len(columns))])

    def careful_where_needed() -> Reading:
        runs = runs_of_lines(path, delimiter, len(columns))
        if len(runs) > MAX_RUNS:
            return all_careful()
        parts = [(plain_part if run.is_plain else careful_part)(path, delimiter, len(columns), run) for run in runs]
        return Reading("csv", columns, parts, n_rows=[run.n_rows for run in runs], retry=all_careful)

    slices = plain_slices(path, n_slices=2 if path.stat().st_size > SPLIT_BYTES else 1)
    if not slices:
        return careful_where_needed()
    parts = [plain_part(path, delimiter, len(columns), piece) for piece in slices]
    return Reading("csv", columns, parts, n_rows=[piece.n_rows for piece in slices], retry=careful_where_needed)


def read_header(path: Path, known_columns: Collection[str]) -> tuple[str, list[str]]:
    """The separator and the header's names."""
    with path.open("rb") as file:
        line = file.readline(MAX_LINE_BYTES + 1)
    if not line.strip():
        raise Refused("is empty, or its first line is. The first line must name the columns.")
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused("is in UTF-16. Save it as CSV in UTF-8.")
    if b"\r" in line.rstrip(b"\r\n"):
        raise Refused("has lines that end with a carriage return alone. Save it as CSV with the line ends of today.")
    if len(line) > MAX_LINE_BYTES:
        raise Refused("has a first line that is too long for the names of columns.")
    try:
        text = line.removeprefix(BOM).decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise Refused("has a first line that is not a list of column names in UTF-8.") from error
    headers = {mark: cells for mark in DELIMITERS if (cells := _split_header(text, mark))}
    if not headers:
        raise Refused("has a first line that is not a list of column names: a quote in it is not closed.")
    names = {mark: {cell.strip().lower() for cell in cells} for mark, cells in headers.items()}
    delimiter = max(headers, key=lambda mark: len(names[mark] & set(known_columns)))
    return delimiter, clean_header(list(headers[delimiter]))


def _split_header(text: str, delimiter: str) -> list[str]:
    """The cells of the first line; none where its quotes do not fit the separator."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


def plain_part(path: Path, delimiter: str, n_columns: int, piece: Slice) -> Part:
    """The part that is one slice of a plain file."""
    names = cell_names(n_columns)

    def part(con: DuckDBPyConnection, scratch: Path) -> DuckDBPyRelation:
        whole = piece.has_header and piece.end == path.stat().st_size
        cells = con.read_csv(
            str(path if whole else cut_out(path, piece, scratch)),
            auto_detect=False, columns=dict.fromkeys(names, "VARCHAR"), header=piece.has_header, delimiter=delimiter,
            quotechar='"', escapechar='"', strict_mode=True, compression="none", max_line_size=MAX_LINE_BYTES,
        )  # fmt: skip
        numbered = cells.row_number("over ()", "*")
        offset = piece.n_lines_before + piece.has_header
        number = ColumnExpression(numbered.columns[-1]) + ConstantExpression(offset)
        nothing = ConstantExpression(None).cast("VARCHAR")
        return numbered.select(
            *names, number.alias("source_row"), nothing.alias("line_rule"), nothing.alias("raw_text")
        )

    return part


def cut_out(path: Path, piece: Slice, scratch: Path) -> Path:
    """A copy of one slice."""
    target = scratch / f"slice-{piece.start}"
    with path.open("rb") as source, target.open("wb") as copy:
        left, offset = piece.end - piece.start, piece.start
        while left and (sent := os.sendfile(copy.fileno(), source.fileno(), offset, left)):
            left, offset = left - sent, offset + sent
    return target
