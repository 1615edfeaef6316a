"""Raw rows: a delivery of the archive as text in Parquet, each row with what is wrong with it.

Raw files are a cache of the archive under one contract; the folder is named by the contract's fingerprint.
"""

import json
import shutil
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow.parquet
from duckdb import CaseExpression, ColumnExpression, ConstantExpression, Expression, FunctionExpression

from flows.archive import Receipt, sync_file, sync_folder, write_json
from flows.feed_of import feed_of
from flows.readers import Part, Reading, Refused, read
from flows.store import Store
from flows.validation import WHOLE_LINE, contract_fingerprint, defect, defects
from schemas.delivery import FEEDS

MEMORY_MB = 1000
N_THREADS = 2
SCRATCH = ".scratch-"
_MACHINE_FAULTS = (
    duckdb.OutOfMemoryException,
    duckdb.IOException,
    duckdb.InternalException,
    duckdb.FatalException,
)


@dataclass(frozen=True)
class Outcome:
    """What reading one delivery came to: its rows in `files`, or the reason why the whole file was refused.

    `n_drops` is how often the bytes had been dropped by then; each drop may bring another name to read them by.
    """

    source_file: str
    received_at: datetime
    feed: str | None = None
    reader: str | None = None
    n_rows: int = 0
    refused_reason: str | None = None
    files: list[str] = field(default_factory=list)
    n_drops: int = 1


def derive(store: Store, archived: Path, drops: list[Receipt]) -> Outcome:
    """Read a delivery from the archive and write its raw rows; under each name it came by, until one is readable."""
    with scratch_folder(store) as scratch:
        outcome = read_delivery(archived, drops, scratch)
        folder = current_raw(store)
        for name in outcome.files:
            source, target = scratch / Path(name).name, folder / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_file(source)
            source.replace(target)
            sync_folder(target.parent)
        write_json(
            folder / f"{outcome.source_file}.json",
            {**asdict(outcome), "received_at": outcome.received_at.isoformat()},
        )
    return outcome


def read_delivery(archived: Path, drops: list[Receipt], scratch: Path) -> Outcome:
    """Read a delivery under each name it came by, until one is readable; the raw rows lie in `scratch`."""
    for drop in drops:
        outcome = _read_as(archived, drop, scratch)
        if not outcome.refused_reason:
            break
    return replace(outcome, n_drops=len(drops))


def current_raw(store: Store) -> Path:
    """Where the raw files of the contract in force are."""
    folder = store.raw / contract_fingerprint()
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def outcome_of(store: Store, source_file: str) -> Outcome | None:
    """What reading a delivery came to under the contract in force; None when it was not read under it yet."""
    path = current_raw(store) / f"{source_file}.json"
    if not path.exists():
        return None
    content = json.loads(path.read_text(encoding="utf-8"))
    return Outcome(**{**content, "received_at": datetime.fromisoformat(content["received_at"])})


def _read_as(archived: Path, drop: Receipt, scratch: Path) -> Outcome:
    reader = None
    try:
        reading = read(archived, drop.file_name, scratch)
        reader = reading.reader
        feed = reading.feed or feed_of(drop.file_name, reading.columns)
        n_rows, files = write_rows(reading, feed, drop, scratch)
    except Refused as refusal:
        return Outcome(drop.source_file, drop.received_at, reader=reader, refused_reason=f"The file {refusal}")
    return Outcome(drop.source_file, drop.received_at, feed, reader, n_rows, None, files)


def write_rows(reading: Reading, feed: str, drop: Receipt, scratch: Path) -> tuple[int, list[str]]:
    """Write the parts of a reading into `scratch`; their rows, and their paths below the raw folder."""
    names = [f"{feed}/{drop.source_file}{'.' * (n > 0)}{n or ''}.parquet" for n in range(len(reading.parts))]
    targets = [scratch / Path(name).name for name in names]
    share = max(1, N_THREADS // len(reading.parts))
    try:
        with ThreadPoolExecutor(N_THREADS) as pool:
            list(
                pool.map(
                    lambda part, target: _write_part(reading, part, feed, drop, target, share),
                    reading.parts,
                    targets,
                )
            )
        n_rows = [pyarrow.parquet.read_metadata(target).num_rows for target in targets]
        expected = reading.n_rows or [None] * len(n_rows)
        if all(wanted in (None, found) for wanted, found in zip(expected, n_rows, strict=True)):
            return sum(n_rows), names
        fault: duckdb.Error | None = None
    except _MACHINE_FAULTS:
        raise
    except duckdb.Error as error:
        fault = error
    if reading.retry is None:
        raise Refused(f"could not be read as {reading.reader}. Send it again or in another format.") from fault
    return write_rows(reading.retry(), feed, drop, scratch)


def _write_part(reading: Reading, part: Part, feed: str, drop: Receipt, target: Path, n_threads: int) -> None:
    scratch = target.parent / f"{target.name}.scratch"
    scratch.mkdir(exist_ok=True)
    settings: dict[str, str | bool | int | float | list[str]] = {
        "threads": n_threads,
        "memory_limit": f"{MEMORY_MB * n_threads // N_THREADS}MB",
        "temp_directory": str(scratch),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(config=settings) as con:
        con.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        cells = part(con, scratch).select(*_named(reading.columns, feed))
        rows = cells.select(
            *[name for name in cells.columns if name != "line_rule"],
            ConstantExpression(drop.source_file).alias("source_file"),
            ConstantExpression(drop.received_at.isoformat()).cast("TIMESTAMPTZ").alias("received_at"),
            _line_or_cells(feed).alias("defects"),
        )
        rows.write_parquet(str(target), compression="zstd")
    shutil.rmtree(scratch)


def _named(columns: list[str], feed: str) -> list[Expression]:
    known = list(FEEDS[feed].to_schema().columns)
    cell_of = {name: ColumnExpression(f"c{index}") for index, name in enumerate(columns)}
    nothing = ConstantExpression(None).cast("VARCHAR")
    others = [part for name, cell in cell_of.items() if name not in known for part in (ConstantExpression(name), cell)]
    other_columns = FunctionExpression("json_object", *others).cast("VARCHAR") if others else nothing
    return [
        *[cell_of.get(name, nothing).alias(name) for name in known],
        other_columns.alias("other_columns"),
        *[ColumnExpression(name) for name in ("raw_text", "source_row", "line_rule")],
    ]


def _line_or_cells(feed: str) -> Expression:
    line_rule = ColumnExpression("line_rule")
    whole_line = FunctionExpression("list_value", defect(WHOLE_LINE, line_rule))
    return CaseExpression(line_rule.isnotnull(), whole_line).otherwise(defects(FEEDS[feed]))


@contextmanager
def scratch_folder(store: Store) -> Iterator[Path]:
    """A folder beside the raw files that is removed again."""
    folder = store.raw / f"{SCRATCH}{uuid.uuid4().hex}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
