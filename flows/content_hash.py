"""What a relation holds, as one number: the same for the same rows in whatever order.

Floats count to nine digits, because sums of floats differ in their last digits from run to run, and lists in order,
because they are gathered in any. DuckDB's own 64-bit hashes of the rows are added up: MD5 of the rows as text costs
thirty times as much. They find accidents; the archive, which must withstand more, is named by SHA-256. Another version
of DuckDB may hash otherwise, so the number begins with the version.
"""

import duckdb
import pandas as pd
from duckdb import ColumnExpression, ConstantExpression, Expression, FunctionExpression

from flows.warehouse import relation_files

HASHED_LAYERS = ("clinical", "signals")
OF_TWO_NIGHTS = {"signals.change", "signals.compared_night"}
"""They tell how the night differs from another one that was published, and no archive holds that one as it was."""
FLOATS = {"DOUBLE", "FLOAT"}
NINE_DIGITS = "{:.9g}"
HASHED_BY = f"duckdb {duckdb.__version__}"


def content_hashes(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """`raw.content_hash` of a warehouse: every table of the facts and signals."""
    return pd.DataFrame(
        [
            {
                "relation": relation,
                **content_hash(con.table(relation)),
                "is_from_python": relation not in relation_files(),
            }
            for relation in hashed_relations(con)
        ],
        columns=["relation", "n_rows", "content_hash", "is_from_python"],
    )


def hashed_relations(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of the hashed layers, by name."""
    tables = con.table_function("duckdb_tables").select("schema_name, table_name").order("schema_name, table_name")
    names = [f"{layer}.{name}" for layer, name in tables.fetchall() if layer in HASHED_LAYERS]
    return [name for name in names if name not in OF_TWO_NIGHTS]


def content_hash(rows: duckdb.DuckDBPyRelation) -> dict[str, object]:
    """Number of rows and the hash of all of them."""
    ((n_rows, total),) = row_hashes(rows).aggregate("count(*), sum(row_hash)").fetchall()
    return {"n_rows": n_rows, "content_hash": f"{HASHED_BY}: {total or 0:032x}"}


def row_hashes(rows: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """One column `row_hash`: 64 bits for each row."""
    cells = [_cell(name, str(type_)) for name, type_ in zip(rows.columns, rows.types, strict=True)]
    return rows.select(FunctionExpression("hash", *cells).alias("row_hash"))


def _cell(name: str, type_: str) -> Expression:
    cell = ColumnExpression(name)
    if type_ in FLOATS:
        return FunctionExpression("format", ConstantExpression(NINE_DIGITS), cell)
    # DuckDB hashes an empty list as it hashes NULL; as text they differ.
    return FunctionExpression("list_sort", cell).cast("VARCHAR") if type_.endswith("[]") else cell
