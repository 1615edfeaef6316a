"""Looks through the bytes of a CSV file, before it is read, for what DuckDB must not or cannot read as it is meant."""

import codecs
from dataclasses import dataclass
from pathlib import Path

import numpy as np

BLOCK = 8 << 20
RUN_BLOCK = 1 << 20


@dataclass(frozen=True)
class Slice:
    """The bytes from `start` to `end` of a file: `n_lines` whole lines behind `n_lines_before` others."""

    start: int
    end: int
    n_lines_before: int
    n_lines: int
    is_plain: bool = True

    @property
    def has_header(self) -> bool:
        """Its first line is the header."""
        return self.start == 0

    @property
    def n_rows(self) -> int | None:
        """How many rows it must have; None where that must be seen."""
        return self.n_lines - self.has_header if self.is_plain else None


def plain_slices(path: Path, n_slices: int) -> list[Slice]:
    """The file cut into slices of whole lines; none where a glance shows that a line in it is not plain.

    The glance finds bytes that are not UTF-8, NUL characters, carriage returns that end no line and spaces around
    quotes. Other faults make DuckDB fail or find another number of rows.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = path.stat().st_size
    cuts = [(0, 0)]
    last, n_ends, n_lone_returns, position = b"", 0, 0, 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            seam = last + block[:1]
            cut = block.rfind(b"\n") + 1
            if cut and len(cuts) < n_slices and position + len(block) > size * len(cuts) // n_slices:
                cuts.append((position + cut, n_ends + _n_line_ends(block[:cut])))
            n_ends += _n_line_ends(block)
            n_lone_returns += _n_lone_returns(block) - (seam == b"\r\n")
            if b"\0" in block or _has_space_at_quote(block) or seam in (b' "', b'" ') or not _is_utf8(decoder, block):
                return []
            last, position = block[-1:], position + len(block)
    if n_lone_returns or decoder.getstate()[0]:
        return []
    ends = [*cuts[1:], (size, n_ends + (last != b"\n"))]
    return [
        Slice(start, end, before, after - before)
        for (start, before), (end, after) in zip(cuts, ends, strict=True)
        if end > start
    ]


def runs_of_lines(path: Path, delimiter: str, n_columns: int) -> list[Slice]:
    """The file cut into long runs of plain lines and the short stretches around each line that is not plain.

    A plain line has one separator fewer than there are columns, and an even number of quotes, each at the edge of a
    cell or beside another.
    """
    longest = max(path.stat().st_size // 2, RUN_BLOCK)
    runs: list[Slice] = []
    start = n_before = 0
    with path.open("rb") as file:
        while block := file.read(RUN_BLOCK) + file.readline():
            end, n_lines = start + len(block), _n_line_ends(block) + (not block.endswith(b"\n"))
            piece = Slice(start, end, n_before, n_lines, _are_plain_lines(block, delimiter, n_columns))
            is_short = bool(runs) and (not piece.is_plain or end - runs[-1].start <= longest)
            if is_short and runs[-1].is_plain == piece.is_plain:
                before = runs.pop()
                piece = Slice(before.start, end, before.n_lines_before, before.n_lines + n_lines, piece.is_plain)
            runs.append(piece)
            start, n_before = end, n_before + n_lines
    return runs


def _are_plain_lines(block: bytes, delimiter: str, n_columns: int) -> bool:
    n_returns = block.count(b"\r")
    if b"\0" in block or _has_space_at_quote(block) or n_returns not in (0, block.count(b"\r\n")):
        return False
    if not _is_utf8(codecs.getincrementaldecoder("utf-8")(), block):
        return False
    octets = np.frombuffer(b"\n" + block + b"\n" * (not block.endswith(b"\n")), np.uint8)
    ends = np.flatnonzero(octets == ord("\n"))
    if n_returns not in (0, len(ends) - 1):
        return False
    n_delimiters = np.add.reduceat(octets == ord(delimiter), ends[:-1], dtype=np.int64)
    n_quotes = np.add.reduceat(octets == ord('"'), ends[:-1], dtype=np.int64)
    return bool(np.all(n_delimiters == n_columns - 1) and not np.any(n_quotes % 2)) and _quotes_are_at_edges(
        octets, delimiter
    )


def _quotes_are_at_edges(octets: np.ndarray, delimiter: str) -> bool:
    quotes = np.flatnonzero(octets == ord('"'))
    edges = np.frombuffer(f'{delimiter}\n\r"'.encode(), np.uint8)
    return bool(np.all(np.isin(octets[quotes - 1], edges) | np.isin(octets[quotes + 1], edges)))


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


def _is_utf8(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    if block.isascii() and not decoder.getstate()[0]:
        return True
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        decoder.reset()
        return False
    return True
