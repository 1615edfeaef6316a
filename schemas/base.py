"""The one small base of every contract, and the column kinds that they are written in."""

from typing import Any

import pandas as pd
import pandera.pandas as pa

Text = str
Whole = pd.Int64Dtype
Number = float
Truth = pd.BooleanDtype
Day = pd.Timestamp
Instant = pd.Timestamp
Rows = object

VALUE = "DECIMAL(18,6)"
RATIO = "DECIMAL(18,9)"
EVIDENCE = "STRUCT(feed VARCHAR, source_file VARCHAR, source_row BIGINT)[]"


class Contract(pa.DataFrameModel):
    """A relation: its docstring is the relation's comment, its fields are the columns in order."""

    class Config:
        strict = True
        coerce = True  # DuckDB's frames hold int32, bool and Decimal


def column(
    sql_type: str,
    meaning: str,
    *,
    unit: str | None = None,
    example: str | None = None,
    key: bool = False,
    nullable: bool = True,
    **checks: Any,
) -> Any:
    """One column of a relation in the warehouse.

    `sql_type` is DuckDB's type as `DESCRIBE` prints it. `meaning` becomes the comment in the database, with
    the unit behind it. `key` marks the columns that tell rows apart (they are never null).
    """
    return pa.Field(
        description=meaning,
        nullable=nullable and not key,
        metadata={"sql_type": sql_type, "unit": unit, "example": example, "key": key},
        **checks,
    )


def columns_of(contract: type[Contract]) -> dict[str, str]:
    """Column name → DuckDB type, in the contract's order."""
    schema = contract.to_schema()
    return {name: field.metadata["sql_type"] for name, field in schema.columns.items()}


def comments_of(contract: type[Contract]) -> dict[str, str]:
    """Column name → comment (meaning, then the unit where there is one)."""
    comments = {}
    for name, field in contract.to_schema().columns.items():
        unit = field.metadata["unit"]
        comments[name] = f"{field.description} [{unit}]" if unit else field.description
    return comments
