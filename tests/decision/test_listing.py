"""The list of decisions: filters, CSV without formulas, and the commands with their exit codes."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from typer.testing import CliRunner

from dashboards.spreadsheet_text import defused
from flows.cli import app
from flows.decision.ledger import append, names
from flows.decision.listing import COLUMNS, chosen, withdrawals, write_csv
from flows.decision.verify import inspect

DAYS = [datetime(2026, 3, day, 23, 59, tzinfo=UTC) for day in (1, 2, 3)]


@pytest.fixture
def three(store, decided):
    append(store, decided("take", form_key="K1"), DAYS[0])
    append(store, decided("close", form_key="K2", case_id="C2", comment='=HYPERLINK("http://x")'), DAYS[1])
    append(store, decided("comment", form_key="K3", decided_by="a.jones", comment="Two\nlines"), DAYS[2])
    return store


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, [1, 2, 3]),
        ({"case_id": "C1"}, [1, 3]),
        ({"decided_by": "a.jones"}, [3]),
        ({"kind": "close"}, [2]),
        ({"from_on": date(2026, 3, 2)}, [2, 3]),
        ({"until_on": date(2026, 3, 2)}, [1, 2]),
        ({"case_id": "C1", "kind": "close"}, []),
    ],
)
def test_filters_keep_what_fits_all_of_them(three, wanted, numbers):
    assert [record.number for record in chosen(inspect(three).records, **wanted)] == numbers


@pytest.mark.parametrize("first", list("=+-@\t\r\n＝＋－＠"))
def test_no_cell_is_run_by_a_spreadsheet(first):
    assert defused(f"{first}1+1") == f"'{first}1+1"


def test_other_cells_stay_as_they_are():
    assert [defused(cell) for cell in (None, "ALT 3.2 × ULN", 5, "a=b")] == ["", "ALT 3.2 × ULN", "5", "a=b"]


def test_the_csv_holds_every_decision_whole(three):
    target = io.StringIO()
    write_csv(inspect(three).records, {}, target)
    header, *rows = csv.reader(io.StringIO(target.getvalue()))
    assert tuple(header) == COLUMNS
    assert [row[COLUMNS.index("comment")] for row in rows] == ["Seen.", '\'=HYPERLINK("http://x")', "Two\nlines"]
    assert [row[COLUMNS.index("about")] for row in rows] == ["case C1", "case C2", "case C1"]


def test_the_commands_say_whether_the_record_is_whole(three):
    run = CliRunner().invoke(app, ["audit", "verify", "--store", str(three.root)])
    assert run.exit_code == 0, run.output
    assert "number 3" in run.output
    names(three)[1].path.unlink()
    run = CliRunner().invoke(app, ["audit", "verify", "--store", str(three.root)])
    assert run.exit_code == 1
    assert "decision 2 is missing" in run.stderr
    listed = CliRunner().invoke(app, ["audit", "list", "--csv", "--by", "a.jones", "--store", str(three.root)])
    assert listed.exit_code == 0
    assert [line.split(",")[0] for line in listed.stdout.splitlines()[:2]] == ["number", "3"]


def test_a_decision_that_was_withdrawn_is_marked_and_its_withdrawal_is_listed_with_it(three, decided):
    withdrawn = decided("withdraw", form_key="K4", case_id=None, snapshot=(), withdraws=1, comment="Wrong.")
    append(three, withdrawn, DAYS[2])
    found = chosen(inspect(three).records, case_id="C1")
    assert [record.number for record in found] == [1, 3, 4]
    assert withdrawals(inspect(three).records) == {1: 4}
    listed = CliRunner().invoke(app, ["audit", "list", "--case", "C1", "--store", str(three.root)])
    assert listed.stdout.count("withdrawn") == 1
    said = CliRunner().invoke(app, ["audit", "list", "--csv", "--case", "C1", "--store", str(three.root)]).stdout
    assert [row["withdrawn_by"] for row in csv.DictReader(io.StringIO(said))] == ["4", "", ""]


def test_a_kind_that_there_is_not_is_wrong_use_and_the_kinds_are_said(three, monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")
    run = CliRunner().invoke(app, ["audit", "list", "--kind", "nonsense", "--store", str(three.root)])
    assert run.exit_code == 2
    assert "The kinds of decisions are assess, " in run.output
