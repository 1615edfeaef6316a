"""With which night one is compared: the newest of an earlier day, however often a day was built."""

from datetime import date

import pytest

from flows.monitoring_history import night_of_an_earlier_day
from flows.query import earlier_warehouse
from flows.store import open_store

BUILT = ("2026-11-27", "2026-11-28", "2026-11-28.2", "2026-11-29", "2026-11-29.2")


@pytest.mark.parametrize(
    ("night", "earlier"),
    [
        ("2026-11-29.2", "2026-11-28.2"),
        ("2026-11-29", "2026-11-28.2"),
        ("2026-11-28.2", "2026-11-27"),
        ("2026-11-28", "2026-11-27"),
        ("2026-11-27", None),
    ],
)
def test_pages_and_causes_name_the_same_earlier_night(tmp_path, night, earlier):
    store = open_store(tmp_path / "store")
    for name in BUILT:
        (store.night / name).mkdir()
        (store.night / name / "warehouse.duckdb").touch()
    shown = store.night / night / "warehouse.duckdb"
    expected = None if earlier is None else store.night / earlier / "warehouse.duckdb"
    assert earlier_warehouse(store, than=shown) == expected
    assert night_of_an_earlier_day(store, date.fromisoformat(night[:10])) == expected
