"""A night from dropped files to published flags."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from night.conftest import CORRECTION, INFUSION, LAB

from flows.check import ChecksFailed
from flows.night import run_night
from flows.query import NothingPublished, current_warehouse, read_only
from flows.run_record import NightAlreadyRunning, one_night_at_a_time

TODAY = datetime.now(UTC).date()


@pytest.fixture
def ask(store):
    """`ask("v1.flag", "rule, patient_id")`: rows of the current night."""

    def rows(relation, columns="*"):
        with read_only(current_warehouse(store)) as con:
            return sorted(con.table(relation).select(columns).fetchall())

    return rows


@pytest.fixture
def low_counts(ask):
    """The flags of neutropenia: the doses of the drawn store lie long ago, so other rules flag as well."""
    return lambda: [row for row in ask("v1.flag", "rule, patient_id, onset_on") if row[0] == "neutropenia"]


def test_dropped_files_become_flags_with_evidence_down_to_the_row(store, drop, ask, low_counts):
    drop("infusion_1.csv", INFUSION)
    drop("lab_result_1.csv", LAB)
    night = run_night(store, exercise=False)
    assert night.is_current
    assert low_counts() == [("neutropenia", "P1", date(2026, 1, 19))]
    assert ("neutropenia", "lab_result_1.csv", 3) in ask("v1.evidence", "rule, file_name, source_row")
    assert ask("v1.row_account", "feed, n_rows_in, n_accepted, n_quarantined, n_superseded") == [
        ("adverse_event", 0, 0, 0, 0), ("antibody_test", 0, 0, 0, 0), ("infusion", 3, 3, 0, 0),
        ("lab_result", 4, 3, 1, 0), ("medication", 0, 0, 0, 0), ("patient", 0, 0, 0, 0), ("vital_sign", 0, 0, 0, 0),
    ]  # fmt: skip


def test_a_correction_clears_a_flag_and_brings_a_quarantined_row_back(store, drop, ask, low_counts):
    drop("infusion_1.csv", INFUSION)
    drop("lab_result_1.csv", LAB)
    run_night(store, exercise=False)
    drop("lab_result_2.csv", CORRECTION)
    run_night(store, exercise=False)
    assert low_counts() == []
    assert ask("v1.quarantine") == []
    assert ("lab_result", 6, 4, 0, 2) in ask(
        "v1.row_account", "feed, n_rows_in, n_accepted, n_quarantined, n_superseded"
    )


def test_the_same_night_again_gives_the_same_answer_beside_the_first(store, drop, ask):
    drop("infusion_1.csv", INFUSION)
    drop("lab_result_1.csv", LAB)
    first = run_night(store, exercise=False)
    before = ask("v1.flag")
    drop("lab_result_again.csv", LAB)
    second = run_night(store, exercise=False)
    assert ask("v1.flag") == before
    assert first.folder.exists()
    assert second.folder != first.folder


def test_a_past_night_is_built_from_what_had_been_received_by_then(store, drop, ask, low_counts):
    drop("infusion_1.csv", INFUSION)
    drop("lab_result_1.csv", LAB)
    run_night(store, date(2026, 1, 21), backfill=True)
    drop("lab_result_2.csv", CORRECTION)
    run_night(store, date(2026, 1, 30), backfill=True)
    assert low_counts() == []
    past = run_night(store, date(2026, 1, 21), exercise=False)
    assert not past.is_current
    with read_only(past.folder / "warehouse.duckdb") as con:
        assert con.table("v1.flag").filter("rule = 'neutropenia'").count("*").fetchall() == [(1,)]
    assert low_counts() == []


def test_a_night_without_any_delivery_says_what_it_could_not_judge(store, ask, low_counts):
    run_night(store, exercise=False)
    assert low_counts() == []
    assert {row[1] for row in ask("v1.row_account", "feed, n_rows_in")} == {0}


def test_a_finding_stops_publication_and_the_last_night_stays(store, drop, ask, monkeypatch):
    drop("infusion_1.csv", INFUSION)
    drop("lab_result_1.csv", LAB)
    first = run_night(store, exercise=False)

    def finding(_con):
        raise ChecksFailed("1 of 1 checks found something")

    monkeypatch.setattr("flows.night.check", finding)
    with pytest.raises(ChecksFailed):
        run_night(store, exercise=False)
    assert store.current.resolve() == first.folder
    monkeypatch.undo()
    run_night(store, exercise=False)
    failed = [row for row in ask("v1.step", "step, outcome, detail") if row[1] == "failed"]
    assert failed == [("check", "failed", "1 of 1 checks found something")]


def test_a_lost_row_is_found_by_the_account(store, drop, monkeypatch):
    drop("infusion_1.csv", INFUSION)
    drop("lab_result_1.csv", LAB)
    from flows import night as night_module

    def build_and_lose_a_row(night):
        names = original(night)
        with night_module.open_warehouse(night.warehouse) as con:
            con.execute("UPDATE signals.row_account SET n_accepted = n_accepted - 1 WHERE feed = 'lab_result'")
        return names

    original = night_module.build_layers
    monkeypatch.setattr(night_module, "build_layers", build_and_lose_a_row)
    with pytest.raises(ChecksFailed, match="4 rows in, but 3 accounted for"):
        run_night(store, exercise=False)
    with pytest.raises(NothingPublished):
        current_warehouse(store)


def test_evidence_after_blank_lines_and_broken_cells_is_still_found_by_its_line(store, drop, ask):
    drop("infusion_1.csv", INFUSION)
    header, first, low, *others = LAB.splitlines()
    drop("lab_result_1.csv", "\n".join([header, "", first, "", "", *others, "", low, ""]))
    run_night(store, exercise=False)
    assert ("neutropenia", "lab_result_1.csv", 9) in ask("v1.evidence", "rule, file_name, source_row")


def test_evidence_that_was_never_delivered_stops_publication(store, drop, monkeypatch):
    drop("infusion_1.csv", INFUSION)
    drop("lab_result_1.csv", LAB)
    from flows import night as night_module

    def build_and_cite_another_row(night):
        names = original(night)
        with night_module.open_warehouse(night.warehouse) as con:
            con.execute("UPDATE signals.flag SET evidence = [evidence('lab_result', evidence[1].source_file, 77)]")
        return names

    original = night_module.build_layers
    monkeypatch.setattr(night_module, "build_layers", build_and_cite_another_row)
    with pytest.raises(ChecksFailed, match="points at row 77"):
        run_night(store, exercise=False)


def test_only_one_night_runs_at_a_time(store):
    with one_night_at_a_time(store), pytest.raises(NightAlreadyRunning):
        run_night(store, exercise=False)


def test_the_manifest_names_inputs_versions_counts_and_durations(store, drop):
    drop("infusion_1.csv", INFUSION)
    drop("lab_result_1.csv", LAB)
    night = run_night(store, exercise=False)
    manifest = json.loads((night.folder / "manifest.json").read_text())
    assert len(manifest["deliveries_sha256"]) == 2
    assert manifest["rows"]["clinical.lab_result"] == 3
    assert {"load", "build", "compare", "check"} <= set(manifest["seconds"])
    assert manifest["night"]["as_of"] == TODAY.isoformat()


def test_a_published_warehouse_stands_alone_and_cannot_be_written(store, drop):
    drop("infusion_1.csv", INFUSION)
    drop("lab_result_1.csv", LAB)
    run_night(store, exercise=False)
    with read_only(current_warehouse(store)) as con:
        views = con.execute("SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal").fetchall()
        for (view,) in views:
            con.execute(f"FROM {view} LIMIT 1").fetchall()
        with pytest.raises(Exception, match="read-only"):
            con.execute("DELETE FROM clinical.patient")
        with pytest.raises(Exception, match="disabled"):
            con.execute("SELECT * FROM read_csv('/etc/passwd')").fetchall()


def test_a_future_night_holds_everything_received(store, drop, ask):
    drop("infusion_1.csv", INFUSION)
    run_night(store, TODAY + timedelta(days=1), exercise=False)
    assert ("infusion", 3) in ask("v1.row_account", "feed, n_rows_in")
