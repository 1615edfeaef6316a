"""CSV: DuckDB reads a plain file at full speed; anything unusual in it sends it down the careful path, line by line.

A file is plain when each of its lines is one record; then a row's number is its line in the file.
"""

import codecs
import csv
import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from duckdb import ColumnExpression, ConstantExpression, DuckDBPyConnection, DuckDBPyRelation

from flows.readers.csv_lines import careful_part
from flows.readers.reading import MAX_LINE_BYTES, Part, Reading, Refused, cell_names, clean_header

BOM = codecs.BOM_UTF8
BLOCK = 8 << 20
SPLIT_BYTES = 200_000_000
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Slice:
    """The bytes from `start` to `end` of a file, whose first line is `first_line`, and how many lines they are."""

    start: int
    end: int
    first_line: int
    n_lines: int


@dataclass(frozen=True)
class Survey:
    """What one pass over the bytes of a file tells."""

    is_plain: bool
    slices: list[Slice]


def read_csv(path: Path, known_columns: Collection[str]) -> Reading:
    """Read a CSV file with header, in UTF-8, separated by comma, semicolon or tab.

    `known_columns` (every column of every feed) decide which separator it is.
    """
    delimiter, columns = read_header(path, known_columns)

    def carefully() -> Reading:
        return Reading("csv", columns, [careful_part(path, delimiter, len(columns))])

    found = survey(path, n_slices=2 if path.stat().st_size > SPLIT_BYTES else 1)
    if not found.is_plain:
        return carefully()
    parts = [plain_part(path, delimiter, len(columns), piece) for piece in found.slices]
    return Reading("csv", columns, parts, retry=carefully)


def read_header(path: Path, known_columns: Collection[str]) -> tuple[str, list[str]]:
    """The separator and the header's names."""
    with path.open("rb") as file:
        line = file.readline(MAX_LINE_BYTES + 1)
    if not line.strip():
        raise Refused("is empty, or its first line is. The first line must name the columns.")
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Refused("is in UTF-16. Save it as CSV in UTF-8.")
    if len(line) > MAX_LINE_BYTES:
        raise Refused("has a first line that is too long for the names of columns.")
    try:
        text = line.removeprefix(BOM).decode().rstrip("\r\n")
        headers = {mark: next(csv.reader([text], delimiter=mark, strict=True), []) for mark in DELIMITERS}
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused("has a first line that is not a list of column names in UTF-8.") from error
    names = {mark: [cell.strip().lower() for cell in cells] for mark, cells in headers.items()}
    delimiter = max(DELIMITERS, key=lambda mark: len(set(names[mark]) & set(known_columns)))
    return delimiter, clean_header(list(headers[delimiter]))


def survey(path: Path, n_slices: int) -> Survey:
    """Whether each line may be one record, and where the file can be cut into slices of whole lines."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_plain, last, n_returns, n_ends, position = True, b"", 0, 0, 0
    size = path.stat().st_size
    starts = [(0, 0)]
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            n_before = sum(count for _, count in starts)
            if len(starts) < n_slices and position + len(block) > size * len(starts) // n_slices:
                cut = block.rfind(b"\n") + 1
                if cut:
                    starts.append((position + cut, n_ends + block.count(b"\n", 0, cut) - n_before))
            n_ends += block.count(b"\n")
            n_returns += block.count(b"\r\n") - block.count(b"\r")
            n_returns += last == b"\r" and block.startswith(b"\n")
            is_plain &= b"\0" not in block and b' "' not in block and b'" ' not in block
            is_plain &= not (last == b" " and block[:1] == b'"') and not (last == b'"' and block[:1] == b" ")
            try:
                if not block.isascii() or decoder.getstate()[0]:
                    decoder.decode(block)
            except UnicodeDecodeError:
                is_plain = False
                decoder.reset()
            last, position = block[-1:], position + len(block)
    is_plain &= n_returns == 0 and not decoder.getstate()[0]
    return Survey(is_plain, _slices(starts, size, n_ends + (last != b"\n")))


def _slices(starts: list[tuple[int, int]], size: int, n_lines: int) -> list[Slice]:
    slices, first_line = [], 1
    for index, (start, n_lines_before) in enumerate(starts):
        first_line += n_lines_before
        is_last = index + 1 == len(starts)
        end = size if is_last else starts[index + 1][0]
        n_in_slice = n_lines - first_line + 1 if is_last else starts[index + 1][1]
        slices.append(Slice(start, end, first_line, n_in_slice))
    return [piece for piece in slices if piece.end > piece.start]


def plain_part(path: Path, delimiter: str, n_columns: int, piece: Slice) -> Part:
    """The part that is one slice of a plain file."""
    names = cell_names(n_columns)

    def part(con: DuckDBPyConnection, scratch: Path) -> DuckDBPyRelation:
        has_header = piece.start == 0
        whole = has_header and piece.end == path.stat().st_size
        cells = con.read_csv(
            str(path if whole else cut_out(path, piece, scratch)),
            auto_detect=False, columns=dict.fromkeys(names, "VARCHAR"), header=has_header, delimiter=delimiter,
            quotechar='"', escapechar='"', strict_mode=True, compression="none", max_line_size=str(MAX_LINE_BYTES),
        )  # fmt: skip
        numbered = cells.row_number("over ()", "*")
        offset = piece.first_line - (not has_header)
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
