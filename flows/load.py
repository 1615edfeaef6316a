"""First part of the build: reference rows, raw rows and the facts of the night go into a new warehouse."""

import hashlib
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib.metadata import version
from pathlib import Path

import duckdb
import pandas as pd

from flows.decision.load import load_decisions
from flows.land import deliveries, raw_files
from flows.monitoring_history import load_history
from flows.reminder.attempts import failures
from flows.run_record import steps
from flows.store import Store
from flows.tables import fill, load_feed
from flows.validation import contract_fingerprint
from flows.warehouse import SQL_FOLDER, create_empty, load_reference, open_warehouse, relation_files
from schemas.delivery import FEEDS

BUILDING = ".building-"
MACROS = "macros"
"""The name under which raw.relation_text holds sql/macros.sql."""


@dataclass(frozen=True)
class Night:
    """One night being built: where, for which day, by which run."""

    store: Store
    as_of: date
    run_id: str
    started_at: datetime

    @property
    def folder(self) -> Path:
        """Where it is built; published by renaming."""
        return self.store.night / f"{BUILDING}{self.run_id}"

    @property
    def warehouse(self) -> Path:
        """Its database."""
        return self.folder / "warehouse.duckdb"

    @property
    def cut_off(self) -> datetime:
        """The last instant of its day, UTC: what was received later is not in it."""
        return datetime.combine(self.as_of, time.max, tzinfo=UTC)


def load(night: Night) -> str:
    """Create the night's warehouse with `reference.*`, `raw.<feed>`, `raw.delivery`, `raw.step` and `raw.night`."""
    night.folder.mkdir(mode=0o700)
    with open_warehouse(night.warehouse) as con:
        reference = load_reference(con)
        received = deliveries(night.store)
        known = received[received["received_at"] <= night.cut_off]
        fill(con, "raw.delivery", known)
        fill(con, "raw.step", steps(night.store))
        fill(con, "raw.night", _facts(night))
        fill(con, "raw.relation_text", relation_texts())
        load_history(con, night.store, night.as_of)
        for relation in ("raw.drill", "raw.rebuild", "raw.content_hash"):
            create_empty(con, relation)
        decisions = load_decisions(con, night.store, night.cut_off)
        fill(con, "raw.reminder_failure", failures(night.store, night.cut_off))
        load_rows(con, night.store, set(known["source_file"]))
    later = len(received) - len(known)
    left_out = f"; {later} deliveries were received after {night.as_of} and are not in this night" if later else ""
    broken = f"; {len(decisions.problems)} problems in the record of decisions" if decisions.problems else ""
    return f"{len(reference)} reference tables, {len(known)} deliveries{left_out}{broken}"


def load_rows(con: duckdb.DuckDBPyConnection, store: Store, source_files: set[str]) -> None:
    """`raw.<feed>` of every feed: the rows of the given deliveries."""
    for feed in FEEDS:
        load_feed(con, feed, raw_files(store, feed, source_files))


def _facts(night: Night) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "as_of": pd.Timestamp(night.as_of),
                "run_id": night.run_id,
                "built_at": pd.Timestamp(night.started_at),
                "is_historical": night.as_of < night.started_at.date(),
                "software_version": version("vigil"),
                "git_commit": git_commit(),
                "rules_fingerprint": sql_fingerprint()[:12],
                "contract_fingerprint": contract_fingerprint(),
            }
        ]
    )


def relation_texts() -> pd.DataFrame:
    """Every relation, check and the macros with the text of the file: a night tells how it was built, for good."""
    checks = {f"checks.{path.stem}": path for path in sorted((SQL_FOLDER / "checks").glob("*.sql"))}
    files = relation_files() | checks | {MACROS: SQL_FOLDER / "macros.sql"}
    texts = [(relation, path.read_text()) for relation, path in files.items()]
    return pd.DataFrame(texts, columns=["relation", "text"])


def sql_fingerprint() -> str:
    """SHA-256 over every file of sql/, names and bytes."""
    digest = hashlib.sha256()
    for path in sorted(path for path in SQL_FOLDER.rglob("*") if path.suffix in {".sql", ".csv"}):
        digest.update(str(path.relative_to(SQL_FOLDER)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def git_commit() -> str | None:
    """Commit of the checkout that the code runs from, with a plus when it was changed; None outside one."""
    try:
        described = subprocess.run(
            ["git", "describe", "--always", "--abbrev=40", "--dirty=+"],
            cwd=SQL_FOLDER,
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return described.stdout.strip()
