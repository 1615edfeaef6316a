"""The delivery contract: what its checks accept, and that pandas and DuckDB read them alike."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pandas as pd
import pandera.errors
import pytest
from duckdb import ColumnExpression
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.text_in_duckdb import is_broken_in_duckdb
from flows.validation import (
    breaches,
    contract_fingerprint,
    defects,
    is_plainly_fine,
    judged_cell_by_cell,
    text_checks,
)
from schemas.delivery import FEEDS, LabResultFeed
from schemas.text_checks import (
    DECIMAL_MARK_RULE,
    MISSING_RULE,
    SPACES,
    blanks_as_missing,
    fits_in_pandas,
    text_check,
)

ACCEPTED: dict[str, list[str]] = {
    "is_date_or_instant_text": [
        "2026-03-01", "2024-02-29", "2000-02-29", "1900-01-01", "2200-12-31", "2026-03-01T09:30", "2026-03-01 09:30",
        "2026-03-01T09:30:00+01:00", "2026-03-01T09:30:00.123456789Z", "2026-03-01T23:59:59-1200", "2026-03-01T00:00+05:45",
        "2026-03-01 09:30:00+00", "2026-10-25T02:30:00+02:00", " 2026-03-01\u00a0",
    ],
    "is_partial_date_or_instant_text": ["2026", "2026-03", "2026-03-01", "2026-03-01T09:30Z"],
    "is_decimal_text": ["2000", "2.5", "-0.1", "+3", ".5", "000123456789.00000000000000000001", " 7 "],
    "is_amount_text": ["2000", "2.5", "+3", ".5", "0", " 7 "],
    "is_limit_text": ["1.8", "1,8", ",5", "-3"],
    "is_result_text": ["0.59", "<0.2", "<= 0,2", "> 60", ">=60", "5.1 H", "5,1HH", "3 l", "7 A", "<5 n"],
    "is_whole_text": ["1", "0", "012", "999999999"],
    "is_year_text": ["1900", "1974", "2200"],
    "is_loinc": ["751-8", "1-8", "1234567-0"],
}  # fmt: skip
REFUSED: dict[str, list[str]] = {
    "is_date_or_instant_text": [
        "2026-02-30", "2026-02-29", "1900-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-1",
        "1899-12-31", "2201-01-01", "01/03/2026", "1 Mar 2026", "2026-03-01T24:00", "2026-03-01T09:60", "2026-03-01T09:30:60",
        "2026-03-01T09", "2026-03-01T09:30+15:00", "2026-03-01T09:30+01:07", "2026-03-01T", "2026-03-01Z", "2026", "2026-03",
        "20260301", "2026-03-01T09:30:00,5", "2026-03-01\n", "२०२६-03-01", "not known", "2026-03-01T09:30 +01:00", "46082",
    ],
    "is_partial_date_or_instant_text": ["26", "2026-3", "2026-UN-UN", "March 2026"],
    "is_decimal_text": ["1,5", "5.", "1e5", "1 000", "0x1F", "inf", "nan", "--1", "1234567890123", "१", "1.5\n", "2000 mg"],
    "is_amount_text": ["-800", "-0.1", "- 5", "1,5", "2000 mg"],
    "is_limit_text": ["1.234,5", "1,234.5", "5,", "<1.8"],
    "is_result_text": ["positive", "< ", "5.1 mg", "1e3", "500 K", "<>5", "=<5", "5..1", "5.1 HHH", "≤5", "5 - 7"],
    "is_whole_text": ["-1", "1.0", "1234567890", "٣"],
    "is_year_text": ["74", "1899", "2201", "1974.0"],
    "is_loinc": ["751", "751-", "751-88", "LP751-8", "12345678-9"],
}  # fmt: skip


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        yield con


def readings(
    con: duckdb.DuckDBPyConnection, texts: list[str | None], name: str, argument: Any
) -> tuple[list[bool], list[bool]]:
    """Whether each text fits a check: as pandas reads it, and as DuckDB does."""
    check = text_check(name, argument)
    frame = pd.DataFrame({"cell": pd.Series(texts, dtype="str"), "n": range(len(texts))})
    broken = (
        con.from_df(frame).select("n", is_broken_in_duckdb(ColumnExpression("cell"), check).alias("broken")).order("n")
    )
    return fits_in_pandas(frame["cell"], check).tolist(), [not value for _, value in broken.fetchall()]


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_check_accepts(con: duckdb.DuckDBPyConnection, name: str) -> None:
    in_pandas, in_duckdb = readings(con, ACCEPTED[name], name, True)
    assert all(in_pandas), dict(zip(ACCEPTED[name], in_pandas, strict=True))
    assert in_duckdb == in_pandas


@pytest.mark.parametrize("name", REFUSED)
def test_a_check_refuses(con: duckdb.DuckDBPyConnection, name: str) -> None:
    in_pandas, in_duckdb = readings(con, REFUSED[name], name, True)
    assert not any(in_pandas), dict(zip(REFUSED[name], in_pandas, strict=True))
    assert in_duckdb == in_pandas


@pytest.mark.parametrize("blank", [None, "", " ", "\t", "\u00a0 \u3000", "\r\n"])
@pytest.mark.parametrize("name", ACCEPTED)
def test_no_check_judges_a_missing_text(con: duckdb.DuckDBPyConnection, name: str, blank: str | None) -> None:
    assert readings(con, [blank], name, True) == ([True], [True])


def test_allowed_words_are_compared_trimmed_and_in_either_case(con: duckdb.DuckDBPyConnection) -> None:
    texts = ["naive", " Experienced ", "UNKNOWN", "naïve", "naiv", "naive;", "un\u212anown"]
    assert readings(con, texts, "is_one_of", ["naive", "experienced", "unknown"]) == ([True] * 3 + [False] * 4,) * 2


def test_short_text_is_measured_trimmed_and_in_characters(con: duckdb.DuckDBPyConnection) -> None:
    texts = ["é" * 5, "  12345  ", "123456", "ab\ncd", "a\x7f", "\t" * 9]
    assert readings(con, texts, "is_short_text", 5) == ([True, True, False, False, False, True],) * 2


def test_short_text_holds_no_marks_that_show_nothing(con: duckdb.DuckDBPyConnection) -> None:
    texts = ["P-\u202e1", "P\u200b1", "\ufeffP1", "P\x851", "P\u00a01", "Pé1", "患者1"]
    assert readings(con, texts, "is_short_text", 9) == ([False] * 4 + [True] * 3,) * 2


def test_what_is_trimmed_is_what_duckdb_trims(con: duckdb.DuckDBPyConnection) -> None:
    characters = pd.DataFrame({"c": [chr(n) for n in range(1, 0x10000) if not 0xD800 <= n < 0xE000]})
    trimmed = con.from_df(characters).filter("trim(c) = ''").fetchall()
    assert {c for (c,) in trimmed} == set(SPACES)


@st.composite
def _mutated(draw: st.DrawFn, texts: list[str]) -> str:
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(text)))
        change = draw(st.sampled_from(["", *"0129-:TZ+.,<>=HhLl \t\n\r\x00\x1f\u00a0\u212a१éKk"]))
        text = text[:place] + change + text[place + draw(st.integers(0, 1)) :]
    return text


WRITABLE = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
EXAMPLES = sorted({text for texts in [*ACCEPTED.values(), *REFUSED.values()] for text in texts} | {"yes", "No", "F"})
ANY_TEXT = st.one_of(st.none(), _mutated(EXAMPLES), WRITABLE)


@given(texts=st.lists(ANY_TEXT, min_size=20, max_size=40))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_pandas_and_duckdb_read_every_check_alike(con: duckdb.DuckDBPyConnection, texts: list[str | None]) -> None:
    arguments = {
        **dict.fromkeys(ACCEPTED, True),
        "is_one_of": ["yes", "no", ".", ",", "a_b"],
        "is_short_text": 4,
    }
    for name, argument in arguments.items():
        in_pandas, in_duckdb = readings(con, texts, name, argument)
        assert in_pandas == in_duckdb, name


def examples_of(feed: str) -> dict[str, str]:
    return {name: column.metadata["example"] for name, column in FEEDS[feed].to_schema().columns.items()}


@st.composite
def frames(draw: st.DrawFn, feed: str) -> pd.DataFrame:
    """Rows that are good but for some cells."""
    rows = []
    for _ in range(draw(st.integers(1, 6))):
        row: dict[str, str | None] = dict(examples_of(feed))
        for name in draw(st.lists(st.sampled_from(sorted(row)), max_size=4)):
            row[name] = draw(st.one_of(_mutated([row[name] or ""]), ANY_TEXT, st.just("1,5"), st.just(",")))
        rows.append(row)
    return pd.DataFrame(rows, columns=list(examples_of(feed)), dtype="str")


def defects_in_pandera(feed: str, frame: pd.DataFrame) -> set[tuple[int, str, str]]:
    """(row, column, rule) of each failure case; the declared decimal mark, judged by row, has column *."""
    columns = FEEDS[feed].to_schema().columns
    rules = {
        (name, check.error): text.rule
        for name, column in columns.items()
        for check, text in zip(column.checks, text_checks(column), strict=True)
    }
    try:
        FEEDS[feed].validate(blanks_as_missing(frame), lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
    else:
        return set()
    found = set()
    for case in cases.itertuples():
        if case.check == "not_nullable":
            found.add((case.index, case.column, MISSING_RULE))
        elif str(case.check).startswith("uses_its_decimal_mark"):
            found.add((case.index, "*", DECIMAL_MARK_RULE))
        else:
            found.add((case.index, case.column, rules[case.column, case.check]))
    return found


def defects_in_duckdb(con: duckdb.DuckDBPyConnection, feed: str, frame: pd.DataFrame) -> set[tuple[int, str, str]]:
    rows = con.from_df(frame.assign(n=range(len(frame)))).select("n", defects(FEEDS[feed]).alias("defects")).fetchall()
    found = {(n, one["column_name"], one["rule"]) for n, list_ in rows for one in list_}
    return {(n, "*" if rule == DECIMAL_MARK_RULE else name, rule) for n, name, rule in found}


@pytest.mark.parametrize("feed", FEEDS)
@given(data=st.data())
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_pandera_and_duckdb_find_the_same_defects(
    con: duckdb.DuckDBPyConnection, feed: str, data: st.DataObject
) -> None:
    frame = data.draw(frames(feed))
    assert defects_in_duckdb(con, feed, frame) == defects_in_pandera(feed, frame)


@pytest.mark.parametrize("feed", FEEDS)
@given(data=st.data())
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_row_is_plainly_fine_only_without_a_defect(
    con: duckdb.DuckDBPyConnection, feed: str, data: st.DataObject
) -> None:
    frame = data.draw(frames(feed))
    contract = FEEDS[feed]
    columns = is_plainly_fine(contract).alias("fine"), judged_cell_by_cell(contract).alias("found")
    assert not any(fine and found for fine, found in con.from_df(frame).select(*columns).fetchall())


@pytest.mark.parametrize("feed", FEEDS)
def test_the_examples_of_a_feed_make_a_row_that_is_plainly_fine(con: duckdb.DuckDBPyConnection, feed: str) -> None:
    frame = pd.DataFrame([examples_of(feed)], dtype="str")
    assert con.from_df(frame).select(is_plainly_fine(FEEDS[feed])).fetchall() == [(True,)]
    FEEDS[feed].validate(frame)


def test_an_accepted_instant_is_one_that_duckdb_can_cast(con: duckdb.DuckDBPyConnection) -> None:
    texts = pd.DataFrame({"t": ACCEPTED["is_date_or_instant_text"]})
    assert con.from_df(texts).filter("try_cast(trim(t) AS TIMESTAMPTZ) IS NULL").fetchall() == []


def test_an_accepted_number_is_one_that_duckdb_can_cast(con: duckdb.DuckDBPyConnection) -> None:
    texts = pd.DataFrame({"t": ACCEPTED["is_decimal_text"]})
    assert con.from_df(texts).filter("try_cast(trim(t) AS DECIMAL(18, 6)) IS NULL").fetchall() == []


@pytest.mark.parametrize(
    ("mark", "value", "is_broken"),
    [(None, "5.1", False), (None, "5,1", True), (".", "5,1", True), (",", "5,1", False), (" , ", "5,1", False), (",", "5.1", True), (",", "51", False)],
)  # fmt: skip
def test_a_comma_counts_as_decimal_mark_only_where_it_is_declared(
    con: duckdb.DuckDBPyConnection, mark: str | None, value: str, is_broken: bool
) -> None:
    frame = pd.DataFrame([{**examples_of("lab_result"), "lower_limit": None, "upper_limit": None}], dtype="str")
    frame = frame.assign(decimal_mark=pd.Series([mark], dtype="str"), value=value)
    expected = {(0, "*", DECIMAL_MARK_RULE)} if is_broken else set()
    assert defects_in_duckdb(con, "lab_result", frame) == expected
    assert defects_in_pandera("lab_result", frame) == expected


def test_each_defect_names_its_column_and_its_rule_and_no_value(con: duckdb.DuckDBPyConnection) -> None:
    frame = pd.DataFrame([{**examples_of("lab_result"), "value": "secret", "patient_id": " ", "is_fasting": "maybe"}])
    [(found,)] = con.from_df(frame).select(defects(LabResultFeed)).fetchall()
    assert [(one["column_name"], one["rule"]) for one in found] == [
        ("patient_id", "is missing"),
        ("value", text_check("is_result_text", True).rule),
        ("is_fasting", "is not one of: yes, no, unknown"),
    ]


def test_no_two_rules_of_one_column_say_the_same() -> None:
    for feed in FEEDS.values():
        named = [(name, rule) for name, _, rule in breaches(feed)]
        assert len(named) == len(set(named))


def test_the_fingerprint_of_the_contract_is_stable_within_a_run() -> None:
    assert len(contract_fingerprint()) == 12
    assert contract_fingerprint() == contract_fingerprint.__wrapped__()
