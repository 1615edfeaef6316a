"""Rows of a relation of a night: selected by name and by values, counted, and as dictionaries."""

from typing import Any

from duckdb import ColumnExpression, ConstantExpression, DuckDBPyConnection, DuckDBPyRelation


def selection(con: DuckDBPyConnection, relation: str, /, **wanted: Any) -> DuckDBPyRelation:
    """A relation by its name where columns equal a value or one of a list; a wanted None keeps where one is empty."""
    selected = con.table(relation)
    for name, value in wanted.items():
        column = ColumnExpression(name)
        if isinstance(value, list):
            none = ConstantExpression(False)
            selected = selected.filter(column.isin(*map(ConstantExpression, value)) if value else none)
        elif value is None:
            selected = selected.filter(column.isnull())
        else:
            selected = selected.filter(column == ConstantExpression(value))
    return selected


def as_rows(selected: DuckDBPyRelation) -> list[dict[str, Any]]:
    """The rows of a relation as dictionaries, in their order."""
    names = selected.columns
    return [dict(zip(names, values, strict=True)) for values in selected.fetchall()]


def number_of(selected: DuckDBPyRelation) -> int:
    """Number of rows of a relation."""
    ((n_rows,),) = selected.count("*").fetchall()
    return int(n_rows)
