"""Grades drawn rows with the tables of `vigil grade`, which are built once for all tests."""

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest
from drawn_table import read_drawn_table

from flows.grade import ANSWERS, BUILT, GRADING, REFERENCE, grade_rows, load_grading
from flows.warehouse import build, create_empty, load_reference, open_warehouse

WHOLE_NUMBERS = {"daids_grade", "ctcae_v5_grade", "ctcae_v6_grade"}
TRUTHS = {"true": True, "false": False, None: None}


@pytest.fixture(scope="session")
def grading() -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse with every grading system switched on, for people of every age."""
    with open_warehouse() as con:
        load_grading(con)
        yield con


@pytest.fixture
def graded(grading) -> Callable[[str], list[dict[str, Any]]]:
    """`graded(drawn)`: the answers for each drawn row, in order, by name."""

    def grade(drawn: str) -> list[dict[str, Any]]:
        header, rows = read_drawn_table(drawn)
        answers = grade_rows(grading, header, [[cell or "" for cell in row] for row in rows])
        return [_typed(dict(zip(ANSWERS, answer, strict=True))) for answer in answers]

    return grade


def _typed(answer: dict[str, str | None]) -> dict[str, Any]:
    numbers = {name: int(cell) for name, cell in answer.items() if name in WHOLE_NUMBERS and cell is not None}
    return {**answer, **numbers, "label_hit": TRUTHS[answer["label_hit"]]}


@pytest.fixture(scope="session")
def night() -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse with the grading tables of the night."""
    with open_warehouse() as con:
        load_reference(con, REFERENCE)
        build(con, GRADING)
        yield con


@pytest.fixture
def judged(night) -> Callable[..., list[dict[str, Any]]]:
    """`judged(courses, results)`: rows of clinical.lab_result for drawn courses and results, as they were drawn."""

    def judge(courses: str, results: str) -> list[dict[str, Any]]:
        _fill(night, "staging.course", courses, {})
        _fill(night, "staging.lab_result", results, DELIVERED)
        build(night, BUILT)
        found = night.execute("FROM clinical.lab_result ORDER BY source_row")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return judge


DELIVERED = {"value_operator": "=", "source_file": "file"}


def _fill(con: duckdb.DuckDBPyConnection, relation: str, drawn: str, defaults: dict[str, str]) -> None:
    create_empty(con, relation)
    header, rows = read_drawn_table(drawn)
    for number, row in enumerate(rows, start=2):
        cells = {**defaults, "source_row": str(number), **dict(zip(header, row, strict=True))}
        columns = con.table(relation).columns
        con.execute(
            f"INSERT INTO {relation} VALUES ({', '.join('?' * len(columns))})", [cells.get(name) for name in columns]
        )
