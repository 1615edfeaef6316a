"""A past night built again from the archive, with its own SQL and reference rows, must hold what it held.

From the archive come all rows. From the night's warehouse come the text of its SELECT files and macros, its reference
rows and the facts about it: its deliveries, its record of decisions, and what nights before it left to the watch.
"""

import json
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dashboards.selection import rows_of
from flows.archive import all_receipts, archived_file
from flows.archive_check import damaged_files
from flows.compare import compare
from flows.content_hash import HASHED_BY, content_hash, content_hashes, row_hashes
from flows.load import MACROS, git_commit
from flows.query import read_only
from flows.raw_rows import Outcome, read_delivery
from flows.store import Store
from flows.tables import load_feed
from flows.validation import contract_fingerprint
from flows.warehouse import build_order, create_relation, open_warehouse
from schemas.delivery import FEEDS

SCRATCH = ".rebuild-"
LAYERS = ("staging", "clinical", "rules", "signals")
NOT_COPIED = {"raw.relation_text", "raw.content_hash", "raw.drill", "raw.rebuild"}


@dataclass(frozen=True)
class Rebuilt:
    """What became of one rebuild, in the columns of `raw.rebuild` but the seconds."""

    night: str | None
    as_of: date | None
    outcome: str
    finding: str
    differences: list[str] = field(default_factory=list)
    n_relations: int = 0

    @property
    def is_wrong(self) -> bool:
        """Whether somebody must look into it."""
        return self.outcome in ("differs", "archive damaged", "failed")


def past_nights(store: Store) -> list[Path]:
    """The folder of every published night, those of a day that was built twice included; by name."""
    return sorted(path.parent for path in store.night.glob("[0-9]*/warehouse.duckdb"))


def chosen_night(store: Store, run_id: str) -> Path | None:
    """The past night that a run builds again: any, at random, the same for the same run and nights."""
    nights = past_nights(store)
    return random.Random(run_id).choice(nights) if nights else None


def rebuild(store: Store, folder: Path) -> Rebuilt:
    """Build the night in `folder` again beside it and compare; nothing is published and nothing is kept."""
    as_of = date.fromisoformat(folder.name[:10])
    said = f"The night of {as_of:%-d %b %Y}"
    with read_only(folder / "warehouse.duckdb") as published:
        facts = rows_of(published, "raw.night")[0]
        if not _can_be_built_again(published):
            return Rebuilt(
                folder.name, as_of, "skipped", f"{said} was published before nights recorded what a rebuild needs."
            )
        damaged = damaged_files(store, {row["source_file"] for row in rows_of(published, "raw.delivery")})[1]
        if damaged:
            names = [str(file) for file in damaged]
            finding = f"{said} cannot be built again: in the archive {names[0]}{_and_more(names)}."
            return Rebuilt(folder.name, as_of, "archive damaged", finding, names)
        with _scratch(store) as scratch, open_warehouse(scratch / "warehouse.duckdb") as con:
            try:
                differences, n_relations = _built_again(store, published, con, scratch)
            except Exception as error:  # whatever stops it, the night that tries it must go on
                finding = f"{said} could not be built again: {' '.join(str(error).split())}"
                return Rebuilt(folder.name, as_of, "failed", finding)
    return judged(folder, facts, differences, n_relations)


def judged(folder: Path, facts: dict[str, Any], differences: dict[str, str], n_relations: int) -> Rebuilt:
    """The outcome, from what differs (relation or file → how) and from what changed in the program since `facts`."""
    as_of = facts["as_of"]
    said = f"The night of {as_of:%-d %b %Y}"
    if not differences:
        return Rebuilt(
            folder.name,
            as_of,
            "matched",
            f"{said} matched: {n_relations} relations hold what they held.",
            [],
            n_relations,
        )
    told = [f"{relation} {what}" for relation, what in differences.items()]
    changed = _changed_program(folder, facts, differences)
    outcome, reason = ("program changed", f"; {changed} since, and that may be why") if changed else ("differs", "")
    finding = f"{said} differs in {len(told)} of {n_relations} relations: {told[0]}{_and_more(told)}{reason}."
    return Rebuilt(folder.name, as_of, outcome, finding, told, n_relations)


