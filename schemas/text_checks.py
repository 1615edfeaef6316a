"""The checks on delivered text. Each is one pattern and one sentence; pandas and DuckDB read the same pattern.

Patterns name their characters one by one: `\\d`, `\\s`, `$` and folding of case differ between the two engines.
A cell is trimmed before it is judged. A cell without a visible character is missing: only `required` judges it.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd
import pandera.extensions as extensions

SPACES = "".join(map(chr, [0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]))
BLANKS = SPACES + "\t\n\v\f\r"
"""`SPACES` is what DuckDB's `trim` removes; a cell of nothing but `BLANKS` is missing."""

INVISIBLE = "".join(
    map(chr, [0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF])
)
"""Marks that turn the direction of text, join or break it, and show nothing: two ids that look alike would differ."""

_DIGIT = "[0-9]"
_YEAR = f"(19{_DIGIT}{_DIGIT}|2[01]{_DIGIT}{_DIGIT}|2200)"
_LEAP_YEAR = "((19|20|21)(0[48]|[2468][048]|[13579][26])|2000)"  # 1900, 2100 and 2200 are none
_MONTH = "(0[1-9]|1[0-2])"
_DATE = (
    f"({_YEAR}-("
    "(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31"
    f")|{_LEAP_YEAR}-02-29)"
)
_TIME = f"([01]{_DIGIT}|2[0-3]):[0-5]{_DIGIT}(:[0-5]{_DIGIT}(\\.{_DIGIT}{{1,9}})?)?"
_OFFSET = "(Z|[+-]((0[0-9]|1[0-3])(:?(00|15|30|45))?|14(:?00)?))"
PRINTED = f"[^\\x00-\\x1f\\x7f-\\x9f{INVISIBLE}]*"
_DATE_OR_INSTANT = f"{_DATE}([T ]{_TIME}{_OFFSET}?)?"
_POINT_NUMBER = f"[-+]?({_DIGIT}{{1,12}}(\\.{_DIGIT}{{1,20}})?|\\.{_DIGIT}{{1,20}})"
_EITHER_MARK = "[.,]"
_NUMBER = _POINT_NUMBER.replace("\\.", _EITHER_MARK)
_RESULT_FLAG = "([Hh][Hh]?|[Ll][Ll]?|[Aa][Aa]?|[Nn])"


class TextCheck(NamedTuple):
    """A trimmed text that is not missing must fit `pattern` whole, in at most `longest` characters."""

    pattern: str
    rule: str
    longest: int | None = None


def _is_one_of(allowed: list[str]) -> TextCheck:
    spelled = "|".join("".join(map(_either_case, value)) for value in allowed)
    return TextCheck(f"({spelled})", f"is not one of: {', '.join(allowed)}")


def _either_case(character: str) -> str:
    if character.isascii() and character.isalpha():
        return f"[{character.upper()}{character.lower()}]"
    return character if character.isascii() and (character.isdigit() or character == "_") else f"[{character}]"


def _is_short_text(longest: int) -> TextCheck:
    return TextCheck(PRINTED, f"is longer than {longest} characters or holds control characters", longest)


_WITHOUT_ARGUMENT = {
    "is_date_or_instant_text": TextCheck(
        _DATE_OR_INSTANT,
        "is not a date or instant in ISO 8601, such as 2026-03-01 or 2026-03-01T09:30:00+01:00, from 1900 to 2200",
    ),
    "is_partial_date_or_instant_text": TextCheck(
        f"({_YEAR}(-{_MONTH})?|{_DATE_OR_INSTANT})",
        "is not a year, month, date or instant in ISO 8601, such as 2026, 2026-03, 2026-03-01 or "
        "2026-03-01T09:30:00+01:00, from 1900 to 2200",
    ),
    "is_decimal_text": TextCheck(
        _POINT_NUMBER,
        "is not a decimal number with a point, such as 2000 or 2.5, of at most 12 digits before it",
    ),
    "is_amount_text": TextCheck(
        _POINT_NUMBER.replace("[-+]", "[+]"),
        "is not a decimal number with a point, of 0 or more, such as 2000 or 2.5, of at most 12 digits before it",
    ),
    "is_limit_text": TextCheck(_NUMBER, "is not a decimal number, such as 1.8, of at most 12 digits before the mark"),
    "is_result_text": TextCheck(
        f"([<>]=?)?[{SPACES}]*{_NUMBER}[{SPACES}]*{_RESULT_FLAG}?",
        "is not a number with at most 12 digits before the mark, alone or with <, <=, > or >= before it and one of "
        "the flags H, HH, L, LL, A, AA, N behind it",
    ),
    "is_whole_text": TextCheck(f"{_DIGIT}{{1,9}}", "is not a whole number of at most 9 digits"),
    "is_year_text": TextCheck(_YEAR, "is not a year from 1900 to 2200"),
    "is_loinc": TextCheck(f"{_DIGIT}{{1,7}}-{_DIGIT}", "is not a LOINC code, such as 751-8"),
}
MISSING_RULE = "is missing"
DECIMAL_MARK_RULE = "does not use the decimal mark that decimal_mark declares (a point when it declares none)"

