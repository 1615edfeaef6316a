"""Decisions in the warehouse: those up to a cut-off, as `raw.decision`, and whether their record is whole."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import duckdb
import pandas as pd

from flows.decision.record import BEFORE_THE_FIRST, Record
from flows.decision.verify import Inspected, inspect
from flows.store import Store
from flows.tables import fill
from schemas.base import columns_of
from schemas.raw_decision import Decision


def load_decisions(con: duckdb.DuckDBPyConnection, store: Store, cut_off: datetime) -> Inspected:
    """`raw.decision`, `raw.decision_chain` and `raw.decision_problem` of a night.

    A record that does not verify is left out, so that its case stays open; the night goes on and tells it.
    """
    inspected = inspect(store)
    known = [record for record in inspected.records if record.decided_at <= cut_off]
    frame = decision_frame(known)
    fill(con, "raw.decision", Decision.validate(frame, lazy=True) if len(frame) else frame)
    head = known[-1] if known else None
    chain = {
        "n_decisions": len(known),
        "head_number": head.number if head else 0,
        "head_sha256": head.sha256 if head else BEFORE_THE_FIRST,
        "n_problems": len(inspected.problems),
    }
    fill(con, "raw.decision_chain", pd.DataFrame([chain]))
    fill(con, "raw.decision_problem", pd.DataFrame(inspected.problems, columns=["file", "what"]))
    return inspected


def decision_frame(records: Iterable[Record]) -> pd.DataFrame:
    """Records in the columns of `raw.decision`."""
    return pd.DataFrame([_row(record) for record in records], columns=list(columns_of(Decision)))


def add_decisions(con: duckdb.DuckDBPyConnection, records: Iterable[Record], *, to: str) -> None:
    """Add a few records to a table of the columns of `raw.decision`; of few rows a frame costs more than they do."""
    rows = [tuple(_row(record)[name] for name in columns_of(Decision)) for record in records]
    if rows:
        con.executemany(f"INSERT INTO {to} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def _row(record: Record) -> dict[str, Any]:
    decision = record.decision
    corrected = json.dumps(dict(decision.corrected), ensure_ascii=False, sort_keys=True)
    snapshot = [fact._asdict() for fact in decision.snapshot]
    return {
        **vars(decision),
        **vars(record),
        "seriousness": "; ".join(decision.seriousness) or None,
        "corrected": corrected if decision.corrected else None,
        "snapshot": json.dumps(snapshot, ensure_ascii=False),
    }
