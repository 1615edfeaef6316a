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


def rows_of(con: DuckDBPyConnection, relation: str, /, **wanted: Any) -> list[dict[str, Any]]:
    """The rows of a `selection`, planned once; a relation step by step is planned at each step, and a view is long."""
    if any(isinstance(value, list) for value in wanted.values()):
        return as_rows(selection(con, relation, **wanted))
    conditions = [f"{name} IS NULL" if value is None else f"{name} = ${name}" for name, value in wanted.items()]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    values = {name: value for name, value in wanted.items() if value is not None}
    found = con.execute(f"FROM {relation}{where}", values)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def as_rows(selected: DuckDBPyRelation) -> list[dict[str, Any]]:
    """The rows of a relation as dictionaries, in their order."""
    names = selected.columns
    return [dict(zip(names, values, strict=True)) for values in selected.fetchall()]


def number_of(selected: DuckDBPyRelation) -> int:
    """Number of rows of a relation."""
    ((n_rows,),) = selected.count("*").fetchall()
    return int(n_rows)
