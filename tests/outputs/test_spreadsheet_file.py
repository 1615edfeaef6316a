"""Files that a spreadsheet opens: nothing in them runs, numbers stay numbers, the same cells make the same bytes."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given as drawn_from
from hypothesis import strategies as st
from openpyxl import load_workbook

from dashboards.spreadsheet_text import RUN_AS_FORMULA, defused
from flows.spreadsheet_file import LONGEST_CELL, Sheet, csv_bytes, is_workbook, xlsx_bytes

ATTACKS = [f"{start}HYPERLINK(1)" for start in RUN_AS_FORMULA] + [
    " =1+1",
    "\u00a0=1",
    "\u3000＝1",
    "=cmd|' /C calc'!A0",
]


def read_xlsx(content: bytes) -> list[list[object]]:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "inlineStr"}
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_text_that_a_spreadsheet_would_run_is_shown_in_both(attack):
    sheet = Sheet("s", ["term", attack], [[attack, 1]])
    assert read_csv(csv_bytes(sheet)) == [["term", f"'{attack}"], [f"'{attack}", "1"]]
    assert read_xlsx(xlsx_bytes([sheet])) == [["term", f"'{attack}"], [f"'{attack}", 1]]


def test_numbers_days_and_empty_cells_keep_their_kind():
    row = [-3, Decimal("-0.50"), 2.5, date(2026, 3, 1), None, True, "5"]
    sheet = Sheet("s", list("abcdefg"), [row])
    assert read_csv(csv_bytes(sheet))[1] == ["-3", "-0.50", "2.5", "2026-03-01", "", "yes", "5"]
    assert read_xlsx(xlsx_bytes([sheet]))[1] == [-3, -0.5, 2.5, datetime(2026, 3, 1), None, "yes", "5"]


def test_the_same_cells_make_the_same_bytes_and_no_moment_of_writing():
    sheets = [
        Sheet(
            "a",
            ["x"],
            [
                [
                    "Ünïcödé 漢字",
                ]
            ],
        ),
        Sheet("b & <c>", ["y"], []),
    ]
    written = xlsx_bytes(sheets)
    assert written == xlsx_bytes(sheets)
    assert load_workbook(io.BytesIO(written)).sheetnames == ["a", "b & <c>"]
    assert b"202" not in written.split(b"xl/workbook.xml")[0]


def test_letters_that_xml_cannot_hold_and_cells_too_long_do_not_break_the_workbook():
    sheet = Sheet("s", ["x"], [["a\x00\x0b\ud800b"], ["y" * 40_000], ["<t>&amp;\r\n\tend "]])
    _, odd, long, marked = read_xlsx(xlsx_bytes([sheet]))
    assert odd == ["a\ufffd\ufffd\ufffdb"]
    assert len(long[0]) == LONGEST_CELL
    assert long[0].endswith("[cut here: the CSV has all of it]")
    assert marked == ["<t>&amp;\r\n\tend "]


@drawn_from(st.text(max_size=12))
def test_no_text_whatever_is_read_back_as_a_formula(text):
    ((cell,),) = read_xlsx(xlsx_bytes([Sheet("s", ["x"], [[text]])]))[1:] or [(None,)]
    assert cell is None or not str(cell).lstrip().startswith(RUN_AS_FORMULA)
    assert not defused(text).lstrip().startswith(RUN_AS_FORMULA)


@pytest.mark.parametrize(("name", "is_xlsx"), [("a.csv", False), ("a.XLSX", True)])
def test_the_ending_says_which_is_written(name, is_xlsx):
    assert is_workbook(Path(name)) is is_xlsx


def test_another_ending_is_refused_in_words():
    with pytest.raises(ValueError, match=r"a\.xls is neither \.csv nor \.xlsx"):
        is_workbook(Path("a.xls"))
