"""A step of the night: what differs from last night, split by cause, into `signals.change`.

The order is fixed, so that the parts sum: first the data under last night's rules, then rules and numbers, then label
editions and term lists; what no row and no rule accounts for is the program's.
"""

import logging
import shutil
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from flows.attribution.difference import LAST, STEPS, TONIGHT, Difference, difference_of
from flows.tables import fill
from flows.warehouse import SQL_FOLDER, WarehouseError, create_empty, describe, relation_files, relations_behind
from schemas.base import columns_of
from schemas.signals_change import Change, ComparedNight

log = logging.getLogger(__name__)
QUERIES = ("record_change", "correction", "row_cause", "answer_step", "person_step", "rate", "rate_part")
CATALOGUES = ("under_last_rules", "under_last_labels", "last_night")
FIRST_NIGHT = "There is no earlier night to compare with."


def attribute(con: duckdb.DuckDBPyConnection, last_night: Path | None, folder: Path) -> int:
    """Fill `signals.change` and `signals.compared_night`; returns the number of changes.

    `last_night` is the warehouse of the night compared with, None before the first; `folder` takes scratch files. A
    last night that cannot be compared with stops nothing: the reason stands in `signals.compared_night`.
    """
    create_empty(con, "signals.change")
    compared = _compared(con, FIRST_NIGHT) if last_night is None else _attributed(con, last_night, folder)
    fill(con, "signals.compared_night", pd.DataFrame([compared]).reindex(columns=list(columns_of(ComparedNight))))
    for relation, contract in (("signals.change", Change), ("signals.compared_night", ComparedNight)):
        describe(con, relation, contract, kind="TABLE")
    return len(con.table("signals.change"))


def _attributed(con: duckdb.DuckDBPyConnection, last_night: Path, folder: Path) -> dict[str, Any]:
    scratch = Path(tempfile.mkdtemp(prefix=".change-", dir=folder))
    try:
        con.execute("ATTACH $path AS last_night (READ_ONLY)", {"path": str(last_night)})
        difference = _fill_changes(con, scratch)
        return _compared(con, difference.problem, difference)
    except (duckdb.Error, OSError, WarehouseError) as error:
        log.warning("The night before could not be compared with: %s.", type(error).__name__)
        create_empty(con, "signals.change")
        return _compared(
            con, f"The night before could not be compared with ({type(error).__name__}), so no change has a cause."
        )
    finally:
        for name in _temporary(con):
            con.execute(f"DROP TABLE temp.{name}")
        for catalogue in _attached_here(con):
            con.execute(f"DETACH {catalogue}")
        shutil.rmtree(scratch)


def _fill_changes(con: duckdb.DuckDBPyConnection, scratch: Path) -> Difference:
    ((tonight,),) = con.execute("SELECT current_database()").fetchall()
    difference, catalogues = difference_of(con, scratch)
    states = {LAST: "last_night", **catalogues, TONIGHT: tonight}
    for table in ("answer", "person"):
        for state, catalogue in states.items():
            _add_state(con, table, state, catalogue, tonight)
    _write_facts(con, difference, states)
    for name in QUERIES:
        con.execute(f"CREATE TEMP TABLE {name} AS {_query(name)}")
    con.execute(f"INSERT INTO signals.change BY NAME {_query('change')}")
    return difference


def _add_state(con: duckdb.DuckDBPyConnection, table: str, state: int, catalogue: str, tonight: str) -> None:
    con.execute(f"USE {catalogue}")
    try:
        con.execute(f"CREATE TEMP TABLE of_state AS {_query(table)}")
    finally:
        con.execute(f"USE {tonight}")
    con.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} AS SELECT 0 AS state, * FROM of_state LIMIT 0")
    con.execute(f"INSERT INTO {table} SELECT $state, * FROM of_state", {"state": state})
    con.execute("DROP TABLE temp.of_state")


def _write_facts(con: duckdb.DuckDBPyConnection, difference: Difference, states: dict[int, str]) -> None:
    order = sorted(states)
    transition = pd.DataFrame(
        [(STEPS[one], one, other) for one, other in pairwise(order)],
        columns=["step", "from_state", "to_state"],
    )
    (last,), (now,) = (con.table(f"{name}raw.night").df().to_dict("records") for name in ("last_night.", ""))
    facts = pd.DataFrame(
        [
            {
                "last_state": TONIGHT,
                "as_of": now["as_of"],
                "is_later_day": now["as_of"] > last["as_of"],
                "is_other_sql": difference.rules_in_words is not None or difference.labels_in_words is not None,
                "is_other_program": difference.program_in_words is not None,
                "is_undivided": difference.is_undivided,
                "rules_in_words": difference.rules_in_words,
                "labels_in_words": difference.labels_in_words,
                "program_in_words": difference.program_in_words,
            }
        ]
    ).astype(dict.fromkeys(("rules_in_words", "labels_in_words", "program_in_words"), "string"))
    files = relation_files()
    rules = [name for name in files if name.startswith("rules.")]
    asking = [name.split(".")[1] for name in rules if "raw.night" in relations_behind([name], files)]
    given = {
        "transition": transition,
        "night_difference": facts,
        "asks_the_day": pd.DataFrame({"subject": [*asking, "case"]}, dtype="string"),
        "changed_source": difference.sources,
    }
    for name, frame in given.items():
        con.register("given_frame", frame)
        con.execute(f"CREATE TEMP TABLE {name} AS FROM given_frame")
        con.unregister("given_frame")


def _compared(
    con: duckdb.DuckDBPyConnection, problem: str | None, difference: Difference | None = None
) -> dict[str, Any]:
    ((as_of,),) = con.table("raw.night").select("as_of").fetchall()
    if difference is None:
        return {"as_of": as_of, "problem": problem, "is_attributed": False}
    ((last_as_of, run_id),) = con.table("last_night.raw.night").select("as_of", "run_id").fetchall()
    return {
        "as_of": as_of,
        "compared_as_of": last_as_of,
        "compared_run_id": run_id,
        "problem": problem,
        "is_attributed": True,
        "rules_in_words": difference.rules_in_words,
        "labels_in_words": difference.labels_in_words,
        "program_in_words": difference.program_in_words,
    }


def _temporary(con: duckdb.DuckDBPyConnection) -> list[str]:
    found = con.table_function("duckdb_tables").filter("database_name = 'temp'").select("table_name")
    return [name for (name,) in found.fetchall()]


def _attached_here(con: duckdb.DuckDBPyConnection) -> list[str]:
    found = con.table_function("duckdb_databases").select("database_name").fetchall()
    return [name for (name,) in found if name in CATALOGUES]


def _query(name: str) -> str:
    return (SQL_FOLDER / "change" / f"{name}.sql").read_text()
