"""`vigil grade`: grades the laboratory results of any CSV with the SQL of the night."""

from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa
from duckdb import ColumnExpression, ConstantExpression, FunctionExpression, StarExpression

from flows.graded_csv import COLUMNS, GradingError, read_graded_csv, write_graded_csv
from flows.warehouse import SQL_FOLDER, build, load_reference, open_warehouse
from schemas.text_checks import pattern_with_mark, text_check

ANSWERS = (
    "daids_grade",
    "daids_direction",
    "ctcae_v5_grade",
    "ctcae_v5_direction",
    "ctcae_v6_grade",
    "ctcae_v6_direction",
    "label_hit",
    "reason",
)
REFERENCE = ("analyte", "analyte_code", "grade_rule", "grading_system", "unit_conversion", "unit_spelling")
GRADING = (
    "clinical.grade_criterion",
    "clinical.grade_scale",
    "clinical.grade_band",
    "clinical.grade_situation",
    "clinical.grade_outcome",
)
GIVEN = ("staging.lab_result", "staging.course")
BUILT = ("staging.lab_measure", "clinical.lab_baseline", "clinical.lab_result")
GRADES = [ANSWERS.index(name) for name in ("daids_grade", "ctcae_v5_grade", "ctcae_v6_grade", "label_hit")]


class GradeSummary(NamedTuple):
    """How many rows were read, and how many of them no system could judge."""

    n_rows: int
    n_unjudged: int


def grade_file(source: Path, target: Path | None = None) -> GradeSummary:
    """Write `source` with the columns ANSWERS added to `target`, or to standard output without one.

    The CSV has the columns analyte (name or LOINC), value and unit, and any of lower_limit, upper_limit,
    baseline (in the unit of the value), age_years (decimals allowed; empty is adult), sex and fasting. Its
    rows come back in their order, their text untouched. Raises GradingError.
    """
    if target is not None and target.exists() and target.samefile(source):
        raise GradingError(f"--out names the file that is read ({source.name}). Name another file.")
    file = read_graded_csv(source, ANSWERS)
    with open_warehouse() as con:
        load_grading(con)
        answers = grade_rows(con, file.names, [row.cells for row in file.rows])
    write_graded_csv(file, ANSWERS, answers, target)
    n_unjudged = sum(all(answer[place] is None for place in GRADES) for answer in answers)
    return GradeSummary(len(answers), n_unjudged)


def load_grading(con: duckdb.DuckDBPyConnection) -> None:
    """Fill an open warehouse with the grading tables, every system switched on, for every age."""
    load_reference(con, REFERENCE)
    _create(con, "reference.grading_system")
    build(con, GRADING)


def grade_rows(con: duckdb.DuckDBPyConnection, names: list[str], rows: list[list[str]]) -> list[tuple[str | None, ...]]:
    """The cells of ANSWERS for each row of text, in order; `names` are the columns of the rows."""
    _deliver(con, names, rows)
    for relation in GIVEN:
        _create(con, relation)
    build(con, BUILT)
    return con.execute(_query("answer")).fetchall()


def _create(con: duckdb.DuckDBPyConnection, relation: str) -> None:
    con.execute(f"CREATE OR REPLACE TABLE {relation} AS {_query(relation.split('.')[1])}")


def _query(name: str) -> str:
    return (SQL_FOLDER / "grade" / f"{name}.sql").read_text()


def _deliver(con: duckdb.DuckDBPyConnection, names: list[str], rows: list[list[str]]) -> None:
    """The rows as text in raw.graded_row; `is_result`: the value is written as a delivery may write it."""
    cells = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}
    columns = {name: pa.array(cells.get(name, [None] * len(rows)), pa.string()) for name in COLUMNS}
    table = pa.table(columns | {"source_row": pa.array(range(len(rows)), pa.int64())})
    trimmed = FunctionExpression("trim", ColumnExpression("value"))
    pattern = pattern_with_mark(text_check("is_result_text", True), ".")
    is_result = FunctionExpression("regexp_full_match", trimmed, ConstantExpression(pattern))
    con.execute("DROP TABLE IF EXISTS raw.graded_row")
    con.from_arrow(table).select(StarExpression(), is_result.alias("is_result")).create("raw.graded_row")
