"""CSV: DuckDB reads a plain file at full speed; anything unusual in it sends it down the careful path, line by line.

A file is plain when each of its lines is one record; then a row's number is its line in the file.
"""

import codecs
import csv
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from duckdb import ColumnExpression, ConstantExpression, DuckDBPyConnection, DuckDBPyRelation

from flows.readers.csv_lines import careful_part
from flows.readers.reading import MAX_LINE_BYTES, Part, Reading, Refused, cell_names, clean_header

BOM = codecs.BOM_UTF8
BLOCK = 8 << 20
SPLIT_BYTES = 200_000_000
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Slice:
    """The bytes from `start` to `end` of a file; `n_lines_before` lines end before them."""

    start: int
    end: int
    n_lines_before: int


@dataclass(frozen=True)
class Survey:
    """What one pass over the bytes of a file tells."""

    is_plain: bool
    n_lines: int
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
    return Reading("csv", columns, parts, n_rows=found.n_lines - 1, retry=carefully)


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


def survey(path: Path, n_slices: int) -> Survey:
    """Whether each line may be one record, and where the file can be cut into slices of whole lines.

    Not plain are: bytes that are not UTF-8, NUL characters, carriage returns that end no line, spaces around quotes.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = path.stat().st_size
    cuts = [(0, 0)]
    is_plain, last, n_ends, n_lone_returns, position = True, b"", 0, 0, 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            seam = last + block[:1]
            cut = block.rfind(b"\n") + 1
            if cut and len(cuts) < n_slices and position + len(block) > size * len(cuts) // n_slices:
                cuts.append((position + cut, n_ends + _n_line_ends(block[:cut])))
            n_ends += _n_line_ends(block)
            n_lone_returns += _n_lone_returns(block) - (seam == b"\r\n")
            is_plain &= b"\0" not in block and not _has_space_at_quote(block) and seam not in (b' "', b'" ')
            is_plain &= _goes_on_in_utf8(decoder, block)
            last, position = block[-1:], position + len(block)
    is_plain &= n_lone_returns == 0 and not decoder.getstate()[0]
    ends = [*(start for start, _ in cuts[1:]), size]
    slices = [Slice(start, end, before) for (start, before), end in zip(cuts, ends, strict=True) if end > start]
    return Survey(is_plain, n_ends + (last != b"\n"), slices)


def _n_line_ends(block: bytes) -> int:
    return int(np.count_nonzero(np.frombuffer(block, np.uint8) == ord("\n")))


def _n_lone_returns(block: bytes) -> int:
    return block.count(b"\r") - block.count(b"\r\n") if b"\r" in block else 0


def _has_space_at_quote(block: bytes) -> bool:
    if b'"' not in block:
        return False
    octets = np.frombuffer(block, np.uint8)
    quotes = np.flatnonzero(octets == ord('"'))
    before, after = octets[np.maximum(quotes - 1, 0)], octets[np.minimum(quotes + 1, len(octets) - 1)]
    return bool(np.any(before == ord(" ")) or np.any(after == ord(" ")))


def _goes_on_in_utf8(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    if block.isascii() and not decoder.getstate()[0]:
        return True
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        decoder.reset()
        return False
    return True


def plain_part(path: Path, delimiter: str, n_columns: int, piece: Slice) -> Part:
    """The part that is one slice of a plain file."""
    names = cell_names(n_columns)

    def part(con: DuckDBPyConnection, scratch: Path) -> DuckDBPyRelation:
        has_header = piece.start == 0
        whole = has_header and piece.end == path.stat().st_size
        cells = con.read_csv(
            str(path if whole else cut_out(path, piece, scratch)),
            auto_detect=False, columns=dict.fromkeys(names, "VARCHAR"), header=has_header, delimiter=delimiter,
            quotechar='"', escapechar='"', strict_mode=True, compression="none", max_line_size=MAX_LINE_BYTES,
        )  # fmt: skip
        numbered = cells.row_number("over ()", "*")
        offset = piece.n_lines_before + has_header
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
