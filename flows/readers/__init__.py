"""Readers: each turns a file into rows of text. The name of a file decides its format and nothing else."""

from collections.abc import Callable
from pathlib import Path

from flows.readers.csv import read_csv
from flows.readers.parquet import read_parquet
from flows.readers.reading import MAX_FILE_BYTES, MAX_TRANSPORT_BYTES, Part, Reading, Refused
from flows.readers.unpack import unpack_gzip
from flows.readers.xlsx import read_xlsx
from flows.readers.xpt import read_xpt
from schemas.delivery import FEEDS

__all__ = ["FORMATS", "PACKED", "READER_VERSION", "Part", "Reading", "Refused", "read", "suffix_of"]

READER_VERSION = 2
"""Count this up when a reader reads the same bytes differently: then every raw file is derived again."""

FORMATS: dict[str, Callable[[Path], Reading]] = {
    ".csv": lambda path: read_csv(path, known_columns()),
    ".tsv": lambda path: read_csv(path, known_columns()),
    ".txt": lambda path: read_csv(path, known_columns()),
    ".parquet": read_parquet,
    ".xlsx": read_xlsx,
    ".xpt": read_xpt,
}
PACKED = {".csv.gz": MAX_FILE_BYTES, ".xpt.gz": MAX_TRANSPORT_BYTES}


def known_columns() -> frozenset[str]:
    """Every column of every feed."""
    return frozenset(name for feed in FEEDS.values() for name in feed.to_schema().columns)


def suffix_of(name: str) -> str:
    """The ending of a file's name that says its format, lower-cased; empty when it is none that is read."""
    return next((suffix for suffix in (*PACKED, *FORMATS) if name.lower().endswith(suffix)), "")


def read(path: Path, name: str, scratch: Path) -> Reading:
    """Read the file at `path`, which was delivered as `name`. Raises Refused."""
    suffix = suffix_of(name)
    if not suffix:
        raise Refused(f"has an ending that is not read. Send one of: {', '.join([*FORMATS, *PACKED])}.")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise Refused(f"has more than {MAX_FILE_BYTES:,} bytes. Send it in pieces.")
    if suffix in PACKED:
        path = unpack_gzip(path, scratch / "unpacked", PACKED[suffix])
        suffix = suffix.removesuffix(".gz")
    return FORMATS[suffix](path)