def _changed_program(folder: Path, facts: dict[str, Any], differences: dict[str, str]) -> str | None:
    """What of the program, if it changed, explains each of the differences; None where one stays unexplained."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    if facts["contract_fingerprint"] != contract_fingerprint():
        return "the contract of deliveries or their readers changed"
    if manifest["duckdb"] != duckdb.__version__:
        return f"DuckDB changed from {manifest['duckdb']} to {duckdb.__version__}"
    with read_only(folder / "warehouse.duckdb") as published:
        from_python = {row["relation"] for row in rows_of(published, "raw.content_hash") if row["is_from_python"]}
    if facts["git_commit"] != git_commit() and differences.keys() <= from_python:
        return "all of these are computed by Python, whose code changed"
    return None


def _built_again(
    store: Store, published: duckdb.DuckDBPyConnection, con: duckdb.DuckDBPyConnection, scratch: Path
) -> tuple[dict[str, str], int]:
    differences = _load(store, published, con, scratch)
    _build(published, con, scratch)
    compare(con)
    then = {row["relation"]: row for row in rows_of(published, "raw.content_hash")}
    now = {row["relation"]: row for row in content_hashes(con).to_dict("records")}
    for relation, was in then.items():
        if relation not in now:
            differences[relation] = f"was not built; it had {was['n_rows']:,} rows"
        elif now[relation]["content_hash"] != _hash_of(published, was):
            differences[relation] = _difference(published, con, relation)
    return differences, len(then)


def _hash_of(published: duckdb.DuckDBPyConnection, was: dict[str, Any]) -> str:
    """The hash as recorded; where another DuckDB hashed it, that of the published rows."""
    recorded = str(was["content_hash"])
    if recorded.startswith(f"{HASHED_BY}:"):
        return recorded
    return str(content_hash(published.table(was["relation"]))["content_hash"])


def _difference(published: duckdb.DuckDBPyConnection, con: duckdb.DuckDBPyConnection, relation: str) -> str:
    was, built = row_hashes(published.table(relation)), row_hashes(con.table(relation))
    was_here = con.from_arrow(was.to_arrow_table())
    n_gone, n_new = len(was_here.except_(built)), len(built.except_(was_here))
    if not n_gone + n_new:
        return "is in the published warehouse as it was built again, but not as it was hashed at publication"
    return f"has {n_gone:,} rows that were not built again and {n_new:,} that it had not ({len(built):,} rows in all)"


def _load(
    store: Store, published: duckdb.DuckDBPyConnection, con: duckdb.DuckDBPyConnection, scratch: Path
) -> dict[str, str]:
    """What the night began with; the differences between what its deliveries were read as then and now."""
    con.execute("DROP TABLE reference.threshold")
    for relation in _tables(published, "reference", "raw"):
        if relation not in NOT_COPIED and relation.removeprefix("raw.") not in FEEDS:
            con.from_arrow(published.table(relation).to_arrow_table()).create(relation)
    texts = {row["relation"]: row["text"] for row in rows_of(published, "raw.relation_text")}
    con.execute(texts[MACROS])
    receipts = all_receipts(store)
    differences, files = {}, {feed: [] for feed in FEEDS}  # type: tuple[dict[str, str], dict[str, list[Path]]]
    for was in sorted(rows_of(published, "raw.delivery"), key=lambda row: (row["received_at"], row["source_file"])):
        archived = archived_file(store, was["source_file"])
        assert archived is not None  # damaged_files looked
        read = read_delivery(archived, receipts[was["source_file"]][: was["times_seen"]], scratch)
        if (read.feed, read.n_rows, read.refused_reason) != (was["feed"], was["n_rows"], was["refused_reason"]):
            differences[f"{was['file_name']} ({was['source_file']})"] = _read_differently(was, read)
        if read.feed:
            files[read.feed] += [scratch / Path(name).name for name in read.files]
    for feed, paths in files.items():
        load_feed(con, feed, paths)
    return differences


def _read_differently(was: dict[str, Any], read: Outcome) -> str:
    told = [
        f"{n_rows:,} rows of {feed}" if feed else "refused"
        for feed, n_rows in ((was["feed"], was["n_rows"]), (read.feed, read.n_rows))
    ]
    return f"was read as {told[0]}, and is read as {told[1]} now"


def _build(published: duckdb.DuckDBPyConnection, con: duckdb.DuckDBPyConnection, scratch: Path) -> None:
    """The night's own SELECT files, in their order."""
    files = {}
    for row in rows_of(published, "raw.relation_text"):
        layer, _, name = row["relation"].partition(".")
        if layer in LAYERS:
            path = scratch / "sql" / layer / f"{name}.sql"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(row["text"])
            files[row["relation"]] = path
    for relation in build_order(files, files):
        create_relation(con, relation, files[relation])


def _can_be_built_again(published: duckdb.DuckDBPyConnection) -> bool:
    has_hashes = "raw.content_hash" in _tables(published, "raw")
    return has_hashes and any(row["relation"] == MACROS for row in rows_of(published, "raw.relation_text"))


def _tables(con: duckdb.DuckDBPyConnection, *layers: str) -> list[str]:
    tables = con.table_function("duckdb_tables").select("schema_name, table_name").order("schema_name, table_name")
    return [f"{layer}.{name}" for layer, name in tables.fetchall() if layer in layers]


def _and_more(told: list[str]) -> str:
    return f" (and {len(told) - 1} more)" if len(told) > 1 else ""


@contextmanager
def _scratch(store: Store) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=store.root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def as_frame(rebuilt: Rebuilt, seconds: float) -> pd.DataFrame:
    """The one row of `raw.rebuild`."""
    return pd.DataFrame(
        [
            {
                "night": rebuilt.night,
                "as_of": pd.NaT if rebuilt.as_of is None else pd.Timestamp(rebuilt.as_of),
                "outcome": rebuilt.outcome,
                "is_wrong": rebuilt.is_wrong,
                "finding": rebuilt.finding,
                "differences": rebuilt.differences,
                "n_relations": rebuilt.n_relations,
                "seconds": round(seconds, 3),
            }
        ]
    )
