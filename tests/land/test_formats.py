"""Parquet and XLSX: every cell as text, nothing lost on the way."""

import io
import zipfile
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet
import pytest
from land.conftest import LAB_HEADER, lab_line, rules

HEADER = LAB_HEADER.split(",")
CELLS = lab_line(1).split(",")


def workbook(*rows: list[Any], first_row: int = 1) -> bytes:
    """A workbook whose first sheet has these rows, and whose second has another."""
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, start=first_row):
        for place, cell in enumerate(row, start=1):
            book.active.cell(number, place, cell)
    book.create_sheet("second").append(["not", "read"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def parquet(**columns: pa.Array) -> bytes:
    """A Parquet file of these columns beside those of one good row."""
    good = {name: pa.array([cell]) for name, cell in zip(HEADER, CELLS, strict=True)}
    file = pa.BufferOutputStream()
    pyarrow.parquet.write_table(pa.table({**good, **columns}), file)
    return file.getvalue().to_pybytes()


def replaced(**cells: Any) -> list[Any]:
    """The cells of one good row with some replaced."""
    return [cells.get(name, cell) for name, cell in zip(HEADER, CELLS, strict=True)]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (2000, "2000"), (2.5, "2.5"), (0.1 + 0.2, "0.3"), ("007", "007"), ("<0.2 ", "<0.2 "), (10**11, "100000000000"),
        (datetime(2026, 3, 1, 9, 30), "2026-03-01 09:30:00"), (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1), "2026-03-01"), ("é\nü", "é\nü"), (None, None), ("", None),
    ],
)  # fmt: skip
def test_a_cell_of_a_workbook_becomes_text(drop, landed, raw, cell, text):
    drop("lab_result_1.xlsx", workbook(HEADER, replaced(value=cell)))
    assert landed()[0].refused_reason is None
    assert raw("lab_result")[0]["value"] == text


def test_rows_of_a_workbook_keep_their_numbers_and_blank_ones_are_none(drop, landed, raw):
    drop("lab_result_1.xlsx", workbook(HEADER, CELLS, [], [" ", None], replaced(record_id="L2")))
    landed()
    rows = raw("lab_result")
    assert [(row["record_id"], row["source_row"]) for row in rows if row["record_id"]] == [("L1", 2), ("L2", 5)]
    assert [row["source_row"] for row in rows] == [2, 4, 5]


def test_unnamed_empty_columns_of_a_workbook_are_none(drop, landed, raw):
    drop("lab_result_1.xlsx", workbook([*HEADER, None, None], [*CELLS, None, "stray"]))
    landed()
    assert raw("lab_result")[0]["other_columns"] == '{"column 9":"stray"}'


@pytest.mark.parametrize("content", [workbook(), workbook(HEADER, CELLS, first_row=3)])
def test_a_workbook_without_a_header_in_its_first_row_is_refused(drop, landed, content):
    drop("lab_result_1.xlsx", content)
    (file,) = landed()
    assert "first row" in file.refused_reason or "first line" in file.refused_reason


def test_a_workbook_that_unpacks_to_too_much_is_refused_though_it_declares_little(drop, landed, monkeypatch):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 1_000_000)
    content = file.getvalue().replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    monkeypatch.setattr("flows.readers.xlsx.MAX_SHEET_BYTES", 500_000)
    drop("lab_result_1.xlsx", content)
    drop("lab_result_2.xlsx", file.getvalue())
    first, second = landed()
    assert first.refused_reason
    assert "holds more than 500,000 bytes when unpacked" in second.refused_reason


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (pa.array([Decimal("2.50")]), "2.50"), (pa.array([2000]), "2000"), (pa.array([2.5]), "2.5"),
        (pa.array([date(2026, 3, 1)]), "2026-03-01"), (pa.array([datetime(2026, 3, 1, 9, 30)]), "2026-03-01 09:30:00"),
        (pa.array([datetime(2026, 3, 1, 9, 30, tzinfo=UTC)]), "2026-03-01 09:30:00+00"), (pa.array([True]), "yes"),
        (pa.array([False]), "no"), (pa.array([None], pa.bool_()), None), (pa.array(["<0.2"]).dictionary_encode(), "<0.2"),
        (pa.array([time(9, 30)]), "09:30:00"), (pa.nulls(1), None),
    ],
)  # fmt: skip
def test_a_cell_of_a_parquet_file_becomes_text(drop, landed, raw, value, text):
    drop("lab_result_1.parquet", parquet(value=value))
    assert landed()[0].refused_reason is None
    assert raw("lab_result")[0]["value"] == text
    assert raw("lab_result")[0]["source_row"] == 2


def test_instants_of_a_parquet_file_keep_the_contract(drop, landed, raw):
    instants = pa.array([datetime(2026, 3, 1, 9, 30, 0, 250_000, tzinfo=UTC)])
    drop("lab_result_1.parquet", parquet(collected_at=instants, reported_at=pa.array([datetime(2026, 3, 2)])))
    landed()
    assert rules(raw("lab_result")[0]) == []


@pytest.mark.parametrize("value", [pa.array([[1, 2]]), pa.array([{"a": 1}]), pa.array([b"\x00\xff"])])
def test_nested_and_binary_columns_are_refused(drop, landed, value):
    drop("lab_result_1.parquet", parquet(value=value))
    assert "nested or binary columns: value" in landed()[0].refused_reason


def test_a_parquet_file_that_is_cut_off_or_damaged_is_refused(drop, landed):
    content = parquet()
    drop("lab_result_1.parquet", content[: len(content) // 2])
    damaged = bytearray(content)
    damaged[4:60] = bytes(56)
    drop("lab_result_2.parquet", bytes(damaged))
    assert all(file.refused_reason for file in landed())


def test_a_parquet_file_that_holds_too_much_is_refused(drop, landed, monkeypatch):
    monkeypatch.setattr("flows.readers.parquet.MAX_FILE_BYTES", 100)
    drop("lab_result_1.parquet", parquet())
    assert "holds more than 100 bytes" in landed()[0].refused_reason


def test_columns_of_a_parquet_file_may_have_any_name(drop, landed, raw):
    odd = {'q"uote': pa.array(["x"]), "source_row": pa.array([9]), "Select": pa.array([1])}
    drop("lab_result_1.parquet", parquet(**odd))
    landed()
    row = raw("lab_result")[0]
    assert row["source_row"] == 2
    assert row["other_columns"] == '{"q\\"uote":"x","source_row":"9","select":"1"}'


def test_a_column_that_is_named_like_the_readers_own_is_refused(drop, landed):
    drop("lab_result_1.parquet", parquet(File_Row_Number=pa.array([7])))
    assert "file_row_number" in landed()[0].refused_reason
