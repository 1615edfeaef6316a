"""The commands `vigil case`, `vigil listing` and `vigil pack` on a published night."""

import csv
import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from case_sample import write_case_sample
from openpyxl import load_workbook
from pypdf import PdfReader
from typer.testing import CliRunner

from flows.cli import app
from flows.listing import COLUMNS, Interval, write_listing
from flows.store import Store, open_store


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Store:
    """A store whose only night is the drawn one."""
    opened = open_store(tmp_path_factory.mktemp("store") / "store")
    folder = opened.night / "2026-11-21"
    folder.mkdir()
    write_case_sample(folder / "warehouse.duckdb")
    opened.current.symlink_to(Path("night") / folder.name)
    return opened


def run(store: Store, *words: str) -> str:
    """What a command prints when it ends well."""
    result = CliRunner().invoke(app, [*words, "--store", str(store.root)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_case_is_printed_as_json(store):
    document = json.loads(run(store, "case", "C-0000000001", "--json"))
    assert document["case"]["case_id"] == "C-0000000001"


def test_a_case_that_the_night_does_not_know_is_refused_in_words(store):
    result = CliRunner().invoke(app, ["case", "C-NONE", "--json", "--store", str(store.root)])
    assert isinstance(result.exception, ValueError)
    assert "has no case C-NONE" in str(result.exception)


def test_saying_nothing_about_the_form_of_output_is_wrong_use(store):
    assert CliRunner().invoke(app, ["case", "C-0000000001", "--store", str(store.root)]).exit_code == 2


@pytest.mark.parametrize(("more", "first"), [((), "C-0000000001"), (("--summary",), "Hypersensitivity")])
def test_the_listing_says_the_same_as_csv_and_as_workbook(store, tmp_path, more, first):
    interval = ("--from", "2026-11-01", "--until", "2026-11-21")
    said = run(store, "listing", *interval, "--out", str(tmp_path / "a.csv"), *more)
    run(store, "listing", *interval, "--out", str(tmp_path / "a.xlsx"), *more)
    rows = list(csv.reader((tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()))
    workbook = load_workbook(tmp_path / "a.xlsx")
    table = [[cell.value for cell in row] for row in workbook.worksheets[0].iter_rows()]
    assert [row[0] for row in rows] == [row[0] for row in table]
    assert rows[1][0] == first
    assert "nullified): 1 (C-0000000003)" in said
    assert "nullified): 1 (C-0000000003)" in (tmp_path / "a.notes.txt").read_text(encoding="utf-8")
    assert "nullified): 1 (C-0000000003)" in str([cell.value for cell in workbook["Notes"]["A"]])


def test_the_same_night_makes_the_same_bytes(store, tmp_path):
    interval = Interval(date(2026, 11, 1), date(2026, 11, 21))
    for name in ("one.xlsx", "two.xlsx"):
        write_listing(store, tmp_path / name, interval, is_summary=False, as_of=None)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_every_column_of_the_listing_is_one_of_the_mart(store, tmp_path):
    interval = Interval(date(2026, 11, 1), date(2026, 11, 21))
    write_listing(store, tmp_path / "a.csv", interval, is_summary=False, as_of=date(2026, 11, 21))
    header = next(csv.reader((tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()))
    assert header == list(COLUMNS.values())


def test_the_pack_and_the_form_are_written_with_the_hash_that_is_said(store, tmp_path):
    pack, form = tmp_path / "pack.pdf", tmp_path / "form.pdf"
    said = run(store, "pack", "--pdf", str(pack), "--page", "quality.html", "--comment", "quality.html: Look")
    assert hashlib.sha256(pack.read_bytes()).hexdigest() in said
    assert "Look" in PdfReader(pack).pages[0].extract_text()
    run(store, "case", "C-0000000001", "--cioms", str(form))
    assert "throat swelling" in " ".join(sheet.extract_text() for sheet in PdfReader(form).pages)
