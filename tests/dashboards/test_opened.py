"""Nights held open: one database a night for all requests, the new one at once, the old one closed when idle."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from dashboards.opened import MOST_OPEN, OpenedNights


def written(path, number):
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE SCHEMA marts")
        con.execute(
            "CREATE TABLE marts.number AS SELECT ? AS number, TIMESTAMPTZ '2026-01-01 00:00:00+00' AS at", [number]
        )
    return path


def number_in(con):
    return con.table("marts.number").fetchall()[0][0]


def is_held(path):
    """Whether this process still has the file open: DuckDB then refuses to open it for writing."""
    try:
        duckdb.connect(str(path)).close()
    except duckdb.Error:
        return True
    return False


@pytest.fixture
def opened():
    nights = OpenedNights()
    yield nights
    nights.close()


def test_requests_share_a_night_and_each_has_its_own_cursor(opened, tmp_path):
    night = written(tmp_path / "a.duckdb", 1)

    def ask(_):
        with opened.cursor(night) as con:
            return number_in(con)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(40))) == {1}
    with opened.cursor(night) as one, opened.cursor(night) as other:
        assert one is not other


def test_a_night_can_only_be_read_and_reads_no_other_file(opened, tmp_path):
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with opened.cursor(written(tmp_path / "a.duckdb", 1)) as con:
        with pytest.raises(duckdb.Error):
            con.execute("DELETE FROM marts.number")
        with pytest.raises(duckdb.Error):
            con.read_csv(str(tmp_path / "secret.csv")).fetchall()


@pytest.mark.parametrize("setting", ["TimeZone", "memory_limit", "threads"])
def test_every_cursor_has_the_limits_of_the_server(opened, tmp_path, setting):
    with opened.cursor(written(tmp_path / "a.duckdb", 1)) as con:
        ((value,),) = con.execute("SELECT current_setting(?)", [setting]).fetchall()
    assert value == {"TimeZone": "UTC", "memory_limit": "114.4 MiB", "threads": 2}[setting]


def test_a_new_night_is_another_file_behind_the_same_link(opened, tmp_path):
    link = tmp_path / "current"
    for number in (1, 2):
        written(tmp_path / f"{number}.duckdb", number)
        link.unlink(missing_ok=True)
        link.symlink_to(tmp_path / f"{number}.duckdb")
        with opened.cursor(link) as con:
            assert number_in(con) == number


def test_who_reads_while_a_night_is_published_reads_one_night_to_the_end(opened, tmp_path):
    link = tmp_path / "current"
    link.symlink_to(written(tmp_path / "1.duckdb", 1))
    with opened.cursor(link) as reading:
        link.unlink()
        link.symlink_to(written(tmp_path / "2.duckdb", 2))
        with opened.cursor(link) as con:
            assert number_in(con) == 2
        assert number_in(reading) == 1


def test_the_night_asked_for_longest_ago_is_closed_and_one_in_use_is_not(opened, tmp_path):
    nights = [written(tmp_path / f"{number}.duckdb", number) for number in range(MOST_OPEN + 2)]
    with opened.cursor(nights[0]) as reading:
        for night in nights[1:]:
            with opened.cursor(night):
                pass
        assert is_held(nights[0])
        assert not is_held(nights[1])
        assert number_in(reading) == 0
    assert not is_held(nights[0])
    assert is_held(nights[-1])


def test_a_file_that_was_replaced_under_its_name_is_read_anew(opened, tmp_path):
    night = written(tmp_path / "a.duckdb", 1)
    with opened.cursor(night) as con:
        assert number_in(con) == 1
    shutil.move(written(tmp_path / "b.duckdb", 2), night)
    with opened.cursor(night) as con:
        assert number_in(con) == 2


def test_a_file_that_is_no_night_is_refused_and_not_kept(opened, tmp_path):
    (tmp_path / "a.duckdb").write_text("no database")
    with pytest.raises(duckdb.Error), opened.cursor(tmp_path / "a.duckdb"):
        pass
    with pytest.raises(FileNotFoundError), opened.cursor(tmp_path / "missing.duckdb"):
        pass
    (tmp_path / "a.duckdb").unlink()
    with opened.cursor(written(tmp_path / "a.duckdb", 3)) as con:
        assert number_in(con) == 3


def test_the_night_before_is_read_once(opened, nights):
    first, problem = opened.earlier(nights["before"])
    assert problem is None
    assert opened.earlier(nights["before"])[0] is first
    assert opened.earlier(None) == (None, None)


def test_a_night_before_that_cannot_be_read_is_said(opened, tmp_path):
    (tmp_path / "a.duckdb").write_text("no database")
    earlier, problem = opened.earlier(tmp_path / "a.duckdb")
    assert earlier is None
    assert "nothing is marked as new" in problem
