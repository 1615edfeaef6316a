"""A night holds the decisions up to its cut-off; a broken record does not stop it, and is told."""

import json
from datetime import UTC, date, datetime

import pytest
from decision.conftest import make_decision
from night.conftest import INFUSION, LAB

from flows.decision.ledger import append, names
from flows.decision.verify import inspect
from flows.night import run_night
from flows.query import current_warehouse, read_only

FIRST, SECOND = date(2026, 2, 1), date(2026, 2, 2)


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """Two nights with a decision before the first and one between; then the second record is edited."""
    import os

    from flows.store import open_store

    store = open_store(tmp_path_factory.mktemp("decided") / "store")
    for name, text in {"infusion_1.csv": INFUSION, "lab_result_1.csv": LAB}.items():
        (store.inbox / name).write_text(text)
        os.utime(store.inbox / name, (0, 0))
    append(store, make_decision("take", form_key="K1"), datetime(2026, 2, 1, 23, 59, tzinfo=UTC))
    append(store, make_decision("close", form_key="K2"), datetime(2026, 2, 2, 0, 1, tzinfo=UTC))
    first = run_night(store, FIRST, backfill=True)
    second = run_night(store, SECOND, backfill=True)
    path = names(store)[1].path
    path.chmod(0o640)
    path.write_bytes(path.read_bytes().replace(b"Seen.", b"Soon."))
    return store, first, second


def asked(folder, relation):
    with read_only(folder / "warehouse.duckdb") as con:
        return con.table(relation).fetchall()


def test_a_night_holds_the_decisions_up_to_its_cut_off(nights):
    _, first, second = nights
    assert [row[0] for row in asked(first.folder, "v1.decision")] == [1]
    assert [row[0] for row in asked(second.folder, "v1.decision")] == [1, 2]


def test_the_manifest_keeps_the_head_of_the_chain(nights):
    _, first, second = nights
    heads = [json.loads((night.folder / "manifest.json").read_text())["decision_head"] for night in (first, second)]
    assert [head["number"] for head in heads] == [1, 2]
    assert heads[1]["sha256"] == asked(second.folder, "raw.decision")[1][2]


def test_a_broken_record_is_told_on_every_page_and_its_decision_does_not_count(nights):
    store, *_ = nights
    again = run_night(store, SECOND, exercise=False)
    assert [row[0] for row in asked(again.folder, "v1.decision")] == [1]
    ((file, what),) = asked(again.folder, "v1.decision_problem")
    assert (file, what) == tuple(inspect(store).problems[0])
    assert "THE RECORD OF DECISIONS IS NOT WHOLE: 1 problem" in (again.folder / "site" / "index.html").read_text()
    assert current_warehouse(store).parent == again.folder
