"""Values in words."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import duckdb
import pytest

from dashboards import words
from dashboards.words import unit_in_print
from flows.numbers_in_print import e_value_in_print
from flows.warehouse import load_reference, open_warehouse


@pytest.mark.parametrize(
    ("share", "n", "said"),
    [
        (2 / 40, 40, "5 %"),
        (1 / 40, 40, "2.5 %"),
        (3 / 61, 61, "4.9 %"),
        (55 / 203, 203, "27.1 %"),
        (0.0, 212, "0 %"),
        (1.0, 40, "100 %"),
        (0.0006, 40, "0.06 %"),
        (None, 40, "–"),
        (0.5, 0, "–"),
        (0.1, 40, "10 %"),
        (0.0996, 40, "10 %"),
    ],
)
def test_percent(share, n, said):
    assert words.percent(share, n) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 3, 2, 23, 30, tzinfo=UTC), "2 Mar 2026, 23:30 UTC"),
        (datetime(2026, 3, 2, 0, 30, tzinfo=timezone(timedelta(hours=2))), "2 Mar 2026 (1 Mar 2026 22:30 UTC)"),
    ],
)
def test_an_instant_tells_its_day_in_utc_where_that_is_not_the_local_one(at, said):
    assert words.day_and_time(date(2026, 3, 2), at) == said


def test_a_zero_has_no_per_cent_of_its_own():
    assert words.fraction(0, 212, 0.0) == "0/212"
    assert words.fraction(3, 61, 3 / 61) == "3/61 (4.9 %)"
    assert words.fraction(0, 0, None) == "0/0"


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=20), "less than 2 minutes"),
        (timedelta(minutes=12), "12 minutes"),
        (timedelta(hours=6), "6 hours"),
        (timedelta(hours=31), "31 hours"),
        (timedelta(days=9), "9 days"),
    ],
)
def test_duration(length, said):
    assert words.duration(length) == said


def test_dates_and_instants_have_month_names_and_zone():
    assert words.day(date(2026, 3, 1)) == "1 Mar 2026"
    assert words.day(None) == "–"
    assert words.moment(datetime(2026, 3, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))) == "28 Feb 2026 23:30 UTC"
    assert words.moment(datetime(2026, 3, 1, 9, 5, tzinfo=UTC)) == "1 Mar 2026 09:05 UTC"


@pytest.mark.parametrize(("value", "said"), [(0.0, "<0.01"), (1.0, ">0.99"), (0.5, "0.50"), (None, "–")])
def test_a_probability_is_never_certain(value, said):
    assert words.probability(value) == said


def test_counts_are_spaced_and_agree_with_their_noun():
    assert words.counted(1, "flag") == "1 flag"
    assert words.counted(0, "flag") == "0 flags"
    assert words.count(11147) == "11\N{NARROW NO-BREAK SPACE}147"


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, "–"), (float("nan"), "–"), (float("inf"), "no upper end"), (0, "0"), (0.004, "below 0.01"), (0.546, "0.55"),
     (12.4, "12"), (1234.4, "1\N{NARROW NO-BREAK SPACE}234")],
)  # fmt: skip
def test_a_number_has_two_figures_that_tell(value, said):
    assert words.number(value) == said


@pytest.mark.parametrize(
    ("operator", "value", "unit", "said"),
    [
        ("=", Decimal("0.5"), "10*9/L", "0.5 ×10⁹/L"),
        (None, Decimal("40"), "U/L", "40 U/L"),
        ("<", Decimal("0.50"), "10*9/L", "<0.5 ×10⁹/L"),
        (">=", Decimal("7"), None, ">=7 unit not known"),
        ("=", None, "U/L", "no number"),
    ],
)
def test_a_result_is_told_as_it_was_reported(operator, value, unit, said):
    assert words.reported({"value_operator": operator, "reported_value": value, "reported_unit": unit}) == said


@pytest.mark.parametrize("value", [0.30, 1.065, 4, 9.99, 10, 19.97, 20, 80.23, 99.99, 457.9, 18_748.4])
def test_an_e_value_is_cut_and_reads_as_in_the_verdict(value):
    assert words.beside_boundary(value).replace("\N{NARROW NO-BREAK SPACE}", ",") == e_value_in_print(value)


def test_a_statistic_just_below_its_boundary_does_not_look_as_if_it_had_reached_it():
    assert words.beside_boundary(3.2679, decimals=2) == "3.26"


def test_a_unit_is_printed_alike_by_sql_and_by_the_pages(tmp_path):
    with open_warehouse(tmp_path / "units.duckdb") as con:
        load_reference(con, ["threshold", "unit_spelling"])
        units = con.table("reference.unit_spelling").select("unit").distinct()
        in_print = duckdb.FunctionExpression("unit_in_print", duckdb.ColumnExpression("unit"))
        printed = dict(units.select("unit", in_print).fetchall())
    assert len(printed) > 20
    assert printed == {unit: unit_in_print(unit) for unit in printed}
    assert not any(set(text) & set("{}[]*") for text in printed.values())


@pytest.mark.parametrize(
    ("unit", "words"),
    [("{copies}/mL", "copies/mL"), ("mm[Hg]", "mmHg"), ("10*9/L", "×10⁹/L"), ("umol/L", "µmol/L"), ("1", "")],
)
def test_no_brackets_of_ucum_are_printed(unit, words):
    assert unit_in_print(unit) == words
