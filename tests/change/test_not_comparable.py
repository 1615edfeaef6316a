"""A night before that cannot be compared with stops nothing: no change has a cause, and the reason is told."""

import duckdb
import pytest
from change.conftest import ToldNight

from flows.attribution.attribute import attribute


@pytest.fixture
def tonight(tmp_path):
    night = ToldNight(tmp_path / "tonight.duckdb", "2026-03-02")
    yield night
    night.warehouse.close()


def no_database(path):
    path.write_bytes(b"not a database")


def of_another_version(path):
    """A warehouse that has none of the relations that are compared."""
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE SCHEMA raw; CREATE TABLE raw.night (as_of DATE)")


@pytest.mark.parametrize("damaged", [no_database, of_another_version])
def test_it_is_told_why_no_change_has_a_cause(tonight, tmp_path, damaged):
    path = tmp_path / "before.duckdb"
    damaged(path)
    assert attribute(tonight.con, path, tmp_path) == 0
    ((is_attributed, problem),) = (
        tonight.con.table("signals.compared_night").select("is_attributed", "problem").fetchall()
    )
    assert not is_attributed
    assert problem.startswith("The night before could not be compared with (")
    assert problem.endswith("), so no change has a cause.")


def test_nothing_of_the_attempt_is_left(tonight, tmp_path):
    of_another_version(tmp_path / "before.duckdb")
    attribute(tonight.con, tmp_path / "before.duckdb", tmp_path)
    assert list(tmp_path.glob(".change-*")) == []
    names = {name for (name,) in tonight.con.execute("SELECT database_name FROM duckdb_databases()").fetchall()}
    assert "last_night" not in names
    assert tonight.con.execute("SELECT count(*) FROM duckdb_tables() WHERE temporary").fetchall() == [(0,)]
