"""The warehouse: SQL files become relations, in the order in which they read each other."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import duckdb

from schemas.base import Contract, columns_of, comments_of
from schemas.catalogue import LAYERS, contract_of

SQL_FOLDER = Path(__file__).parents[1] / "sql"
TABLE_LAYERS = frozenset({"clinical", "rules", "signals"})
"""Rules too: answered one after the other they hold in memory what one of them needs, and not what all do."""
READ_OFTEN = frozenset(
    {
        "staging.later_defect", "staging.set_aside", "staging.local_offset", "staging.course", "staging.person",
        "marts.case_work", "marts.decision",
    }
)  # fmt: skip
"""Tables in a layer of views."""
SLOW_OPTIMIZERS = "projection_pullup"
"""Planning takes DuckDB up to twice as long with it; no answer depends on an optimizer."""


class WarehouseError(Exception):
    """Something in sql/ or schemas/ is wrong; the message is a sentence that says what and where."""


def open_warehouse(path: Path | None = None, *, memory_limit: str = "1200MB") -> duckdb.DuckDBPyConnection:
    """A writable warehouse (in memory without a path), new or as it stands, cut off from the network."""
    is_new = path is None or not path.exists()
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "memory_limit": memory_limit,
        "preserve_insertion_order": False,
        "disabled_optimizers": SLOW_OPTIMIZERS,
    }
    con = duckdb.connect(str(path) if path else ":memory:", config=settings)
    con.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")  # what a command prints is its answer alone
    if is_new:
        give_layers(con)
    return con


def give_layers(con: duckdb.DuckDBPyConnection) -> None:
    """A schema for each layer, and the macros that the files of sql/ call."""
    for layer in LAYERS:
        con.execute(f"CREATE SCHEMA {layer}")
    create_empty(con, "reference.threshold")
    con.execute((SQL_FOLDER / "macros.sql").read_text())


def create_empty(con: duckdb.DuckDBPyConnection, relation: str) -> None:
    """Create or replace a table without rows from its contract."""
    contract = contract_of(relation)
    if contract is None:
        raise WarehouseError(f"{relation} has no contract in schemas/.")
    body = ", ".join(f'"{name}" {type_}' for name, type_ in columns_of(contract).items())
    con.execute(f"CREATE OR REPLACE TABLE {relation} ({body})")


@cache
def relation_files() -> dict[str, Path]:
    """Relation name → its SELECT file, for every layer; the path is the name."""
    return {f"{layer}.{path.stem}": path for layer in LAYERS for path in sorted((SQL_FOLDER / layer).glob("*.sql"))}


@cache
def relations_read(path: Path) -> frozenset[str]:
    """Relations that a SELECT file reads, as DuckDB's own parser sees them (nothing is bound or run)."""
    parser = duckdb.default_connection().cursor()
    (text,) = parser.execute("SELECT json_serialize_sql(?)", [path.read_text()]).fetchone() or ("{}",)
    tree = json.loads(text)
    if tree.get("error"):
        raise WarehouseError(f"{_short(path)} is not one SELECT statement: {tree.get('error_message')}.")
    return frozenset(_base_tables(tree))


def _base_tables(node: object) -> Iterable[str]:
    if isinstance(node, dict):
        if node.get("type") == "BASE_TABLE" and node.get("schema_name"):
            yield f"{node['schema_name']}.{node['table_name']}"
        for child in node.values():
            yield from _base_tables(child)
    elif isinstance(node, list):
        for child in node:
            yield from _base_tables(child)


def build_order(relations: Iterable[str], files: Mapping[str, Path] | None = None) -> list[str]:
    """The given relations, each after those of them that it reads; `files` as for `build`."""
    wanted = set(relations)
    files = files or relation_files()
    graph = {name: relations_read(files[name]) & wanted for name in sorted(wanted)}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise WarehouseError(
            f"These files in sql/ read each other in a circle: {' → '.join(error.args[1])}."
        ) from error


def relations_behind(relations: Iterable[str], files: Mapping[str, Path]) -> set[str]:
    """The relations and all that they rest on, those without a file (raw, reference) included."""
    found: set[str] = set()
    waiting = set(relations)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= (relations_read(files[name]) if name in files else frozenset()) - found
    return found


def rests_on_reference_alone(relation: str, files: Mapping[str, Path]) -> bool:
    """True for a relation that no delivery can change."""
    if relation not in files:
        return relation.startswith("reference.")
    needed = relations_read(files[relation])
    return bool(needed) and all(rests_on_reference_alone(one, files) for one in needed)


def load_reference(con: duckdb.DuckDBPyConnection, names: Iterable[str] | None = None) -> list[str]:
    """Load `sql/reference/*.csv` (or the named ones) as typed tables, each checked by its contract."""
    files = sorted((SQL_FOLDER / "reference").glob("*.csv"))
    chosen = [path for path in files if names is None or path.stem in set(names)]
    for path in chosen:
        load_reference_file(con, path)
    return [f"reference.{path.stem}" for path in chosen]


