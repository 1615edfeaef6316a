"""A warehouse that holds what a test draws: relations of any layer, or deliveries as text."""

import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from drawn_table import read_drawn_table

from flows.tables import create_empty_feed
from flows.validation import defects
from flows.warehouse import (
    build,
    build_one,
    create_empty,
    load_reference,
    open_warehouse,
    relation_files,
    relations_read,
)
from schemas.catalogue import contract_of
from schemas.delivery import FEEDS


@cache
def template() -> Path:
    """A warehouse with the reference tables and all that is built from them alone: made once, copied for each test."""
    path = Path(tempfile.mkdtemp(prefix="vigil-test-")) / "template.duckdb"
    with open_warehouse(path) as con:
        load_reference(con)
        build(con, [relation for relation in relation_files() if rests_on_reference_alone(relation)])
    return path


def rests_on_reference_alone(relation: str) -> bool:
    """True for a relation that no delivery can change."""
    if relation.startswith("reference."):
        return True
    path = relation_files().get(relation)
    needed = relations_read(path) if path else frozenset()
    return bool(needed) and all(rests_on_reference_alone(one) for one in needed)


class GivenWarehouse:
    """A warehouse that holds what a test gives, and builds what the test asks for."""

    def __init__(self, path: Path) -> None:
        shutil.copyfile(template(), path)
        self.con = open_warehouse(path)
        self.given_relations: set[str] = set()
        self.up_to_date: set[str] = set()

    def give(self, relation: str, drawn: str) -> None:
        """Append drawn rows to a relation, which is created from its contract the first time."""
        self.up_to_date.clear()
        if relation not in self.given_relations:
            create_empty(self.con, relation)
            self.given_relations.add(relation)
        header, rows = read_drawn_table(drawn)
        fields = contract_of(relation).to_schema().columns
        unknown = set(header) - set(fields)
        assert not unknown, f"{relation} has no column {', '.join(sorted(unknown))}"
        for row in rows:
            cells = dict(zip(header, row, strict=True))
            values = [cells.get(name) if name in cells else _harmless(field) for name, field in fields.items()]
            self.con.execute(f"INSERT INTO {relation} VALUES ({', '.join('?' * len(values))})", values)

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
        build_one(self.con, relation)
        self.up_to_date.add(relation)

    def _provide(self, relation: str) -> None:
        if relation in self.given_relations:
            return
        if self._rests_on_given(relation) or (relation in relation_files() and contract_of(relation) is None):
            self._build(relation)
        elif not rests_on_reference_alone(relation):
            create_empty(self.con, relation)

    def _rests_on_given(self, relation: str) -> bool:
        if relation in self.given_relations:
            return True
        path = relation_files().get(relation)
        return path is not None and any(self._rests_on_given(needed) for needed in relations_read(path))


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
        for feed in FEEDS:
            create_empty_feed(self.con, feed)
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
