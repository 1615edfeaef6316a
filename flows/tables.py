"""Tables of the warehouse that Python fills, each created from its contract."""

from pathlib import Path

import duckdb
import pandas as pd

from flows.validation import DEFECT_TYPE
from flows.warehouse import WarehouseError, create_empty
from schemas.base import columns_of
from schemas.catalogue import contract_of
from schemas.delivery import FEEDS


def fill(con: duckdb.DuckDBPyConnection, relation: str, frame: pd.DataFrame) -> None:
    """Create a relation from its contract and fill it with a frame of the same columns, cast to its types."""
    contract = contract_of(relation)
    if contract is None:
        raise WarehouseError(f"{relation} has no contract in schemas/.")
    create_empty(con, relation)
    add(con, relation, frame)


def add(con: duckdb.DuckDBPyConnection, relation: str, frame: pd.DataFrame) -> None:
    """Add a frame of a relation's columns, cast to the types of its contract, to it."""
    contract = contract_of(relation)
    if contract is not None and len(frame):
        types = columns_of(contract)
        typed = [duckdb.ColumnExpression(name).cast(type_).alias(name) for name, type_ in types.items()]
        con.from_df(frame[list(types)]).select(*typed).insert_into(relation)


def load_feed(con: duckdb.DuckDBPyConnection, feed: str, files: list[Path]) -> None:
    """`raw.<feed>`: a view over the raw files of the feed, or an empty table when there are none."""
    if not files:
        create_empty_feed(con, feed)
        return
    con.execute("USE raw")
    con.read_parquet([str(path) for path in files]).create_view(feed)
    con.execute("USE main")


def create_empty_feed(con: duckdb.DuckDBPyConnection, feed: str) -> None:
    """`raw.<feed>` without rows, for a feed that nobody has sent."""
    text = dict.fromkeys([*FEEDS[feed].to_schema().columns, "other_columns", "raw_text", "source_file"], "VARCHAR")
    added = {
        "source_row": "BIGINT",
        "received_at": "TIMESTAMPTZ",
        "defects": f"{DEFECT_TYPE}[]",
    }
    body = ", ".join(f'"{name}" {type_}' for name, type_ in {**text, **added}.items())
    con.execute(f"CREATE TABLE raw.{feed} ({body})")
