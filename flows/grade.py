"""`vigil grade`: grades the laboratory results of any CSV with the SQL of the night."""

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import pyarrow as pa
from duckdb import ColumnExpression, ConstantExpression, FunctionExpression, StarExpression

from flows.warehouse import SQL_FOLDER, build, load_reference, open_warehouse
from schemas.text_checks import pattern_with_mark, text_check

NEEDED = ("analyte", "value", "unit")
OPTIONAL = ("lower_limit", "upper_limit", "baseline", "age_years", "sex", "fasting")
ANSWERS = (
    "daids_grade", "daids_direction", "ctcae_v5_grade", "ctcae_v5_direction", "ctcae_v6_grade", "ctcae_v6_direction",
    "label_hit", "reason",
)
REFERENCE = ("analyte", "analyte_code", "grade_rule", "grading_system", "unit_conversion", "unit_spelling")
RELATIONS = (
    "staging.lab_measure", "clinical.grade_criterion", "clinical.grade_scale", "clinical.grade_band",
    "clinical.grade_situation", "clinical.grade_outcome", "clinical.lab_baseline", "clinical.lab_result",
)
DELIMITERS = (",", ";", "\t")


class CannotGrade(ValueError):
    """The file cannot be graded; the message says what is wrong, where, and what to do."""


class GradeSummary(NamedTuple):
    """How many rows were read, and how many of them have no DAIDS and no CTCAE grade and no answer for the label."""

    n_rows: int
    n_unjudged: int


class Record(NamedTuple):
    """One record: the line it starts on, its text as it stands in the file (without its end), its cells."""

    line: int
    text: str
    cells: list[str]


def grade_file(source: Path, target: Path | None = None) -> GradeSummary:
    """Write `source` with eight columns added to `target`, or to standard output without one.

    The CSV has the columns analyte (name or LOINC), value and unit, and any of lower_limit, upper_limit, baseline (in
    the unit of the value), age_years (decimals allowed; empty is adult), sex and fasting. Its rows come back in their
    order, their text untouched. Raises CannotGrade.
    """
    if target is not None and target.exists() and target.samefile(source):
        raise CannotGrade(f"--out names the file that is read ({source.name}). Name another file.")
    text = _text(source)
    delimiter = _delimiter(text)
    header, *rows = _records(source, text, delimiter)
    names = _column_names(source, header)
    answers = grade_rows(names, [row.cells for row in rows])
    _write(header, rows, answers, delimiter, target)
    return GradeSummary(len(rows), sum(answer[0] is answer[2] is answer[6] is None for answer in answers))


def grade_rows(names: list[str], rows: list[list[str]]) -> list[tuple[str | None, ...]]:
    """The cells of ANSWERS for each row of text, in order; `names` are the columns of the rows."""
    with open_warehouse() as con:
        _deliver(con, names, rows)
        load_reference(con, REFERENCE)
        for relation in ("reference.grading_system", "staging.lab_result", "staging.course"):
            con.execute(f"CREATE OR REPLACE TABLE {relation} AS {_query(relation.split('.')[1])}")
        build(con, RELATIONS)
        return con.execute(_query("answer")).fetchall()


def _query(name: str) -> str:
    return (SQL_FOLDER / "grade" / f"{name}.sql").read_text()


def _deliver(con: duckdb.DuckDBPyConnection, names: list[str], rows: list[list[str]]) -> None:
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}
    nothing = pa.nulls(len(rows), pa.string())
    table = pa.table(
        {name: pa.array(columns[name], pa.string()) if name in columns else nothing for name in (*NEEDED, *OPTIONAL)}
        | {"source_row": pa.array(range(len(rows)), pa.int64())}
    )
    pattern = pattern_with_mark(text_check("is_result_text", True), ".")
    trimmed = FunctionExpression("trim", ColumnExpression("value"))
    is_result = FunctionExpression("regexp_full_match", trimmed, ConstantExpression(pattern))
    con.from_arrow(table).select(StarExpression(), is_result.alias("is_result")).create("raw.graded_row")


def _text(source: Path) -> str:
    raw = source.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CannotGrade(f"{source.name} is not in UTF-8 (line {line}). Save it as UTF-8 and try again.") from error
    if not text.strip():
        raise CannotGrade(f"{source.name} is empty. Its first line must name the columns {', '.join(NEEDED)}.")
    return text


def _delimiter(text: str) -> str:
    """The separator that splits the header into more of our columns than the others do; a comma when none does."""
    header = text.lstrip("\r\n").split("\n", 1)[0].lower()
    known = {*NEEDED, *OPTIONAL}
    return max(DELIMITERS, key=lambda mark: len({cell.strip(' "\r') for cell in header.split(mark)} & known))


def _records(source: Path, text: str, delimiter: str) -> Iterator[Record]:
    """Records with their own text; blank lines are none."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    n_read, n_columns = 0, None
    try:
        for cells in reader:
            first, n_read = n_read, reader.line_num
            if not any(cells) and len(cells) <= 1:
                continue
            n_columns = n_columns or len(cells)
            if len(cells) != n_columns:
                raise CannotGrade(
                    f"{source.name}, line {first + 1}: has {len(cells)} fields where the header has {n_columns}. "
                    "Quote a field that holds the separator, and try again."
                )
            yield Record(first + 1, "".join(lines[first:n_read]).rstrip("\r\n"), cells)
    except csv.Error as error:
        raise CannotGrade(f"{source.name}, line {n_read + 1}: {error}. Correct the quotes and try again.") from error


def _column_names(source: Path, header: Record) -> list[str]:
    names = [cell.strip().lower() for cell in header.cells]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise CannotGrade(
            f"{source.name} has no column {' and no column '.join(missing)}. "
            f"It needs {', '.join(NEEDED)}; it may have {', '.join(OPTIONAL)}."
        )
    ours = [name for name in names if name in ANSWERS]
    if ours:
        raise CannotGrade(f"{source.name} has a column {ours[0]} already, which vigil would add. Rename or drop it.")
    doubled = [name for name in (*NEEDED, *OPTIONAL) if names.count(name) > 1]
    if doubled:
        raise CannotGrade(f"{source.name} has several columns {doubled[0]}. Keep one.")
    return [f"{name} {number}" if name not in (*NEEDED, *OPTIONAL) else name for number, name in enumerate(names)]


def _write(
    header: Record, rows: list[Record], answers: list[tuple[str | None, ...]], delimiter: str, target: Path | None
) -> None:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\n")
    for record, added in zip([header, *rows], [ANSWERS, *answers], strict=True):
        written.write(record.text + delimiter)
        writer.writerow(added)
    if target is None:
        sys.stdout.write(written.getvalue())
    else:
        target.write_text(written.getvalue(), encoding="utf-8", newline="")
