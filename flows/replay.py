"""Replay: the published night's rows under other numbers or another rule, compared before anything is published."""

import csv
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

import duckdb

from flows.land import refresh_raw
from flows.load import load_rows
from flows.query import current_warehouse, read_only
from flows.run_record import one_night_at_a_time
from flows.store import Store
from flows.warehouse import (
    SQL_FOLDER,
    WarehouseError,
    build,
    load_reference,
    load_reference_file,
    open_warehouse,
    relation_files,
    relations_behind,
)

ANSWERS = ("signals.flag", "signals.unassessable")
LARGEST = 10**12
COPIED = ("raw.delivery", "raw.night", "raw.step")


class NumberChange(NamedTuple):
    """A number to try: `rule.name=value`."""

    rule: str
    name: str
    value: str


class Change(NamedTuple):
    """One answer that differs, as sql/replay/change.sql gives it."""

    change: str
    rule: str
    patient_id: str
    onset_on: date | None
    published_why: str | None
    replayed_why: str | None


@dataclass(frozen=True)
class Replay:
    """What was replayed and what differs. `numbers` tells old and new value of each changed number, in words."""

    as_of: date
    n_answers: int
    numbers: list[str]
    changes: list[Change]


def parse_number(text: str) -> NumberChange:
    """`neutropenia.neutrophils_giga_per_l=0.75` as its parts. Raises ValueError."""
    key, equals, value = (part.strip() for part in text.partition("="))
    rule, point, name = key.partition(".")
    if not (equals and point and rule and name and value):
        raise ValueError(f"'{text}' is not RULE.NAME=VALUE, as in neutropenia.neutrophils_giga_per_l=0.75.")
    return NumberChange(rule, name, value)


def replay(store: Store, numbers: list[NumberChange], rule_files: list[Path]) -> Replay:
    """Build the published night's rows once more, with `numbers` and `rule_files` in place of those of sql/.

    Nothing is published and nothing in the store is changed but the cache of raw rows. Raises WarehouseError for a
    number or a rule that does not exist, NothingPublished, NightAlreadyRunning.
    """
    published = current_warehouse(store)
    with one_night_at_a_time(store), _scratch(store) as folder:
        refresh_raw(store)
        with open_warehouse(folder / "warehouse.duckdb") as con:
            said = _load(con, store, published, numbers, folder)
            files = relation_files() | {_rule_of(path): path for path in rule_files}
            build(con, relations_behind(ANSWERS, files) & files.keys(), files)
            con.execute("CREATE SCHEMA replay")
            con.sql(_query("answer")).create("replay.replayed_answer")
            with read_only(published) as night:
                con.from_arrow(night.sql(_query("answer")).to_arrow_table()).create("replay.published_answer")
                ((as_of,),) = night.table("v1.night").select("as_of").fetchall()
            changes = [Change(*row) for row in con.sql(_query("change")).fetchall()]
            n_answers = len(con.table("replay.replayed_answer"))
    return Replay(as_of, n_answers, said, changes)


def write_changes(changes: list[Change], target: Path) -> None:
    """Every change as a row of a CSV file."""
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(Change._fields)
        writer.writerows(changes)


def _load(
    con: duckdb.DuckDBPyConnection, store: Store, published: Path, numbers: list[NumberChange], folder: Path
) -> list[str]:
    load_reference(con)
    said = _change_numbers(con, numbers, folder)
    with read_only(published) as night:
        for relation in COPIED:
            con.from_arrow(night.table(relation).to_arrow_table()).create(relation)
        source_files = {row[0] for row in night.table("raw.delivery").select("source_file").fetchall()}
    load_rows(con, store, source_files)
    return said


def _change_numbers(con: duckdb.DuckDBPyConnection, numbers: list[NumberChange], folder: Path) -> list[str]:
    """Load the numbers in force with the changed ones among them; tells old and new."""
    path = SQL_FOLDER / "reference" / "threshold.csv"
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    at = {(row[0], row[1]): row for row in rows}
    said = []
    for change in numbers:
        row = at.get((change.rule, change.name))
        if row is None:
            known = ", ".join(f"{rule}.{name}" for rule, name in at if rule == change.rule)
            raise WarehouseError(
                f"There is no number {change.rule}.{change.name}. "
                + (f"That rule has {known}." if known else f"There is no rule {change.rule} with numbers.")
            )
        if not _is_number(change.value):
            raise WarehouseError(f"{change.value} is no number that {change.rule}.{change.name} could be.")
        said.append(f"{change.rule}.{change.name}: {row[2]} in force, {change.value} tried [{row[3]}]")
        row[2] = change.value
    changed = folder / path.name
    with changed.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    load_reference_file(con, changed)
    return said


def _is_number(text: str) -> bool:
    """True for what a threshold can hold: up to twelve digits before the point and six behind it."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and abs(number) < LARGEST


def _rule_of(path: Path) -> str:
    relation = f"rules.{path.stem}"
    if not path.is_file():
        raise WarehouseError(f"{path} is no file. Name the SELECT file of a rule with --rule.")
    if relation not in relation_files():
        raise WarehouseError(f"{path.name} is called like no rule in sql/rules/. A draft bears the name of its rule.")
    return relation


def _query(name: str) -> str:
    return (SQL_FOLDER / "replay" / f"{name}.sql").read_text()


@contextmanager
def _scratch(store: Store) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=".replay-", dir=store.root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