DATE_OR_INSTANT: dict[str, Any] = {"is_date_or_instant_text": True}
PARTIAL_DATE_OR_INSTANT: dict[str, Any] = {"is_partial_date_or_instant_text": True}
DECIMAL: dict[str, Any] = {"is_decimal_text": True}
AMOUNT: dict[str, Any] = {"is_amount_text": True}
LIMIT: dict[str, Any] = {"is_limit_text": True}
RESULT: dict[str, Any] = {"is_result_text": True}
WHOLE: dict[str, Any] = {"is_whole_text": True}
YEAR: dict[str, Any] = {"is_year_text": True}


def text_check(name: str, argument: Any) -> TextCheck:
    """The check that is registered with pandera as `name`, for its argument in a contract."""
    if name == "is_one_of":
        return _is_one_of(argument)
    if name == "is_short_text":
        return _is_short_text(argument)
    return _WITHOUT_ARGUMENT[name]


def fits_in_pandas(cells: pd.Series, check: TextCheck) -> pd.Series:
    """True where a text fits the check or is missing."""
    trimmed = cells.astype("str").str.strip(SPACES)
    fits = trimmed.str.fullmatch(check.pattern, na=True)
    if check.longest is not None:
        fits &= ~(trimmed.str.len() > check.longest)
    return fits | is_missing_in_pandas(cells)


def is_missing_in_pandas(cells: pd.Series) -> pd.Series:
    """True where a text is null or has no visible character."""
    return cells.isna() | (cells.astype("str").str.strip(BLANKS) == "")


def blanks_as_missing(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with null for every cell that counts as missing, as pandera wants it."""
    return frame.mask(frame.apply(is_missing_in_pandas)) if len(frame.columns) else frame


def pattern_with_mark(check: TextCheck, mark: str) -> str:
    """The pattern of a check, of the two decimal marks only with `mark`."""
    return check.pattern.replace(_EITHER_MARK, f"[{mark}]")


def _register(name: str) -> None:
    def check(cells: pd.Series, *, argument: Any) -> pd.Series:
        return fits_in_pandas(cells, text_check(name, argument))

    check.__name__ = name
    extensions.register_check_method(check, statistics=["argument"], supported_types=pd.Series)


def _register_all(names: list[str], register: Callable[[str], None]) -> None:
    for name in names:
        register(name)


_register_all([*_WITHOUT_ARGUMENT, "is_one_of", "is_short_text"], _register)


@extensions.register_check_method(statistics=["numbers"], supported_types=pd.DataFrame)
def uses_its_decimal_mark(frame: pd.DataFrame, *, numbers: list[str]) -> pd.DataFrame:
    """Each of the columns `numbers` has the mark that the column `decimal_mark` declares, a point when none."""
    is_comma = frame["decimal_mark"].fillna("").str.strip(SPACES) == ","
    text = frame.astype("str").fillna("")
    other_mark = {name: text[name].str.contains(".", regex=False) for name in numbers}
    comma = {name: text[name].str.contains(",", regex=False) for name in numbers}
    good = {
        name: ~(is_comma & other_mark[name] | ~is_comma & comma[name])
        if name in numbers
        else frame.index == frame.index
        for name in frame.columns
    }
    return pd.DataFrame(good, index=frame.index)
