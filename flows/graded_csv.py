"""The CSV of `vigil grade`: its records with their own text, and the same file with more columns."""

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

NEEDED = ("analyte", "value", "unit")
OPTIONAL = ("lower_limit", "upper_limit", "baseline", "age_years", "sex", "fasting")
COLUMNS = (*NEEDED, *OPTIONAL)
DELIMITERS = (",", ";", "\t")


class GradingError(ValueError):
    """The file cannot be graded; the message says what is wrong, where, and what to do."""


class Record(NamedTuple):
    """One record: the line it starts on, its text as it stands in the file (without its end), its cells."""

    line: int
    text: str
    cells: list[str]


class GradedCsv(NamedTuple):
    """A file with results to grade; in `names`, columns that vigil does not read carry their number."""

    name: str
    delimiter: str
    names: list[str]
    header: Record
    rows: list[Record]


def read_graded_csv(source: Path, added: Sequence[str]) -> GradedCsv:
    """Read a CSV in UTF-8 separated by comma, semicolon or tab. `added` are names that it must not have.

    Raises GradingError.
    """
    text = _text(source)
    delimiter = _delimiter(text)
    header, *rows = _records(source.name, text, delimiter)
    return GradedCsv(source.name, delimiter, _column_names(source.name, header, added), header, rows)


def write_graded_csv(
    file: GradedCsv, added: Sequence[str], answers: list[tuple[str | None, ...]], target: Path | None
) -> None:
    """Write each record's own text and behind it the cells added; to standard output without a target."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=file.delimiter, lineterminator="\n")
    for record, cells in zip([file.header, *file.rows], [tuple(added), *answers], strict=True):
        written.write(record.text + file.delimiter)
        writer.writerow(cells)
    if target is None:
        sys.stdout.write(written.getvalue())
    else:
        target.write_text(written.getvalue(), encoding="utf-8", newline="")


def _text(source: Path) -> str:
    raw = source.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"{source.name} is not in UTF-8 (line {line}). Save it as UTF-8 and try again."
        raise GradingError(message) from error
    if not text.strip():
        raise GradingError(f"{source.name} is empty. Its first line must name the columns {', '.join(NEEDED)}.")
    return text


def _delimiter(text: str) -> str:
    """The separator that splits the header into most of our columns; a comma when none does."""
    header = text.lstrip("\r\n").split("\n", 1)[0].lower()
    return max(DELIMITERS, key=lambda mark: len({cell.strip(' "\r') for cell in header.split(mark)} & {*COLUMNS}))


def _records(name: str, text: str, delimiter: str) -> Iterator[Record]:
    """Records with their own text; blank lines are none."""
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    n_read, n_columns = 0, 0
    try:
        for cells in reader:
            first, n_read = n_read, reader.line_num
            if len(cells) <= 1 and not any(cell.strip() for cell in cells):
                continue
            n_columns = n_columns or len(cells)
            if len(cells) != n_columns:
                raise GradingError(
                    f"{name}, line {first + 1}: has {len(cells)} fields where the header has {n_columns}. "
                    "Quote a field that holds the separator, and try again."
                )
            yield Record(first + 1, "".join(lines[first:n_read]).rstrip("\r\n"), cells)
    except csv.Error as error:
        raise GradingError(f"{name}, line {n_read + 1}: {error}. Correct it and try again.") from error


def _column_names(file_name: str, header: Record, added: Sequence[str]) -> list[str]:
    names = [cell.strip().lower() for cell in header.cells]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise GradingError(
            f"{file_name} has no column {' and no column '.join(missing)}. "
            f"It needs {', '.join(NEEDED)}; it may have {', '.join(OPTIONAL)}."
        )
    taken = [name for name in names if name in added]
    if taken:
        raise GradingError(f"{file_name} has a column {taken[0]}, which vigil would add. Rename or drop it.")
    doubled = [name for name in COLUMNS if names.count(name) > 1]
    if doubled:
        raise GradingError(f"{file_name} has several columns {doubled[0]}. Keep one.")
    return [name if name in COLUMNS else f"{name} {number}" for number, name in enumerate(names)]
