"""A published night with many open cases and a long record of decisions, for the bench of decisions."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from flows.decision.ledger import append, file_name
from flows.decision.load import load_decisions
from flows.decision.record import BEFORE_THE_FIRST, Decision, MaterialFact, sealed, to_bytes
from flows.decision.touched import JUDGED
from flows.store import Store
from flows.tables import fill
from flows.warehouse import build, create_empty, load_reference, open_warehouse, relation_files
from schemas.base import columns_of
from schemas.catalogue import contract_of, contracts

FACTS = ("nullification", "seriousness", "listedness", "grade", "onset", "outcome", "term", "causality")
N_RESULTS = 4
FILLED_BY_PYTHON = (
    "raw.night", "raw.step", "raw.delivery", "raw.relation_text", "raw.monitoring_design", "staging.set_aside",
    "raw.drill", "raw.rebuild",
)  # fmt: skip
KINDS = ("assess", "take")
N_BUILT_BEFORE = 3
"""Hours before now at which the night was built."""


def case_id(case: int) -> str:
    """The id of the case of that number."""
    return f"C-{case:010d}"


def facts_of(case: int) -> tuple[MaterialFact, ...]:
    """Eight facts and four results of a case."""
    told = [MaterialFact(field, "", f"{case % 5}", f"{field} {case % 5}") for field in FACTS]
    results = [MaterialFact("laboratory", f"ALT on {day} Mar 2026", "88 U/L", "ALT 88 U/L") for day in range(N_RESULTS)]
    return (*told, *results)


def decision(number: int, kind: str, case: int, form_key: str) -> Decision:
    """A decision on a case with the facts that the night gives it."""
    return Decision(
        kind=kind, decided_by=f"reviewer {number % 50}", role="reviewer", form_key=form_key, run_id="R1",
        as_of=_as_of(), case_id=case_id(case), snapshot=facts_of(case), seriousness=("hospitalisation",),
        causality="possible", expectedness="unlisted", artefact="none",
        comment="Seen on the screen of the case; the site is asked.",
    )  # fmt: skip


def many(store: Store, n_cases: int, n_decisions: int) -> None:
    """A chain of that many decisions, written without waiting for the disk; the last one as the program does."""
    previous, decided_at = BEFORE_THE_FIRST, datetime.now(UTC) - timedelta(days=1)
    for number in range(1, n_decisions):
        form = decision(number, KINDS[number % 2], number // 2 % n_cases, f"K{number}")
        record = sealed(form, number, previous, decided_at, "I reviewed this case and this assessment is mine.")
        (store.decision / file_name(record)).write_bytes(to_bytes(record))
        previous = record.sha256
    append(store, decision(0, "take", 0, "K0"), decided_at)


def publish(store: Store, n_cases: int) -> Path:
    """A night with that many cases, each with a clock that runs, one in ten changed since it was decided."""
    folder = store.night / _as_of().isoformat()
    folder.mkdir()
    path = folder / "warehouse.duckdb"
    with open_warehouse(path) as con:
        load_reference(con)
        for relation in contracts():
            if relation.split(".")[0] in {"clinical", "signals"} or relation in FILLED_BY_PYTHON:
                create_empty(con, relation)
        _fill_cases(con, n_cases)
        built_at = datetime.now(UTC) - timedelta(hours=N_BUILT_BEFORE)
        night = {"as_of": _as_of(), "run_id": "R1", "built_at": built_at, "is_historical": False}
        _fill(con, "raw.night", pd.DataFrame([night]))
        load_decisions(con, store, datetime.now(UTC))
        build(con, JUDGED)
        build(con, [name for name in relation_files() if name.startswith("marts.")])
        con.execute("CHECKPOINT")
    os.symlink(folder.relative_to(store.root), store.current)
    return path


def _fill_cases(con: duckdb.DuckDBPyConnection, n_cases: int) -> None:
    number = np.arange(n_cases)
    ids = pd.Series([case_id(case) for case in range(n_cases)])
    people = pd.Series([f"P-{case // 3:05d}" for case in number])
    known_at = pd.Series(datetime.now(UTC) - pd.to_timedelta(number % 14, unit="D"))
    cases = pd.DataFrame(
        {
            "case_id": ids, "patient_id": people, "site_id": "SITE-01", "concept": "other", "concept_title": "Rash",
            "is_adverse_event": True, "lead_term": "rash", "first_received_at": known_at, "first_aware_at": known_at,
            "aware_zone": "UTC", "aware_party": "site", "latest_information_at": known_at, "n_reports": 1,
            "n_withdrawn": 0, "n_versions": 2, "n_flags": 0, "grade": 1 + number % 4, "is_serious": True,
            "seriousness": "H", "is_listed": False, "label_version": "2023-12", "listedness_why": "Not named.",
            "is_nullified": False, "is_ind_study": False, "completeness_share": 0.8, "missing": "Sex",
        }
    )  # fmt: skip
    _fill(con, "signals.case", cases)
    _fill(con, "signals.case_alias", pd.DataFrame({"alias_id": ids, "case_id": ids, "kind": "report", "part_id": ids}))
    course = pd.DataFrame(
        {
            "case_id": ids, "nth": 1, "entry_kind": "report_version", "entry_id": ids + "#2", "aware_at": known_at,
            "aware_zone": "UTC", "aware_party": "site", "is_withdrawal": False, "n_reports": 1, "n_withdrawn": 0,
            "n_flags": 0, "is_serious": True, "is_listed": False, "is_ind_study": False, "is_nullified": False,
            "is_new_information": True,
        }
    )  # fmt: skip
    course["letters"] = [["H"]] * n_cases
    _fill(con, "signals.case_course", course)
    due_on = pd.Series([_as_of() + timedelta(days=int(one)) for one in number % 14])
    clocks = pd.DataFrame(
        {
            "clock_id": ids, "subject": "case", "case_id": ids, "kind": "serious_unlisted", "title": "15-day report",
            "day0_at": known_at, "day0_zone": "UTC", "aware_party": "site", "day0_on": known_at.dt.date,
            "zone": "America/New_York", "due_on": due_on, "is_due": True, "state": "due",
            "why": "Serious and not listed.", "source": "21 CFR 600.80(c)(1)(i)",
        }
    )  # fmt: skip
    _fill(con, "signals.clock", clocks)
    _fill_versions(con, ids, people, known_at)
    rows = [(case_id(case), *fact) for case in range(n_cases) for fact in facts_of(case)]
    material = pd.DataFrame(rows, columns=["case_id", "field", "item", "value", "in_words"])
    is_changed = (material["field"] == "laboratory") & (np.arange(len(material)) % 120 == 8)
    material.loc[is_changed, ["value", "in_words"]] = ["188 U/L", "ALT 188 U/L"]
    _fill(con, "signals.case_material", material)


def _fill_versions(con: duckdb.DuckDBPyConnection, ids: pd.Series, people: pd.Series, known_at: pd.Series) -> None:
    for precedence, disposition in ((1, "superseded"), (2, "in_force")):
        versions = pd.DataFrame(
            {
                "version_id": ids + f"#{precedence}", "event_id": ids, "patient_id": people, "precedence": precedence,
                "record_version": str(precedence), "record_status": "final", "disposition": disposition,
                "term": "rash", "verbatim_term": "a rash on both arms", "severity_grade": precedence,
                "counts_as_serious": True, "received_at": known_at, "aware_at": known_at, "aware_zone": "UTC",
                "aware_party": "site", "source_file": "0" * 64, "source_row": range(2, len(ids) + 2),
            }
        )  # fmt: skip
        versions["letters"] = [["H"]] * len(ids)
        _fill(con, "clinical.report_version", versions, is_first=precedence == 1)
        members = versions.assign(case_id=ids, kind="report_version", member_id=versions["version_id"], why="onset")
        _fill(con, "signals.case_member", members, is_first=precedence == 1)


def _fill(con: duckdb.DuckDBPyConnection, relation: str, frame: pd.DataFrame, *, is_first: bool = True) -> None:
    contract = contract_of(relation)
    if contract is None:
        raise ValueError(f"{relation} has no contract.")
    types = columns_of(contract)
    whole = frame.reindex(columns=list(types))
    if is_first:
        fill(con, relation, whole)
        return
    typed = [duckdb.ColumnExpression(name).cast(type_).alias(name) for name, type_ in types.items()]
    con.from_df(whole).select(*typed).insert_into(relation)


def _as_of() -> date:
    return datetime.now(UTC).date() - timedelta(days=1)
