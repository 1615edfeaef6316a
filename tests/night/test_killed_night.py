"""Kill the process at any step: the next night completes, and nothing is lost or doubled."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from night.conftest import INFUSION, LAB

from flows.night import run_night
from flows.query import current_warehouse, read_only

PLACES = [
    (when, step)
    for step in (
        "refresh raw",
        "land infusion",
        "land lab_result",
        "load",
        "build",
        "compare",
        "attribute",
        "check",
        "finish",
        "publish",
    )
    for when in ("before", "after")
] + [("before", "drill"), ("after", "rebuild"), ("inside", "publish")]


@pytest.mark.parametrize(("when", "step"), PLACES)
def test_the_night_after_a_killed_one_completes_and_nothing_is_lost_or_doubled(store, drop, when, step):
    drop("infusion_1.csv", INFUSION)
    drop("lab_result_1.csv", LAB)
    script = Path(__file__).with_name("one_killed_night.py")
    root = Path(__file__).parents[2]
    killed = subprocess.run([sys.executable, str(script), str(store.root), when, step], cwd=root, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()

    run_night(store, exercise=False, with_pages=step == "finish")

    with read_only(current_warehouse(store)) as con:
        account = con.table("v1.row_account").select("feed, n_rows_in, n_accepted, n_quarantined").fetchall()
        flags = con.table("v1.flag").filter("rule = 'neutropenia'").select("rule, patient_id").fetchall()
        deliveries = con.table("v1.delivery").select("file_name, n_rows").order("file_name").fetchall()
    assert {row for row in account if row[1]} == {("infusion", 3, 3, 0), ("lab_result", 4, 3, 1)}
    assert flags == [("neutropenia", "P1")]
    assert deliveries == [("infusion_1.csv", 3), ("lab_result_1.csv", 4)]
    assert list(store.inbox.iterdir()) == []
    assert [path for path in store.night.iterdir() if path.name.startswith(".")] == []
