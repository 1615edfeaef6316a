"""A night tries itself; what fails stops no publication and cannot be overlooked."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from night.conftest import INFUSION, LAB
from typer.testing import CliRunner

from flows import exercise
from flows.cli import app
from flows.exercise import choose_and_rebuild
from flows.load import Night
from flows.query import current_warehouse, read_only
from flows.rebuild import Rebuilt


def failed_drill(_warehouse):
    columns = ["alarm", "title", "patient_id", "expected", "found", "passed", "why"]
    why = "Neutropenia did not raise its alarm: Neutrophils just below 0.6"
    rows = [
        ["neutropenia", "Neutropenia", "DRILL-NEUTROPENIA", "raised", "quiet", False, why],
        ["nausea", "Nausea", "DRILL-NAUSEA", "raised", "raised", True, "Nausea after the first dose"],
    ]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def night(store, drop, monkeypatch):
    """The command `vigil night` on a night whose drill and rebuild find something."""
    rebuilt = Rebuilt(
        "2026-01-01", None, "differs", "The night of 1 Jan 2026 differs in 1 of 80 relations: x.", ["x"], 80
    )
    monkeypatch.setattr(exercise, "hold_drill", failed_drill)
    monkeypatch.setattr(exercise, "rebuild", lambda _store, _folder: rebuilt)
    monkeypatch.setattr(exercise, "chosen_night", lambda _store, _run: store.night)
    drop("infusion_1.csv", INFUSION)
    drop("lab_result_1.csv", LAB)
    return CliRunner().invoke(app, ["night", "--store", str(store.root)])


def test_what_the_exercises_find_is_told_by_command_record_warehouse_and_every_page(store, night):
    drill_failed = "THE DRILL FAILED: Neutropenia did not raise its alarm: Neutrophils just below 0.6."
    assert night.exit_code == 4, night.output
    assert drill_failed in night.output
    assert "THE REBUILD FAILED: The night of 1 Jan 2026 differs" in night.output
    with read_only(current_warehouse(store)) as con:
        outcomes = dict(con.table("v1.step").select("step, outcome").fetchall())
        drilled = con.table("v1.drill").select("alarm, passed").order("alarm").fetchall()
        ((is_wrong, differences),) = con.table("v1.rebuild").select("is_wrong, differences").fetchall()
    assert (outcomes["drill"], outcomes["rebuild"], outcomes["check"]) == ("failed", "failed", "done")
    assert drilled == [("nausea", True), ("neutropenia", False)]
    assert (is_wrong, differences) == (True, ["x"])
    for page in ("index.html", "flags.html", "patients.html"):
        written = (store.current / "site" / page).read_text()
        assert drill_failed in written
        assert "THE REBUILD FAILED: The night of 1 Jan 2026 differs in 1 of 80 relations: x." in written


def test_a_rebuild_is_left_out_with_its_reason_when_tonight_took_too_long(store, monkeypatch):
    monkeypatch.setattr(exercise, "longest_minutes", lambda _night: 20.0)
    monkeypatch.setattr(exercise, "minutes_so_far", lambda _night: 31.2)
    monkeypatch.setattr(exercise, "chosen_night", lambda _store, _run: store.night / "2026-01-01")
    left_out = choose_and_rebuild(Night(store, date(2026, 1, 2), "run", datetime(2026, 1, 2, tzinfo=UTC)))
    assert (left_out.outcome, left_out.is_wrong) == ("skipped", False)
    assert "this one took 31 minutes, and the limit is 20" in left_out.finding