def load_reference_file(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Load one CSV as `reference.<its name>`. Raises WarehouseError when it does not fit its contract."""
    relation = f"reference.{path.stem}"
    contract = contract_of(relation)
    if contract is None:
        raise WarehouseError(f"{_short(path)} has no contract. Add a class for {relation} to schemas/reference.py.")
    text = con.read_csv(str(path), header=True, all_varchar=True, delimiter=",", quotechar='"', escapechar='"')
    types = columns_of(contract)
    if text.columns != list(types):
        raise WarehouseError(f"{_short(path)} must have the columns {', '.join(types)}, in that order.")
    try:
        typed = text.select(*[duckdb.ColumnExpression(name).cast(type_).alias(name) for name, type_ in types.items()])
        con.execute(f"DROP TABLE IF EXISTS {relation}")
        typed.create(relation)
        contract.validate(con.table(relation).df(), lazy=True)
    except Exception as error:
        raise WarehouseError(f"{_short(path)} does not fit its contract {contract.__name__}: {error}") from error
    describe(con, relation, contract, kind="TABLE")


def build(
    con: duckdb.DuckDBPyConnection, relations: Iterable[str], files: Mapping[str, Path] | None = None
) -> list[str]:
    """Build relations from their files in sql/, in reading order; each is compared with its contract.

    `files` (relation → SELECT file) stands for `relation_files()` where a draft is tried instead of a file of sql/.
    """
    files = files or relation_files()
    order = build_order(relations, files)
    built: list[str] = []
    try:
        for relation in order:
            create_relation(con, relation, files[relation])
            built.append(relation)
    except WarehouseError:
        compare_with_contracts(con, built)
        raise
    compare_with_contracts(con, built)
    for relation in built:
        contract = contract_of(relation)
        if contract is not None:
            describe(con, relation, contract, kind_of(relation))
    return order


def kind_of(relation: str) -> str:
    """TABLE in `clinical`, `rules` and `signals` and where it is read often, VIEW elsewhere."""
    return "TABLE" if relation.split(".")[0] in TABLE_LAYERS or relation in READ_OFTEN else "VIEW"


def create_relation(con: duckdb.DuckDBPyConnection, relation: str, path: Path) -> None:
    """Create or replace one relation from its SELECT file; what it reads must be there."""
    layer, name = relation.split(".")
    try:
        con.execute(f'CREATE OR REPLACE {kind_of(relation)} {layer}."{name}" AS {path.read_text()}')
    except duckdb.Error as error:
        raise WarehouseError(f"{_short(path)} could not be built: {error}") from error


def insert_relation(con: duckdb.DuckDBPyConnection, path: Path, *, into: str) -> None:
    """Add the rows of a SELECT file to a table of its columns."""
    try:
        con.execute(f"INSERT INTO {into} BY NAME {path.read_text()}")
    except duckdb.Error as error:
        raise WarehouseError(f"{_short(path)} could not be read: {error}") from error


def compare_with_contracts(con: duckdb.DuckDBPyConnection, relations: Iterable[str]) -> None:
    """Raise unless each relation has just its contract's columns, in order, with its types.

    The catalogue is asked once for all of them: to ask a view for its columns is to plan it again.
    """
    columns = con.table_function("duckdb_columns").filter("NOT internal").order("column_index")
    actual: dict[str, dict[str, str]] = {}
    for layer, table, name, type_ in columns.select("schema_name, table_name, column_name, data_type").fetchall():
        actual.setdefault(f"{layer}.{table}", {})[name] = type_
    for relation in relations:
        contract = contract_of(relation)
        if contract is not None:
            compare_columns(relation, contract, actual[relation])


def compare_columns(relation: str, contract: type[Contract], actual: Mapping[str, str]) -> None:
    """Raise unless the columns (name → type, in order) are the contract's."""
    expected = columns_of(contract)
    if list(actual.items()) != list(expected.items()):
        wrong = [f"{name} {type_}" for name, type_ in actual.items() if expected.get(name) != type_]
        missing = [f"{name} {type_}" for name, type_ in expected.items() if actual.get(name) != type_]
        raise WarehouseError(
            f"{relation} differs from contract {contract.__name__}: it has {', '.join(wrong) or 'another order'} "
            f"where {', '.join(missing) or 'the order of the contract'} is promised."
        )


def describe(con: duckdb.DuckDBPyConnection, relation: str, contract: type[Contract], kind: str) -> None:
    """Write the contract's words into the database as comments on the relation and its columns."""
    summary = " ".join((contract.__doc__ or "").split())
    comments = [f"COMMENT ON {kind} {relation} IS {_literal(summary)}"]
    comments += [
        f'COMMENT ON COLUMN {relation}."{name}" IS {_literal(comment)}'
        for name, comment in comments_of(contract).items()
    ]
    con.execute("BEGIN; " + "; ".join(comments) + "; COMMIT")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _short(path: Path) -> str:
    return f"sql/{path.relative_to(SQL_FOLDER)}" if path.is_relative_to(SQL_FOLDER) else str(path)
