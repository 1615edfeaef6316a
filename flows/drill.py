"""The fire drill: invented people run through a shadow copy of the night and must raise each alarm.

Their rows are text like any delivery (sql/drill/<feed>.csv) and take the whole way: reader, contract, staging, facts,
rules, signals, with the SELECT files and reference rows of the night. The copy is in memory, is never published and
never holds a real row. A drill that fails, or cannot be held, does not stop the night: a night that is missed is worse.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from flows.archive import Receipt
from flows.query import read_only
from flows.raw_rows import write_rows
from flows.readers import read
from flows.tables import create_empty_feed, fill, load_feed
from flows.warehouse import (
    SQL_FOLDER,
    build_order,
    create_empty,
    create_relation,
    open_warehouse,
    relation_files,
    relations_behind,
    relations_read,
    rests_on_reference_alone,
)
from schemas.delivery import DRILL_READER, FEEDS

AS_OF = datetime(2026, 1, 31, tzinfo=UTC)
"""The day on which the invented people are looked at, whatever the night: labels and delays depend on it."""
DELIVERIES = SQL_FOLDER / "drill"
ALARMS = ("signals.flag", "signals.unassessable", "signals.case", "signals.clock", "signals.quarantine")
SHOWN = 5
NOT_HELD = "drill_not_held"


def hold_drill(warehouse: Path, files: Mapping[str, Path] | None = None) -> pd.DataFrame:
    """Rows of `raw.drill` for the night in `warehouse`; `files` (relation → SELECT file) as for `build`.

    Whatever breaks the shadow copy is itself a drill that failed.
    """
    try:
        return _answers(warehouse, files or relation_files())
    except Exception as error:  # a drill must not stop the night that it tries
        why = f"The fire drill could not be held: {' '.join(str(error).split())}"
        return pd.DataFrame(
            [
                {
                    "alarm": NOT_HELD, "title": "The fire drill", "patient_id": None,
                    "expected": "raised", "found": "not judged", "passed": False, "why": why,
                }
            ]
        )  # fmt: skip


def drill_in_words(drill: pd.DataFrame) -> str:
    """What the drill came to, as a sentence."""
    failed = drill[~drill["passed"]]
    if len(failed):
        more = f"; and {len(failed) - SHOWN} more" if len(failed) > SHOWN else ""
        return f"THE DRILL FAILED: {'; '.join(failed['why'][:SHOWN])}{more}."
    expected = drill["expected"].value_counts()
    n_alarms, n_look_alikes = expected["raised"], expected["quiet"]
    return f"Drill passed: {n_alarms} of {n_alarms} alarms raised, {n_look_alikes} look-alikes quiet."


def _answers(warehouse: Path, files: Mapping[str, Path]) -> pd.DataFrame:
    wanted = relations_behind(ALARMS, files) & files.keys()
    with tempfile.TemporaryDirectory(prefix="vigil-drill-") as scratch, open_warehouse() as con:
        alike = {relation for relation in wanted if rests_on_reference_alone(relation, files)}
        read_by_all = set[str]().union(*(relations_read(files[relation]) for relation in wanted))
        reference = {relation for relation in read_by_all if relation.startswith("reference.")}
        _copy(con, warehouse, alike | reference | {"reference.threshold", "reference.drill_case", "reference.rule"})
        for relation in {relation for relation in read_by_all if relation.startswith("raw.")}:
            if relation.removeprefix("raw.") not in FEEDS:
                create_empty(con, relation)
        deliver(con, Path(scratch))
        for relation in build_order(wanted - alike, files):
            create_relation(con, relation, files[relation])
        return con.sql((DELIVERIES / "alarm.sql").read_text()).df()


def _copy(con: duckdb.DuckDBPyConnection, warehouse: Path, relations: Iterable[str]) -> None:
    """Reference rows as the night has them, and what rests on nothing else."""
    con.execute("DROP TABLE reference.threshold")
    with read_only(warehouse) as night:
        for relation in sorted(relations):
            con.from_arrow(night.table(relation).to_arrow_table()).create(relation)


def deliver(con: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    """Read the invented deliveries as any other is read: `raw.<feed>`, `raw.delivery` and `raw.night` of the drill."""
    delivered = []
    for feed in FEEDS:
        path = DELIVERIES / f"{feed}.csv"
        if not path.exists():
            create_empty_feed(con, feed)
            continue
        receipt = Receipt(hashlib.sha256(path.read_bytes()).hexdigest(), path.name, path.stat().st_size, AS_OF, "")
        reading = read(path, path.name, scratch)
        n_rows, names = write_rows(reading, feed, receipt, scratch)
        load_feed(con, feed, [scratch / Path(name).name for name in names])
        delivered.append(_delivery(receipt, feed, n_rows))
    fill(con, "raw.delivery", pd.DataFrame(delivered))
    fill(con, "raw.night", pd.DataFrame([_night()]))


def _delivery(receipt: Receipt, feed: str, n_rows: int) -> dict[str, Any]:
    return {
        "source_file": receipt.source_file, "file_name": receipt.file_name, "feed": feed, "reader": DRILL_READER,
        "size_bytes": receipt.size_bytes, "received_at": receipt.received_at, "n_rows": n_rows,
        "refused_reason": None, "times_seen": 1,
    }  # fmt: skip


def _night() -> dict[str, Any]:
    return {
        "as_of": AS_OF.date(), "run_id": "drill", "built_at": AS_OF, "is_historical": False,
        "software_version": "drill", "git_commit": None, "rules_fingerprint": "drill", "contract_fingerprint": "drill",
    }  # fmt: skip
