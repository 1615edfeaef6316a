"""What differs between two nights beside the data, and tonight's rows under what was in force last night."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from flows.attribution.counterfactual import ANSWERS, build_counterfactual, select_files
from flows.attribution.sources import (
    LABELS_AND_TERMS,
    THRESHOLD,
    ChangedRow,
    Texts,
    changed_relations,
    changed_rows,
    texts_of,
)
from flows.warehouse import SQL_FOLDER, WarehouseError, relation_files, relations_behind

LAST, UNDER_LAST_RULES, UNDER_LAST_LABELS, TONIGHT = range(4)
STEPS = {LAST: "data", UNDER_LAST_RULES: "rules", UNDER_LAST_LABELS: "labels"}
"""The step that leads from a state to the next one there is."""
NOT_DIVIDED = (
    "Last night's rules cannot be run on tonight's rows, so a change without a changed row is put down to the rules."
)
SHOWN_IN_WORDS = 5
CASE = "case"


@dataclass
class Difference:
    """What differs beside the data. `sources`: a row for each rule (or `case`), step and changed thing behind it."""

    sources: pd.DataFrame
    rules_in_words: str | None
    labels_in_words: str | None
    program_in_words: str | None
    is_undivided: bool = False

    @property
    def problem(self) -> str | None:
        """What could not be told apart, as a sentence."""
        return NOT_DIVIDED if self.is_undivided else None


def difference_of(con: duckdb.DuckDBPyConnection, scratch: Path) -> tuple[Difference, dict[int, str]]:
    """What differs from the catalogue `last_night`, and the attached catalogue of each state between it and tonight."""
    if _fingerprint(con, "last_night.") == _fingerprint(con, ""):
        return Difference(_frame([]), None, None, _program(con)), {}
    macros = (SQL_FOLDER / "macros.sql").read_text()
    before, after = texts_of(con, "last_night.raw.relation_text", macros), texts_of(con, "raw.relation_text", macros)
    rows = changed_rows(con, "last_night")
    relations = changed_relations(before, after)
    folder = scratch / "select"
    folder.mkdir()
    files = {LAST: select_files(before, folder), TONIGHT: dict(relation_files())} if relations or rows else {}
    by_rules = {name: rows_of for name, rows_of in rows.items() if name not in LABELS_AND_TERMS}
    by_labels = {name: rows_of for name, rows_of in rows.items() if name in LABELS_AND_TERMS}
    needed = relations_behind(ANSWERS, relation_files())
    changed = {
        UNDER_LAST_RULES: _resting_on(before, by_rules, needed) | (relations & (needed | before.bare.keys())),
        UNDER_LAST_LABELS: _resting_on(after, by_labels, needed),
    }
    if files:
        needed_before = relations_behind(ANSWERS, files[LAST])
        changed[UNDER_LAST_RULES] &= needed | needed_before
    sources = [
        *_sources("rules", after, relations & needed, by_rules),
        *_sources("labels", after, set(), by_labels),
    ]
    difference = Difference(
        _frame(sources),
        _in_words(sources, "rules") if changed[UNDER_LAST_RULES] else None,
        _in_words(sources, "labels") if changed[UNDER_LAST_LABELS] else None,
        _program(con),
    )
    catalogues: dict[int, str] = {}
    try:
        if changed[UNDER_LAST_LABELS]:
            build_counterfactual(
                con, "under_last_labels", scratch / "labels.duckdb", after, files[TONIGHT],
                changed[UNDER_LAST_LABELS], by_labels,
            )  # fmt: skip
            catalogues[UNDER_LAST_LABELS] = "under_last_labels"
        if changed[UNDER_LAST_RULES]:
            build_counterfactual(
                con, "under_last_rules", scratch / "rules.duckdb", before, files[LAST],
                changed[UNDER_LAST_RULES] | _resting_on(before, by_labels, needed), rows,
            )  # fmt: skip
            catalogues[UNDER_LAST_RULES] = "under_last_rules"
    except (duckdb.Error, WarehouseError):
        difference.is_undivided = True
        return difference, {}
    return difference, catalogues


def _resting_on(texts: Texts, rows: dict[str, list[ChangedRow]], needed: set[str]) -> set[str]:
    """The needed relations whose SELECT reads a changed row; of numbers only those that ask for a changed one."""
    tables = rows.keys() - {THRESHOLD}
    numbers = {row.key for row in rows.get(THRESHOLD, [])}
    return {name for name in needed if not texts.reads(name).isdisjoint(tables) or texts.asks_for(name, numbers)}


def _sources(
    step: str, texts: Texts, relations: set[str], rows: dict[str, list[ChangedRow]]
) -> list[tuple[str, str, str, int, str]]:
    """For each rule and for cases: the changed rows first (place 1), then the changed SELECTs (place 2)."""
    files = relation_files()
    cause = "label" if step == "labels" else "rule"
    subjects = {name.split(".")[1]: {name} for name in files if name.startswith("rules.")} | {CASE: {"signals.case"}}
    found = []
    for subject, start in subjects.items():
        rests_on = relations_behind(start, files)
        for table, table_rows in rows.items():
            if table == THRESHOLD:
                of_it = [row for row in table_rows if any(texts.asks_for(name, {row.key}) for name in rests_on)]
                of_it.sort(key=lambda row: row.rule != subject)
            elif any(table in texts.reads(name) for name in rests_on):
                own = [row for row in table_rows if row.rule == subject]
                of_it = own or [row for row in table_rows if row.rule is None or subject == CASE]
            else:
                of_it = []
            found += [(step, subject, cause, 1, row.in_words) for row in of_it[:SHOWN_IN_WORDS]]
        found += [(step, subject, cause, 2, f"sql/{name.replace('.', '/')}.sql") for name in relations & rests_on]
    return found


def _frame(sources: list[tuple[str, str, str, int, str]]) -> pd.DataFrame:
    types = {"step": "string", "subject": "string", "cause": "string", "place": "int64", "in_words": "string"}
    return pd.DataFrame(sources, columns=list(types)).astype(types)


def _fingerprint(con: duckdb.DuckDBPyConnection, catalogue: str) -> str:
    """Digest of every file of sql/ in that night: where it is the same, only data and program can differ."""
    ((fingerprint,),) = con.table(f"{catalogue}raw.night").select("rules_fingerprint").fetchall()
    return str(fingerprint)


def _in_words(sources: list[tuple[str, str, str, int, str]], step: str) -> str:
    words = sorted({(place, said) for one, _, _, place, said in sources if one == step})
    more = f"; and {len(words) - SHOWN_IN_WORDS} more" if len(words) > SHOWN_IN_WORDS else ""
    return ("; ".join(said for _, said in words[:SHOWN_IN_WORDS]) or "sql/ differs") + more


def _program(con: duckdb.DuckDBPyConnection) -> str | None:
    """Version and commit before and now, in words; None when both and the delivery contracts are the same."""
    columns = ("software_version", "git_commit", "contract_fingerprint")
    before, after = (con.table(f"{name}raw.night").select(*columns).fetchall()[0] for name in ("last_night.", ""))
    if before == after:
        return None
    shown = [f"{version} ({commit[:12]})" if commit else version for version, commit, _ in (before, after)]
    return f"the program changed: {shown[0]} → {shown[1]}"
