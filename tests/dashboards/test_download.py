"""Data to take away: for analysts, or for whoever sits at the machine while sign-in is off."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import pytest
from page import Page
from sign_in_story import Server

from dashboards.download import cell_of

HOSTILE = '=HYPERLINK("http://evil")'


@pytest.fixture
def warehouse(tmp_path):
    """A night of one view."""
    folder = tmp_path / "2026-11-21"
    folder.mkdir()
    with duckdb.connect(str(folder / "warehouse.duckdb")) as con:
        con.execute("CREATE SCHEMA v1")
        con.execute("CREATE SCHEMA clinical")
        con.execute("CREATE TABLE clinical.secret AS SELECT 1 AS x")
        con.execute(f"""
            CREATE VIEW v1.event AS SELECT * FROM (VALUES
                ('P1', '{HOSTILE}', 1.50::DECIMAL(9, 2), DATE '2026-03-01', true, TIMESTAMPTZ '2026-03-01 08:00:00+00'),
                ('P2', NULL, -2, NULL, NULL, NULL)
            ) AS t(patient_id, term, value, started_on, is_serious, started_at)
        """)
    return folder / "warehouse.duckdb"


@pytest.mark.parametrize(("name", "status"), [("anna", 200), ("vera", 403), ("rita", 403), (None, 303)])
@pytest.mark.parametrize("path", ["/download/warehouse.duckdb", "/download/v1/event.csv"])
def test_analysts_download_and_nobody_else(tmp_path, warehouse, path, name, status):
    server = Server(tmp_path, warehouse)
    visitor = server.visitor()
    if name:
        visitor.sign_in(name)
    answer = visitor.get(path)
    assert answer.status_code == status
    assert server.logged()[-1]["status"] == status
    if status == 403:
        assert "Downloading data needs the role analyst. You are signed in as" in Page(answer.text).text


def test_whoever_sits_at_the_machine_downloads_while_sign_in_is_off(tmp_path, warehouse):
    server = Server(tmp_path, warehouse, asks=False)
    answer = server.visitor().get("/download/warehouse.duckdb")
    assert answer.content == warehouse.read_bytes()
    assert answer.headers["content-disposition"] == 'attachment; filename="vigil-2026-11-21.duckdb"'
    assert server.logged()[-1]["page"] == "download warehouse"


def test_a_view_is_csv_with_nothing_that_a_spreadsheet_computes(tmp_path, warehouse):
    server = Server(tmp_path, warehouse, asks=False)
    answer = server.visitor().get("/download/v1/event.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="vigil-2026-11-21-event.csv"'
    assert list(csv.reader(io.StringIO(answer.text))) == [
        ["patient_id", "term", "value", "started_on", "is_serious", "started_at"],
        ["P1", f"'{HOSTILE}", "1.50", "2026-03-01", "true", "2026-03-01T08:00:00+00:00"],
        ["P2", "", "-2.00", "", "", ""],
    ]
    assert server.logged()[-1]["page"] == "download v1.event"


@pytest.mark.parametrize("view", ["secret", "clinical.secret", "nothing", 'event"; DROP', "event--"])
def test_nothing_but_the_views_of_v1(tmp_path, warehouse, view):
    server = Server(tmp_path, warehouse, asks=False)
    assert server.visitor().get(f"/download/v1/{view}.csv").status_code == 404
    assert view not in server.log_text()


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("a=1", "a=1"), ("", ""),
        (None, None), (True, "true"), (Decimal("-1.50"), Decimal("-1.50")), (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 8, tzinfo=UTC), "2026-03-01T08:00:00+00:00"),
    ],
)  # fmt: skip
def test_a_value_as_a_cell(value, cell):
    assert cell_of(value) == cell
