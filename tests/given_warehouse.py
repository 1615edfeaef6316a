"""A warehouse that holds what a test draws: relations of any layer, or deliveries as text."""

import shutil
import tempfile
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from drawn_table import read_drawn_table

from flows.tables import create_empty_feed
from flows.validation import defects
from flows.warehouse import (
    build,
    build_order,
    compare_columns,
    compare_with_contracts,
    create_empty,
    create_relation,
    kind_of,
    load_reference,
    open_warehouse,
    relation_files,
    relations_read,
)
from schemas.catalogue import contract_of, contracts
from schemas.delivery import FEEDS

NUMBERS_OF_WAREHOUSES = count(1)
SMALL_BLOCK_BYTES = 16_384


@cache
def template() -> Path:
    """The warehouse of a night in which nothing arrived: made once, copied for each test.

    The reference tables and what is built from them alone are filled; all other tables are empty; every view is there.
    """
    folder = Path(tempfile.mkdtemp(prefix="vigil-test-"))
    alone = {relation for relation in relation_files() if rests_on_reference_alone(relation)}
    views = {relation for relation in relation_files() if kind_of(relation) == "VIEW"} - alone
    with open_warehouse(folder / "large.duckdb") as con:
        load_reference(con)
        build(con, alone)
        for feed in FEEDS:
            create_empty_feed(con, feed)
        loaded = {relation for relation in contracts() if relation.startswith("reference.")}
        rules = {relation for relation in relation_files() if relation.startswith("rules.")}
        for relation in (contracts().keys() | rules) - alone - views - loaded - {"rules.flag"}:
            create_empty(con, relation)
        for relation in build_order(relation_files().keys() - alone):
            if relation in views or contract_of(relation) is None:
                create_relation(con, relation, relation_files()[relation])
        compare_with_contracts(con, views)
    with duckdb.connect(str(folder / "template.duckdb"), config={"default_block_size": SMALL_BLOCK_BYTES}) as con:
        con.execute(f"ATTACH '{folder / 'large.duckdb'}' AS large (READ_ONLY); COPY FROM DATABASE large TO template")
    return folder / "template.duckdb"


@cache
def rests_on_reference_alone(relation: str) -> bool:
    """True for a relation that no delivery can change."""
    if relation.startswith("reference."):
        return True
    path = relation_files().get(relation)
    needed = relations_read(path) if path else frozenset()
    return bool(needed) and all(rests_on_reference_alone(one) for one in needed)


@cache
def rests_on(relation: str) -> frozenset[str]:
    """All relations that a relation reads, and those that they read."""
    path = relation_files().get(relation)
    read = relations_read(path) if path else frozenset()
    return read.union(*(rests_on(one) for one in read))


@cache
def instance() -> duckdb.DuckDBPyConnection:
    """The one DuckDB of a test process, to which each test attaches its own warehouse.

    Its queries are small: one thread, and joins in the order written, answer them soonest. Whole nights are tested
    with all threads and optimizers.
    """
    con = open_warehouse()
    con.execute("SET threads = 1; SET disabled_optimizers = 'projection_pullup,join_order'")
    con.execute("SET fsync_mode = 'NONE'; SET checkpoint_on_detach = 'DISABLED'")
    return con


