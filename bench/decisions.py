"""Bench: 10,000 open cases and 20,000 decisions; 50 reviewers at once. `python -m bench.decisions`."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

import duckdb
import numpy as np
import pandas as pd

from flows.decision.ledger import append, file_name
from flows.decision.live import case_states, decided_now, material_of
from flows.decision.load import load_decisions
from flows.decision.record import BEFORE_THE_FIRST, Decision, MaterialFact, sealed, to_bytes
from flows.decision.verify import inspect
from flows.store import Store, open_store
from flows.tables import fill
from flows.warehouse import build, create_empty, load_reference, open_warehouse
from schemas.base import columns_of
from schemas.catalogue import contract_of

AS_OF = date(2026, 11, 21)
FACTS = ("nullification", "seriousness", "listedness", "grade", "onset", "outcome", "term", "causality")
N_RESULTS = 4
N_SINCE = 200
N_PROCESSES = 5
REPEATS = 7


def decision(number: int, kind: str, case: int, form_key: str) -> Decision:
    """A decision on a case with the facts that `night` gives it."""
    return Decision(
        kind=kind, decided_by=f"reviewer {number % 50}", role="reviewer", form_key=form_key, run_id="R1", as_of=AS_OF,
        case_id=f"C{case:05d}", snapshot=facts_of(case), seriousness=("hospitalisation",), causality="possible",
        expectedness="unlisted", artefact="none", comment="Seen on the screen of the case; the site is asked.",
    )  # fmt: skip


def facts_of(case: int) -> tuple[MaterialFact, ...]:
    """Eight facts and four results of a case."""
    told = [MaterialFact(field, "", f"{case % 5}", f"{field} {case % 5}") for field in FACTS]
    results = [MaterialFact("laboratory", f"ALT on {day} Mar 2026", "88 U/L", "ALT 88 U/L") for day in range(N_RESULTS)]
    return (*told, *results)


def many(store: Store, n_cases: int, n_decisions: int) -> None:
    """A chain of that many decisions, written without waiting for the disk; the last one as the program does."""
    previous, decided_at = BEFORE_THE_FIRST, datetime.now(UTC) - timedelta(days=1)
    for number in range(1, n_decisions):
        form = decision(number, ("assess", "close")[number % 2], number // 2 % n_cases, f"K{number}")
        record = sealed(form, number, previous, decided_at, "I reviewed this case and close it.")
        (store.decision / file_name(record)).write_bytes(to_bytes(record))
        previous = record.sha256
    append(store, decision(0, "close", 0, "K0"), decided_at)


def night(store: Store, n_cases: int) -> Path:
    """A warehouse with that many cases, of which one in ten has changed since, and all decisions so far."""
    path = store.night / "warehouse.duckdb"
    with open_warehouse(path) as con:
        load_reference(con)
        cases = pd.DataFrame({"case_id": [f"C{case:05d}" for case in range(n_cases)]})
        _fill(con, "signals.case", cases)
        _fill(con, "signals.case_alias", cases.assign(alias_id=cases["case_id"]))
        rows = [(f"C{case:05d}", *fact) for case in range(n_cases) for fact in facts_of(case)]
        material = pd.DataFrame(rows, columns=["case_id", "field", "item", "value", "in_words"])
        is_changed = (material["field"] == "laboratory") & (np.arange(len(material)) % 120 == 8)
        material.loc[is_changed, ["value", "in_words"]] = ["188 U/L", "ALT 188 U/L"]
        _fill(con, "signals.case_material", material)
        create_empty(con, "signals.quarantine")
        _fill(con, "raw.night", pd.DataFrame({"as_of": [AS_OF], "run_id": ["R1"]}))
        load_decisions(con, store, datetime.now(UTC))
        build(con, ["signals.case_state"])
    return path


def _fill(con: duckdb.DuckDBPyConnection, relation: str, frame: pd.DataFrame) -> None:
    contract = contract_of(relation)
    if contract is not None:
        fill(con, relation, frame.reindex(columns=list(columns_of(contract))))


def at_once(store: Store, n_reviewers: int, n_each: int) -> list[float]:
    """Reviewers in several processes, each sending every form twice; the seconds of each first sending."""
    readers = []
    for process in range(N_PROCESSES):
        reader, writer = os.pipe()
        if os.fork() == 0:
            mine = range(process, n_reviewers, N_PROCESSES)
            took = []
            for nth in range(n_each):
                for reviewer in mine:
                    form = decision(reviewer, "comment", nth, f"{reviewer}-{nth}")
                    took.append(_seconds(partial(append, store, form)))
                    append(store, form)
            os.write(writer, " ".join(map(str, took)).encode())
            os._exit(0)
        os.close(writer)
        readers.append(reader)
    texts = [_read(reader) for reader in readers]
    for _ in readers:
        os.wait()
    return [float(one) for text in texts for one in text.split()]


def _read(descriptor: int) -> str:
    with os.fdopen(descriptor) as pipe:
        return pipe.read()


def _seconds(work: Callable[[], object]) -> float:
    clock = time.perf_counter()
    work()
    return time.perf_counter() - clock


def main(n_cases: int, n_decisions: int) -> None:
    """Print what each thing takes."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "crowd")
        clock = time.perf_counter()
        took = at_once(store, n_reviewers=50, n_each=4)
        wall = time.perf_counter() - clock
        after = inspect(store)
        keys = {record.decision.form_key for record in after.records}
        print(f"50 reviewers, {N_PROCESSES} processes, {len(took)} forms each sent twice: {wall:.1f} s, ", end="")
        print(f"median {1000 * median(took):.0f} ms, slowest {1000 * max(took):.0f} ms; ", end="")
        print(f"{len(after.records)} records, {len(keys)} forms, {len(after.problems)} problems")

        store = open_store(Path(folder) / "large")
        many(store, n_cases, n_decisions)
        took = [_seconds(partial(append, store, decision(n, "comment", n, f"one {n}"))) for n in range(REPEATS)]
        print(f"one more decision behind {n_decisions:,}: {1000 * median(took):.0f} ms")
        print(f"verified: {_seconds(lambda: inspect(store)):.1f} s")
        clock = time.perf_counter()
        warehouse = night(store, n_cases)
        print(f"{n_cases:,} cases and all decisions loaded: {time.perf_counter() - clock:.1f} s")
        for number in range(N_SINCE):
            append(store, decision(number, "close", number, f"since {number}"))
        now = datetime.now(UTC)
        queue = [_seconds(lambda: case_states(store, warehouse, now)) for _ in range(REPEATS)]
        print(f"state of every case now, {N_SINCE} decisions since the night: {1000 * median(queue):.0f} ms")
        round_trip = [_seconds(partial(_decide, store, warehouse, number)) for number in range(REPEATS)]
        print(f"one decision, from the facts to the new state: {1000 * median(round_trip):.0f} ms")


def _decide(store: Store, warehouse: Path, number: int) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as con:
        material_of(con, f"C{number:05d}")
    append(store, decision(number, "close", number, f"now {number}"))
    with decided_now(store, warehouse, datetime.now(UTC), ["signals.case_state"]) as con:
        con.table("signals.case_state").filter(f"case_id = 'C{number:05d}'").fetchall()


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:3])) if len(sys.argv) > 2 else main(10_000, 20_000)
