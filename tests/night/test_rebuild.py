"""A past night comes out of the archive as it was; what differs, and a flipped byte, is found and named."""

from datetime import date

import duckdb
import pytest
from night.conftest import CORRECTION, INFUSION, LAB, drop_file
from typer.testing import CliRunner

from flows import rebuild as rebuild_module
from flows.cli import app
from flows.night import run_night
from flows.query import read_only
from flows.rebuild import chosen_night, rebuild
from flows.store import open_store

DAY = date(2026, 2, 1)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A store with one published night and one delivery that came after it."""
    store = open_store(tmp_path_factory.mktemp("rebuild") / "store")
    drop_file(store, "infusion_1.csv", INFUSION)
    drop_file(store, "lab_result_1.csv", LAB)
    run_night(store, DAY, backfill=True)
    return store


@pytest.fixture
def changed(published):
    """`changed("UPDATE ...")`: the published warehouse after a statement; as it was again when the test ends."""
    warehouse = published.current / "warehouse.duckdb"
    before = warehouse.read_bytes()

    def change(statement):
        warehouse.chmod(0o600)
        with duckdb.connect(str(warehouse)) as con:
            con.execute(statement)
        return published

    yield change
    warehouse.chmod(0o600)
    warehouse.write_bytes(before)


def folder_of(store):
    return store.current.resolve()


def test_a_night_built_again_matches_whatever_was_landed_since(published):
    drop_file(published, "lab_result_2.csv", CORRECTION)
    answer = CliRunner().invoke(app, ["rebuild", "--store", str(published.root), "--as-of", DAY.isoformat()])
    assert answer.exit_code == 0, answer.output
    with read_only(published.current / "warehouse.duckdb") as con:
        n_relations = len(con.table("v1.content_hash"))
    assert f"The night of 1 Feb 2026 matched: {n_relations} relations hold what they held." in answer.output
    assert [path.name for path in published.root.iterdir() if path.name.startswith(".rebuild")] == []


@pytest.mark.parametrize("recorded", ["0" * 32, "duckdb 1.9.9: 0"])
def test_a_night_that_another_duckdb_hashed_is_compared_by_its_published_rows(changed, recorded):
    store = changed(f"UPDATE raw.content_hash SET content_hash = '{recorded}'")
    assert rebuild(store, folder_of(store)).outcome == "matched"


def test_what_differs_is_named_with_its_rows_also_where_python_computes_it(changed):
    store = changed("""
        UPDATE raw.relation_text SET text = 'SELECT * FROM (' || chr(10) || text || chr(10) || ') LIMIT 1'
        WHERE relation = 'signals.quarantine' OR relation = 'clinical.lab_result';
    """)
    rebuilt = rebuild(store, folder_of(store))
    assert rebuilt.outcome == "differs"
    assert rebuilt.is_wrong
    assert "clinical.lab_result has 2 rows that were not built again and 0 that it had not (1 rows in all)" in (
        rebuilt.differences
    )
    assert rebuilt.finding.startswith("The night of 1 Feb 2026 differs in ")


@pytest.mark.parametrize(
    ("relations", "changed_since", "outcome"),
    [
        (["signals.rate"], "git_commit", "program changed"),
        (["signals.rate", "clinical.lab_result"], "git_commit", "differs"),
        (["clinical.lab_result"], "contract_fingerprint", "program changed"),
        (["signals.rate"], None, "differs"),
    ],
)
def test_another_program_explains_what_it_computes_and_nothing_else(
    published, monkeypatch, relations, changed_since, outcome
):
    folder = folder_of(published)
    with read_only(folder / "warehouse.duckdb") as con:
        night = con.table("raw.night")
        facts = dict(zip(night.columns, night.fetchall()[0], strict=True))
    if changed_since:
        monkeypatch.setattr(rebuild_module, changed_since, lambda: "another")
    rebuilt = rebuild_module.judged(folder, facts, dict.fromkeys(relations, "differs"), 80)
    assert (rebuilt.outcome, rebuilt.is_wrong) == (outcome, outcome == "differs")


def test_a_flipped_byte_in_the_archive_is_found_and_named_before_anything_is_built(published):
    (archived,) = [path for path in published.archive.glob("*.csv") if b"LAB-1,L4,2" in path.read_bytes()]
    whole = archived.read_bytes()
    archived.chmod(0o600)
    archived.write_bytes(whole.replace(b"0.59", b"0.69"))
    try:
        rebuilt = rebuild(published, folder_of(published))
        verified = CliRunner().invoke(app, ["archive", "verify", "--store", str(published.root)])
    finally:
        archived.write_bytes(whole)
    assert rebuilt.outcome == "archive damaged"
    said = f"{archived.stem} (dropped as lab_result_1.csv) has other bytes than were landed"
    assert rebuilt.differences == [said]
    assert said in rebuilt.finding
    assert verified.exit_code == 4
    assert said in verified.output


def test_a_missing_file_of_the_archive_is_named(published):
    archived = next(published.archive.glob("*.csv"))
    gone = archived.rename(published.root / "gone")
    try:
        rebuilt = rebuild(published, folder_of(published))
    finally:
        gone.rename(archived)
    assert rebuilt.outcome == "archive damaged"
    assert "is missing" in rebuilt.finding


def test_a_whole_archive_is_said_to_be_whole(published):
    answer = CliRunner().invoke(app, ["archive", "verify", "--store", str(published.root)])
    assert (answer.exit_code, "each is what its name says" in answer.output) == (0, True)


def test_a_night_from_before_hashes_were_recorded_cannot_be_built_again_and_is_no_alarm(changed):
    store = changed("DELETE FROM raw.relation_text WHERE relation = 'macros'")
    rebuilt = rebuild(store, folder_of(store))
    assert (rebuilt.outcome, rebuilt.is_wrong) == ("skipped", False)
    assert "was published before" in rebuilt.finding


def test_the_night_is_chosen_by_the_id_of_the_run(store):
    for name in ("2026-01-01", "2026-01-02", "2026-01-02.002"):
        (store.night / name).mkdir()
        (store.night / name / "warehouse.duckdb").touch()
    chosen = [chosen_night(store, f"run {n}").name for n in range(40)]
    assert set(chosen) == {"2026-01-01", "2026-01-02", "2026-01-02.002"}
    assert chosen == [chosen_night(store, f"run {n}").name for n in range(40)]
