"""`vigil query`: one statement, or a prompt."""

import readline  # noqa: F401  (gives `input` its history and editing)
import sys

import duckdb
from rich.console import Console

HELP = "One statement, ended by a semicolon. `FROM v1.flag;` `DESCRIBE v1.lab_result;` `SHOW ALL TABLES;` Ctrl-D ends."


def answer(con: duckdb.DuckDBPyConnection, statement: str, *, as_csv: bool = False) -> None:
    """Run one statement and print its rows: a table, or CSV."""
    relation = con.sql(statement)
    if relation is None:
        return
    if as_csv:
        relation.df().to_csv(sys.stdout, index=False)
    else:
        relation.show(max_width=_width(), max_rows=200)


def prompt(con: duckdb.DuckDBPyConnection, console: Console) -> None:
    """Read statements until the end of input; an error is printed and the prompt goes on."""
    console.print(HELP, highlight=False)
    lines: list[str] = []
    while True:
        try:
            lines.append(input("vigil> " if not lines else "   ... "))
        except EOFError:
            return
        if lines[-1].rstrip().endswith(";"):
            try:
                answer(con, "\n".join(lines))
            except duckdb.Error as error:
                console.print(str(error), markup=False, highlight=False)
            lines = []


def _width() -> int:
    return Console().width if sys.stdout.isatty() else 10_000
