"""The DuckDB reading of the checks on delivered text.

It stands apart from the pandas reading: pandera keeps its registered checks, and all that their module imports.
"""

from duckdb import ColumnExpression, ConstantExpression, Expression, FunctionExpression

from schemas.text_checks import BLANKS, SPACES, TextCheck


def is_broken_in_duckdb(cell: Expression, check: TextCheck) -> Expression:
    """True where a text neither fits the check nor is missing; false or null elsewhere."""
    pattern = f"[{SPACES}]*({check.pattern})[{SPACES}]*|[{BLANKS}]*"
    is_misfit = ~FunctionExpression("regexp_full_match", cell, ConstantExpression(pattern))
    if check.longest is None:
        return is_misfit
    length = FunctionExpression("length", FunctionExpression("trim", cell))
    return is_misfit | ((length > ConstantExpression(check.longest)) & ~is_missing_in_duckdb(cell))


def is_missing_in_duckdb(cell: Expression) -> Expression:
    """True where a text is null or has no visible character; never null."""
    return cell.isnull() | FunctionExpression("regexp_full_match", cell, ConstantExpression(f"[{BLANKS}]*"))


def breaks_decimal_mark_in_duckdb(number: str) -> Expression:
    """True where a number has a comma undeclared, or a point although `decimal_mark` declares the comma; never null."""
    text, declared = (FunctionExpression("concat", ColumnExpression(name)) for name in (number, "decimal_mark"))
    is_comma = FunctionExpression("trim", declared) == ConstantExpression(",")
    has_point = FunctionExpression("contains", text, ConstantExpression("."))
    has_comma = FunctionExpression("contains", text, ConstantExpression(","))
    return (is_comma & has_point) | (~is_comma & has_comma)
