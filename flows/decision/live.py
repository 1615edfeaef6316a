"""Cases and decisions as they stand now: the published night, and the decisions recorded since.

The logic stands once: the files of sql/ that built the night are run again, in memory, on the night's own relations and
on the newer decisions. Only cases that something was decided about since, or whose snooze has ended, are judged anew:
the state of a case rests on nothing of another.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from duckdb import ColumnExpression, ConstantExpression, DuckDBPyConnection

from dashboards.selection import rows_of
from flows.decision.ledger import records
from flows.decision.record import MaterialFact
from flows.decision.touched import DECISIONS, JUDGED, prepare, take_in
from flows.store import Store
from flows.tables import fill
from flows.warehouse import create_relation, open_warehouse, relation_files, relations_read

STATE = "signals.case_state"
DECIDED = (DECISIONS, *JUDGED, "v1.decision")
"""What decisions change."""


@contextmanager
def decided_now(
    store: Store, warehouse: Path, now: datetime, relations: Collection[str] = DECIDED, up_to: int | None = None
) -> Iterator[DuckDBPyConnection]:
    """A connection in which the relations stand as they do at `now` (UTC), whatever of DECIDED they read included.

    `up_to` is the number of the last decision that counts, where it is not simply the newest.

    Every relation of the night as it was built is there under `night`, such as `night.signals.case`.
    Nothing is written.
    """
    with open_warehouse() as con:
        con.execute("ATTACH $path AS night (READ_ONLY)", {"path": str(warehouse)})
        facts = con.table("night.raw.night").df()
        fill(con, "raw.night", facts.assign(as_of=pd.Timestamp(now.date())))
        ((in_the_night,),) = con.table("night.raw.decision_chain").select("head_number").fetchall()
        for relation in (DECISIONS, *JUDGED):
            con.table(f"night.{relation}").create(relation)
        prepare(con, JUDGED)
        take_in(con, list(records(store, int(in_the_night), up_to)), JUDGED, _snoozed_until(con, now.date()))
        made = {"raw.night", DECISIONS, *JUDGED}
        for relation in relations:
            _make(con, relation, made)
        yield con


def case_states(store: Store, warehouse: Path, now: datetime) -> list[dict[str, Any]]:
    """The rows of `signals.case_state` as they stand at `now`."""
    with decided_now(store, warehouse, now, [STATE]) as con:
        return rows_of(con, STATE)


def material_of(con: DuckDBPyConnection, case_id: str) -> tuple[MaterialFact, ...]:
    """The material facts of a case in the night that the connection reads: what a decision's snapshot keeps."""
    of_the_case = ColumnExpression("case_id") == ConstantExpression(case_id)
    found = con.table("signals.case_material").filter(of_the_case).order("field, item")
    return tuple(MaterialFact(*values) for values in found.select("field", "item", "value", "in_words").fetchall())


def _snoozed_until(con: DuckDBPyConnection, today: date) -> set[str]:
    """Cases whose snooze has ended by a day."""
    ended = ColumnExpression("until_on") <= ConstantExpression(today)
    return {case_id for (case_id,) in con.table(f"night.{STATE}").filter(ended).select("case_id").fetchall()}


def _make(con: DuckDBPyConnection, relation: str, made: set[str]) -> None:
    """A relation as it stands now: built anew where it reads what decisions change, else the night's own."""
    if relation in made:
        return
    made.add(relation)
    path = relation_files().get(relation)
    if path is not None and _rests_on_decisions(relation):
        for needed in relations_read(path):
            _make(con, needed, made)
        create_relation(con, relation, path)
        return
    layer, name = relation.split(".")
    con.execute(f"USE memory.{layer}")
    con.table(f"night.{relation}").create_view(name)
    con.execute("USE memory")


@cache
def _rests_on_decisions(relation: str) -> bool:
    path = relation_files().get(relation)
    reads = relations_read(path) if path is not None else frozenset()
    return relation in DECIDED or any(_rests_on_decisions(one) for one in reads)
