"""What is wrong with each row of a delivery, as one DuckDB expression that is generated from the feed's contract.

pandera reads the same contract for small frames; a test holds the two readings together.
"""

import hashlib
import json
from collections.abc import Iterator
from functools import cache

from duckdb import (
    CaseExpression,
    ColumnExpression,
    ConstantExpression,
    Expression,
    FunctionExpression,
    LambdaExpression,
)
from pandera.pandas import Column

from flows.readers import READER_VERSION
from flows.text_in_duckdb import breaks_decimal_mark_in_duckdb, is_broken_in_duckdb, is_missing_in_duckdb
from schemas.delivery import FEEDS, Feed
from schemas.text_checks import (
    DECIMAL_MARK_RULE,
    MISSING_RULE,
    PRINTED,
    TextCheck,
    pattern_with_mark,
    text_check,
)

DEFECT_TYPE = "STRUCT(column_name VARCHAR, rule VARCHAR)"
WHOLE_LINE = "line"
BETWEEN_CELLS = "\x1f"
_FILLED_TEXT = f" *[!-~]{PRINTED}"


def defects(feed: type[Feed]) -> Expression:
    """Everything wrong with a row of text columns: a list of DEFECT_TYPE in the contract's order, empty when none.

    Most rows are fine, and one pattern over the joined cells proves it; only the others are judged cell by cell.
    """
    none = ConstantExpression([]).cast(f"{DEFECT_TYPE}[]")
    return CaseExpression(is_plainly_fine(feed), none).otherwise(judged_cell_by_cell(feed))


def defect(column_name: str, rule: Expression) -> Expression:
    """One defect of the column, or of the whole line."""
    return FunctionExpression("row", ConstantExpression(column_name), rule).cast(DEFECT_TYPE)


def judged_cell_by_cell(feed: type[Feed]) -> Expression:
    """The list of defects, each check of each column on its own."""
    found = [
        CaseExpression(is_broken, defect(name, ConstantExpression(rule))) for name, is_broken, rule in breaches(feed)
    ]
    not_null = LambdaExpression("found", ColumnExpression("found").isnotnull())
    return FunctionExpression("list_filter", FunctionExpression("list_value", *found), not_null)


def breaches(feed: type[Feed]) -> Iterator[tuple[str, Expression, str]]:
    """Each (column, condition that is true where it is broken, rule in words) of a contract."""
    for name, column in feed.to_schema().columns.items():
        cell = ColumnExpression(name)
        if not column.nullable:
            yield name, is_missing_in_duckdb(cell), MISSING_RULE
        for check in text_checks(column):
            yield name, is_broken_in_duckdb(cell, check), check.rule
    for name in numbers_with_declared_mark(feed):
        yield name, breaks_decimal_mark_in_duckdb(name), DECIMAL_MARK_RULE


def text_checks(column: Column) -> list[TextCheck]:
    """The checks that a contract puts on a column."""
    return [text_check(check.name, check.statistics["argument"]) for check in column.checks]


def numbers_with_declared_mark(feed: type[Feed]) -> list[str]:
    """Columns whose decimal mark the row itself declares."""
    return [name for check in feed.to_schema().checks for name in check.statistics["numbers"]]


def is_plainly_fine(feed: type[Feed]) -> Expression:
    """True only for rows without a defect; false or null decides nothing."""
    judged = {name: column for name, column in feed.to_schema().columns.items() if column.checks or not column.nullable}
    joined = [part for name in judged for part in (ColumnExpression(name), ConstantExpression(BETWEEN_CELLS))]
    marks = ".," if numbers_with_declared_mark(feed) else "."
    pattern = "|".join(
        "".join(_plain_pattern(name, column, mark) + BETWEEN_CELLS for name, column in judged.items()) for mark in marks
    )
    fits = FunctionExpression("regexp_full_match", FunctionExpression("concat", *joined), ConstantExpression(pattern))
    excess = [
        FunctionExpression("strlen", ColumnExpression(name)) - ConstantExpression(check.longest)
        for name, column in judged.items()
        for check in text_checks(column)
        if check.longest is not None
    ]
    return fits & (FunctionExpression("greatest", *excess) <= ConstantExpression(0))


def _plain_pattern(name: str, column: Column, mark: str) -> str:
    if name == "decimal_mark":
        return "(\\.)?" if mark == "." else ","
    patterns = [pattern_with_mark(check, mark) for check in text_checks(column) if check.longest is None]
    if not patterns:
        return PRINTED if column.nullable else _FILLED_TEXT
    return f" *({patterns[0]})? *" if column.nullable else f" *({patterns[0]}) *"


@cache
def contract_fingerprint() -> str:
    """What raw rows depend on besides the delivered bytes: the contracts, their checks, the readers. 12 hex digits."""
    contracts = {
        name: [
            [
                column,
                field.nullable,
                [[check.name, repr(check.statistics)] for check in field.checks],
                text_checks(field),
            ]
            for column, field in feed.to_schema().columns.items()
        ]
        + [numbers_with_declared_mark(feed)]
        for name, feed in FEEDS.items()
    }
    words = [MISSING_RULE, DECIMAL_MARK_RULE, READER_VERSION, contracts]
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:12]