class GivenWarehouse:
    """A warehouse that holds what a test gives, and builds what the test asks for."""

    def __init__(self, path: Path) -> None:
        shutil.copyfile(template(), path)
        self.name = f"given_{next(NUMBERS_OF_WAREHOUSES)}"
        self.con = instance().cursor()
        self.con.execute(f"ATTACH '{path}' AS {self.name}; USE {self.name}; SET TimeZone = 'UTC'")
        self.given_relations: set[str] = set()
        self.up_to_date: set[str] = set()
        self.unlike_template: set[str] = set()
        self.tables_for_views: set[str] = set()

    def close(self) -> None:
        """Leave the warehouse."""
        self.con.execute(f"USE memory; DETACH {self.name}")
        self.con.close()

    def give(self, relation: str, drawn: str) -> None:
        """Append drawn rows to a relation, which is created from its contract the first time."""
        self.up_to_date.clear()
        if relation not in self.given_relations:
            self._empty(relation)
            self.given_relations.add(relation)
        header, rows = read_drawn_table(drawn)
        fields = contract_of(relation).to_schema().columns
        unknown = set(header) - set(fields)
        assert not unknown, f"{relation} has no column {', '.join(sorted(unknown))}"
        values = []
        for row in rows:
            cells = dict(zip(header, row, strict=True))
            values += [cells.get(name) if name in cells else _harmless(field) for name, field in fields.items()]
        if rows:
            row_of_marks = f"({', '.join('?' * len(fields))})"
            self.con.execute(f"INSERT INTO {relation} VALUES {', '.join([row_of_marks] * len(rows))}", values)

    def rows(self, relation: str) -> list[dict[str, Any]]:
        """All rows of a relation of sql/, built on what was given."""
        self._build(relation)
        result = self.con.execute(f"FROM {relation}")
        names = [column[0] for column in result.description]
        return [dict(zip(names, values, strict=True)) for values in result.fetchall()]

    def _build(self, relation: str) -> None:
        if relation in self.given_relations | self.up_to_date:
            return
        path = relation_files()[relation]
        for needed in relations_read(path):
            self._provide(needed)
        if kind_of(relation) == "TABLE" or relation in self.unlike_template:
            self._create(relation)
        self.up_to_date.add(relation)

    def _create(self, relation: str) -> None:
        if relation in self.tables_for_views:
            self.con.execute(f"DROP TABLE {relation}")
            self.tables_for_views.remove(relation)
        create_relation(self.con, relation, relation_files()[relation])
        self.unlike_template.add(relation)
        contract = contract_of(relation)
        if contract is not None:
            built = self.con.table(relation)
            compare_columns(relation, contract, dict(zip(built.columns, map(str, built.types), strict=True)))

    def _provide(self, relation: str) -> None:
        if relation in self.given_relations:
            return
        if self._rests_on_given(relation) or (relation in relation_files() and contract_of(relation) is None):
            self._build(relation)
        elif relation in self.unlike_template:
            if rests_on_reference_alone(relation):
                self._build(relation)
            else:
                self._empty(relation)

    def _empty(self, relation: str) -> None:
        if relation in relation_files() and kind_of(relation) == "VIEW" and relation not in self.tables_for_views:
            self.con.execute(f"DROP VIEW {relation}")
            self.tables_for_views.add(relation)
        create_empty(self.con, relation)
        self.unlike_template.add(relation)

    def _rests_on_given(self, relation: str) -> bool:
        return relation in self.given_relations or not rests_on(relation).isdisjoint(self.given_relations)


DELIVERED_DEFAULTS = {
    "sender_id": "S1", "reported_at": "2026-03-02T08:00:00Z", "patient_id": "P1", "started_at": "2026-03-01", "dose_mg": "800",
    "collected_at": "2026-03-01", "measured_at": "2026-03-01", "analyte": "neutrophils", "value": "4.0", "unit": "10*9/L",
    "sign": "heart_rate", "verbatim_term": "headache", "medicine": "dolutegravir",
    "antibody_result": "negative",
}  # fmt: skip


class RawRows:
    """Deliveries as landing leaves them: text, with the defects that the contract finds."""

    def __init__(self, warehouse: GivenWarehouse) -> None:
        self.warehouse = warehouse
        self.con = warehouse.con
        self.n_rows = dict.fromkeys(FEEDS, 0)
        warehouse.given_relations |= {f"raw.{feed}" for feed in FEEDS}

    def deliver(self, feed: str, drawn: str) -> None:
        """Append drawn rows to `raw.<feed>`; what a row must have and was not drawn gets a harmless default."""
        self.warehouse.up_to_date.clear()
        header, rows = read_drawn_table(drawn)
        columns = self.con.table(f"raw.{feed}").columns
        frame = []
        for cells in rows:
            self.n_rows[feed] += 1
            row = {
                **DELIVERED_DEFAULTS,
                "record_id": f"R{self.n_rows[feed]}",
                **dict(zip(header, cells, strict=True)),
            }
            row = {
                "source_file": "f" * 64,
                "received_at": "2026-03-05T00:00:00Z",
                **row,
                "source_row": self.n_rows[feed] + 1,
            }
            frame.append({name: row.get(name) for name in columns})
        text = self.con.from_df(pd.DataFrame(frame, columns=columns))
        judged = [
            defects(FEEDS[feed]).alias("defects")
            if name == "defects"
            else duckdb.ColumnExpression(name).cast(type_).alias(name)
            for name, type_ in zip(columns, [str(t) for t in self.con.table(f"raw.{feed}").types], strict=True)
        ]
        text.select(*judged).insert_into(f"raw.{feed}")


HARMLESS = {
    "VARCHAR": "-", "DATE": "2020-01-01", "BOOLEAN": "false", "TIMESTAMP WITH TIME ZONE": "2020-01-01T00:00:00Z",
}  # fmt: skip


def _harmless(field: Any) -> str | None:
    if field.nullable:
        return None
    return HARMLESS.get(field.metadata["sql_type"], "[]" if field.metadata["sql_type"].endswith("[]") else "0")
