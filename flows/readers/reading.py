"""What every reader hands over, what it raises, and the limits that it keeps."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from duckdb import DuckDBPyConnection, DuckDBPyRelation

MAX_FILE_BYTES = 20 * 1024**3
MAX_LINE_BYTES = 1_000_000
MAX_SHEET_BYTES = 1024**3
MAX_TRANSPORT_BYTES = 1024**3
MAX_COLUMNS = 500

Part = Callable[[DuckDBPyConnection, Path], DuckDBPyRelation]


class Refused(Exception):
    """The whole file cannot be read; the message goes on after "The file" and ends the sentence."""


@dataclass(frozen=True)
class Reading:
    """A file as rows of text.

    `columns` are the names in the file's header. Each part, given a connection and a folder for scratch files, is a
    relation with the columns c0, c1, … (text, in the header's order), source_row (the header is row 1), line_rule
    (why a line could not be split; null as a rule) and raw_text (that whole line, else null). `feed` is set where the
    format itself tells it. The parts must have these `n_rows`, each, where it is set; when one fails or has another
    number, `retry` reads the same file with more care.
    """

    reader: str
    columns: list[str]
    parts: list[Part]
    feed: str | None = None
    n_rows: Sequence[int | None] | None = None
    retry: Callable[[], "Reading"] | None = None


def cell_names(count: int) -> list[str]:
    """The column names of a part: c0, c1, …"""
    return [f"c{index}" for index in range(count)]


def arrow_schema(count: int) -> pa.Schema:
    """The Arrow schema of a part with `count` cells."""
    text = [(name, pa.string()) for name in [*cell_names(count), "line_rule", "raw_text"]]
    return pa.schema([*text, ("source_row", pa.int64())])


def clean_header(cells: list[str | None]) -> list[str]:
    """Header names trimmed and lower-cased, so that they compare; refuses doubled names and too many columns."""
    names = [(cell or "").strip().lower() for cell in cells]
    doubled = [str(number) for number, name in enumerate(names, start=1) if name and names.count(name) > 1]
    if doubled:
        raise Refused(f"names several columns alike: numbers {', '.join(doubled)}. Give each its own name.")
    if len(names) > MAX_COLUMNS:
        raise Refused(f"has more than {MAX_COLUMNS} columns.")
    return [name or f"column {number}" for number, name in enumerate(names, start=1)]
