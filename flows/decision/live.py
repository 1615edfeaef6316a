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
from duckdb import ColumnExpression, ConstantExpression, DuckDBPyConnection, DuckDBPyRelation

from dashboards.selection import rows_of
from flows.decision.ledger import records
from flows.decision.load import decision_frame
from flows.decision.record import MaterialFact, Record
from flows.store import Store
from flows.tables import fill
from flows.warehouse import create_relation, open_warehouse, relation_files, relations_read

STATE = "signals.case_state"
OF_A_CASE = ("signals.case_assessment", "signals.case_clock", STATE)
"""What decisions change of a case, each behind what it reads."""
DECIDED = (*OF_A_CASE, "signals.row_decision", "v1.decision")
"""What decisions change."""
OF_TOUCHED_CASES = ("signals.case", "signals.case_alias", "signals.case_material", "signals.clock")
OF_THE_STATE = ("reference.decision_kind", "reference.material_field")


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
        newer = list(records(store, int(in_the_night), up_to))
        _state(con, newer, now.date())
        fill(con, "raw.decision", decision_frame(newer))
        made = {"raw.night", *OF_A_CASE}
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


def _state(con: DuckDBPyConnection, newer: list[Record], today: date) -> None:
    """The relations of OF_A_CASE: touched cases judged anew, all others as the night judged them."""
    ids = _touched(con, newer, today)
    touched = con.from_df(pd.DataFrame({"case_id": sorted(ids)}, dtype="str")).set_alias("touched")
    fill(con, "raw.decision", decision_frame(newer))
    with _only(con, touched, ids):
        for relation in OF_A_CASE:
            create_relation(con, relation, relation_files()[relation])
    for relation in OF_A_CASE:
        _joined(con.table(f"night.{relation}"), touched, "anti").insert_into(relation)


@contextmanager
def _only(con: DuckDBPyConnection, touched: DuckDBPyRelation, ids: set[str]) -> Iterator[None]:
    """While it lasts, the relations behind the state hold touched cases alone, under every id that they had."""
    for name in OF_TOUCHED_CASES:
        _joined(con.table(f"night.{name}"), touched, "semi").create(name)
    for name in OF_THE_STATE:
        con.table(f"night.{name}").create(name)
    known_as = ids | {alias for (alias,) in con.table("signals.case_alias").select("alias_id").fetchall()}
    named = con.from_df(pd.DataFrame({"case_id": sorted(known_as)}, dtype="str")).set_alias("touched")
    earlier = con.table("night.raw.decision")
    about = _joined(earlier, named, "semi")
    withdrawing = earlier.filter(ColumnExpression("kind") == ConstantExpression("withdraw"))
    about.union(withdrawing).insert_into("raw.decision")
    yield
    for name in (*OF_TOUCHED_CASES, *OF_THE_STATE):
        con.execute(f"DROP TABLE {name}")


def _touched(con: DuckDBPyConnection, newer: list[Record], today: date) -> set[str]:
    """Ids that cases have now, of which something was decided since the night or whose snooze has ended."""
    ids = {record.decision.case_id for record in newer if record.decision.case_id is not None}
    withdrawn = {record.decision.withdraws for record in newer if record.decision.withdraws is not None}
    earlier = con.table("night.raw.decision").select("number", "case_id")
    named = ColumnExpression("number").isin(*(ConstantExpression(number) for number in (0, *withdrawn)))
    ids |= {case_id for _, case_id in earlier.filter(named).fetchall() if case_id is not None}
    given = con.from_df(pd.DataFrame({"case_id": sorted(ids)}, dtype="str")).set_alias("given")
    alias = (
        con.table("night.signals.case_alias")
        .set_alias("alias")
        .join(given, "alias.alias_id = given.case_id", how="semi")
    )
    leads = dict(alias.select("alias_id", "case_id").fetchall())
    ended = con.table(f"night.{STATE}").filter(ColumnExpression("until_on") <= ConstantExpression(today))
    return {leads.get(one, one) for one in ids} | {case_id for (case_id,) in ended.select("case_id").fetchall()}


def _joined(relation: DuckDBPyRelation, touched: DuckDBPyRelation, how: str) -> DuckDBPyRelation:
    return relation.set_alias("whole").join(touched, "whole.case_id = touched.case_id", how=how)


def _make(con: DuckDBPyConnection, relation: str, made: set[str]) -> None:
    """A relation as it stands now: built anew where it reads what decisions change, else the night's own."""
    if relation in made:
        return
    made.add(relation)
    if relation == "raw.decision":
        con.table("night.raw.decision").insert_into(relation)
        return
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
    return relation in {*DECIDED, "raw.decision"} or any(_rests_on_decisions(one) for one in reads)
