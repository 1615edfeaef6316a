"""Landing is killed at every step; landing again loses nothing and doubles nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from land.conftest import RECEIVED_AT, lab_file, lab_line, raw_rows

from flows.inbox import refused
from flows.land import deliveries, land, land_one, refresh_raw
from flows.store import Store

STEPS = {
    "before the copy reaches the disk": "os.fsync",
    "before the copy is made read-only": "pathlib.Path.chmod",
    "before the copy gets its name": "pathlib.Path.rename",
    "before the archive folder reaches the disk": "flows.archive.sync_folder",
    "before the receipt": "flows.archive.write_json",
    "before the receipt gets its name": "pathlib.Path.replace",
    "before the file is read": "flows.raw_rows.read",
    "while rows are written": "flows.raw_rows._write_part",
    "before raw files reach the disk": "flows.raw_rows.sync_file",
    "before the outcome": "flows.raw_rows.write_json",
    "before the file leaves the inbox": "flows.land.take_from_inbox",
    "after the file left the inbox": "flows.archive.sync_folder:5",
}
KILLED = 77


def land_and_be_killed(store: Store, target: str) -> int:
    """Land in another process that ends without clean-up at the nth call of `target`; the exit code."""
    name, _, nth = target.partition(":")
    here = Path(__file__).parent
    arguments = [sys.executable, "-W", "ignore", str(here / "one_killed_landing.py"), str(store.root), name, nth or "1"]
    project = here.parents[1]
    return subprocess.run(
        arguments, cwd=project, env={**os.environ, "PYTHONPATH": str(project)}, check=False
    ).returncode


@pytest.mark.parametrize("step", STEPS)
def test_nothing_is_lost_and_nothing_is_doubled(store, drop, step):
    drop("lab_result_1.csv", lab_file(lab_line(1), lab_line(2)))
    drop("lab_result_2.csv", lab_file(lab_line(3), "broken"))
    drop("zzz.pdf", "not read")
    assert land_and_be_killed(store, STEPS[step]) == KILLED
    land(store, RECEIVED_AT)
    assert list(store.inbox.iterdir()) == []
    rows = raw_rows(store, "lab_result")
    assert sorted(row["record_id"] or "-" for row in rows) == ["-", "L1", "L2", "L3"]
    frame = deliveries(store)
    assert frame["times_seen"].tolist() == [1, 1, 1]
    assert sorted(frame["file_name"]) == ["lab_result_1.csv", "lab_result_2.csv", "zzz.pdf"]
    assert len(refused(store)) == 1
    left = [path.name for folder in (store.archive, store.raw) for path in folder.rglob(".*")]
    assert left == []


@pytest.mark.parametrize("target", ["flows.archive.write_json", "flows.raw_rows.derive", "flows.land.take_from_inbox"])
def test_an_error_leaves_the_file_in_the_inbox_for_the_next_time(store, drop, monkeypatch, target):
    path = drop("lab_result_1.csv", lab_file(lab_line(1)))
    place = "flows.land.derive" if target.endswith("derive") else target
    with monkeypatch.context() as patch:
        patch.setattr(place, _full_disk)
        with pytest.raises(OSError, match="No space left"):
            land_one(store, path, RECEIVED_AT)
        assert path.exists()
    land(store, RECEIVED_AT)
    assert len(raw_rows(store, "lab_result")) == 1
    assert deliveries(store)["times_seen"].tolist() == [1]


def _full_disk(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_an_archived_file_whose_receipt_was_lost_is_taken_up(store, drop):
    path = drop("lab_result_1.csv", lab_file(lab_line(1)))
    assert land_and_be_killed(store, "flows.archive.write_json") == KILLED
    assert refresh_raw(store) == 0
    path.unlink()
    assert refresh_raw(store) == 1
    assert len(raw_rows(store, "lab_result")) == 1


def test_raw_files_that_were_deleted_are_derived_again(store, drop):
    drop("lab_result_1.csv", lab_file(lab_line(1)))
    land(store, RECEIVED_AT)
    before = raw_rows(store, "lab_result")
    for path in sorted(store.raw.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    assert refresh_raw(store) == 1
    assert raw_rows(store, "lab_result") == before


def test_a_lost_archive_file_is_an_error_that_says_what_to_do(store, drop, monkeypatch):
    drop("lab_result_1.csv", lab_file(lab_line(1)))
    (file,) = land(store, RECEIVED_AT)
    (store.archive / f"{file.source_file}.csv").unlink()
    monkeypatch.setattr("flows.raw_rows.contract_fingerprint", lambda: "0" * 12)
    with pytest.raises(FileNotFoundError, match="Restore the archive from its copy"):
        refresh_raw(store)
