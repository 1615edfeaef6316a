"""From a dropped file to raw rows, and the boundary cases of arrival."""

import json
import os
import stat
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from land.conftest import LAB_HEADER, RECEIVED_AT, columns_of_feed, lab_file, lab_line, raw_rows, rules

from flows.inbox import refused, waiting_files
from flows.land import SETTLE_SECONDS, deliveries, land, land_one, never_landed, raw_files, refresh_raw, waiting
from flows.store import open_store


def test_a_row_keeps_its_text_its_place_and_its_origin(drop, landed, raw):
    drop("lab_result_1.csv", lab_file(lab_line(1), lab_line(2, value=" <0.20 ")))
    (file,) = landed()
    assert (file.feed, file.n_rows, file.refused_reason, file.is_new) == ("lab_result", 2, None, True)
    first, second = raw("lab_result")
    assert (first["source_row"], second["source_row"]) == (2, 3)
    assert second["value"] == " <0.20 "
    assert second["source_file"] == file.source_file
    assert second["received_at"] == RECEIVED_AT
    assert second["defects"] == []
    assert second["loinc"] is None
    assert (second["other_columns"], second["raw_text"]) == (None, None)


def test_raw_rows_have_the_columns_of_the_contract_and_their_origin(drop, landed, raw):
    drop("lab_result_1.csv", lab_file(lab_line(1)))
    landed()
    added = ["other_columns", "raw_text", "source_row", "source_file", "received_at", "defects"]
    assert list(raw("lab_result")[0]) == [*columns_of_feed("lab_result"), *added]


def test_the_archive_holds_the_bytes_read_only_and_the_inbox_is_empty(store, drop, landed):
    content = lab_file(lab_line(1)).encode()
    drop("lab_result_1.csv", content)
    (file,) = landed()
    archived = store.archive / f"{file.source_file}.csv"
    assert archived.read_bytes() == content
    assert stat.S_IMODE(archived.stat().st_mode) == 0o440
    assert list(store.inbox.iterdir()) == []


def test_columns_that_no_contract_knows_are_kept(drop, landed, raw):
    drop("lab_result_1.csv", f'{LAB_HEADER},Batch "7",unit2\n{lab_line(1)},B-1,\n')
    landed()
    (row,) = raw("lab_result")
    assert json.loads(row["other_columns"]) == {'batch "7"': "B-1", "unit2": None}


@pytest.mark.parametrize("header", [LAB_HEADER.upper(), LAB_HEADER.replace(",", " , "), f"\ufeff{LAB_HEADER}"])
def test_names_of_columns_are_compared_trimmed_and_in_either_case(drop, landed, raw, header):
    drop("lab_result_1.csv", f"{header}\n{lab_line(1)}\n")
    landed()
    assert raw("lab_result")[0]["patient_id"] == "P1"


@pytest.mark.parametrize("mark", [";", "\t"])
def test_semicolons_and_tabs_separate_where_the_header_says_so(drop, landed, raw, mark):
    drop("lab_result_1.csv", lab_file(lab_line(1)).replace(",", mark))
    landed()
    assert raw("lab_result")[0]["unit"] == "10*9/L"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_header_may_be_in_quotes_whatever_the_separator(drop, landed, raw, mark):
    header = mark.join(f'"{name}"' for name in LAB_HEADER.split(","))
    drop("lab_result_1.csv", f"{header}\n{lab_line(1).replace(',', mark)}\n")
    assert landed()[0].refused_reason is None
    assert raw("lab_result")[0]["patient_id"] == "P1"


def test_the_longest_feed_that_the_name_begins_with_is_taken(drop, landed):
    drop("Lab_Result-SITE-04.CSV", lab_file(lab_line(1)))
    assert landed()[0].feed == "lab_result"


def test_a_file_with_another_name_is_known_by_its_columns(drop, landed):
    drop("export.csv", lab_file(lab_line(1)))
    drop("people.csv", "sender_id,record_id,reported_at,patient_id,sex\nS,R,2026-03-01,P1,F\n")
    assert [file.feed for file in landed()] == ["lab_result", "patient"]


def test_a_file_that_is_named_like_another_feed_is_refused(drop, landed):
    drop("infusion_1.csv", lab_file(lab_line(1)))
    assert "named like a delivery of infusion but has the columns of lab_result" in landed()[0].refused_reason


def test_required_columns_that_are_missing_make_defects_and_lose_no_row(drop, landed, raw):
    drop("lab_result_1.csv", "sender_id,record_id,value\nLAB-1,L1,0.4\n")
    landed()
    (row,) = raw("lab_result")
    assert row["value"] == "0.4"
    assert {rule for _, rule in rules(row)} == {"is missing"}


def test_the_same_file_twice_is_read_once_and_noted_twice(store, drop, landed, raw):
    drop("lab_result_1.csv", lab_file(lab_line(1)))
    drop("lab_result_again.csv", lab_file(lab_line(1)))
    first, second = landed()
    assert (first.is_new, second.is_new) == (True, False)
    drop("lab_result_1.csv", lab_file(lab_line(1)))
    landed()
    assert len(raw("lab_result")) == 1
    frame = deliveries(store)
    assert frame["times_seen"].tolist() == [3]
    assert frame["file_name"].tolist() == ["lab_result_1.csv"]
    assert list(store.inbox.iterdir()) == []


def test_one_changed_byte_is_another_delivery(store, drop, landed, raw):
    drop("lab_result_1.csv", lab_file(lab_line(1, value="2.4")))
    drop("lab_result_2.csv", lab_file(lab_line(1, value="2.5")))
    landed()
    assert sorted(row["value"] for row in raw("lab_result")) == ["2.4", "2.5"]
    assert len(deliveries(store)) == 2


def test_an_empty_file_is_refused_kept_and_listed(store, drop, landed):
    drop("lab_result_1.csv", "")
    (file,) = landed()
    assert file.refused_reason.startswith("The file is empty")
    (listed,) = refused(store)
    assert (listed.name, listed.refused_reason) == ("lab_result_1.csv", file.refused_reason)
    assert (store.archive / listed.kept_as).exists()


def test_a_file_with_a_header_only_has_no_rows_and_is_not_refused(store, drop, landed, raw):
    drop("lab_result_1.csv", f"{LAB_HEADER}\n")
    drop("lab_result_2.csv", f"{LAB_HEADER}")
    assert [(file.n_rows, file.refused_reason) for file in landed()] == [(0, None)] * 2
    assert raw("lab_result") == []


def test_a_feed_that_nobody_sent_has_no_files(store):
    assert raw_files(store, "medication", {"0" * 64}) == []
    assert len(deliveries(store)) == 0


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("notes.pdf", "x", "ending that is not read"),
        ("export.csv", "a,b\n1,2\n", "does not tell its feed"),
        ("lab_result.csv", "a,b\n1,2\n", "none of the columns of lab_result"),
        ("lab_result.csv", "value,Value ,unit\n1,2,3\n", "several columns alike: numbers 1, 2"),
        ("lab_result.csv", "\n\n", "is empty, or its first line is"),
        ("lab_result.csv", b"\xff\xfea\x00", "UTF-16"),
        ("lab_result.csv", lab_file(lab_line(1)).replace("\n", "\r").encode(), "end with a carriage return alone"),
        ("lab_result.csv", b"value,\xe9\n1,2\n", "not a list of column names"),
        ("lab_result.parquet", "PAR1 not really PAR1", "not a whole Parquet file"),
        ("lab_result.xlsx", "PK", "not a whole workbook"),
        ("lb.xpt", "HEADER RECORD", "not a SAS transport file"),
        ("lab_result.csv.gz", "no gzip", "not a whole gzip file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(store, drop, landed, name, content, reason):
    drop(name, content)
    (file,) = landed()
    assert reason in file.refused_reason
    assert file.refused_reason.endswith(".")
    assert deliveries(store)["refused_reason"].tolist() == [file.refused_reason]
    assert list(store.inbox.iterdir()) == []


def test_a_refused_file_is_read_when_it_comes_again_under_a_right_name(store, drop, landed, raw):
    drop("export", lab_file(lab_line(1)))
    assert landed()[0].refused_reason
    drop("lab_result_1.csv", lab_file(lab_line(1)))
    assert landed()[0].refused_reason is None
    assert len(raw("lab_result")) == 1
    assert refused(store) == []


def test_a_reason_tells_no_value_of_a_file_without_header(drop, landed):
    drop("lab_result_1.csv", lab_line(1) + "\n")
    assert "P1" not in landed()[0].refused_reason


def test_hidden_and_unfinished_files_and_links_are_left_alone(store, drop, tmp_path):
    for name in (".hidden.csv", "lab_result_1.csv.part", "lab_result_2.csv.TMP"):
        drop(name, lab_file(lab_line(1)))
    (store.inbox / "lab_result_3.csv").symlink_to(tmp_path / "elsewhere.csv")
    (store.inbox / "folder.csv").mkdir()
    assert waiting(store) == []
    assert waiting_files(store) == []
    assert [path.name for path in never_landed(store)] == ["folder.csv", "lab_result_3.csv"]


def test_a_young_file_is_left_alone(store, drop):
    path = drop("lab_result_1.csv", lab_file(lab_line(1)))
    changed = path.stat().st_mtime
    assert waiting(store, now=changed + SETTLE_SECONDS - 0.1) == []
    assert waiting(store, now=changed + SETTLE_SECONDS) == [path]


def test_a_file_that_grows_between_two_looks_is_left_alone(store, drop):
    growing = drop("lab_result_1.csv", lab_file(lab_line(1)))
    still = drop("lab_result_2.csv", lab_file(lab_line(2)))
    for path in (growing, still):
        os.utime(path)
    pauses = []

    def grow(seconds: float) -> None:
        pauses.append(seconds)
        with growing.open("a") as file:
            file.write(lab_line(3))

    assert waiting(store, pause=grow) == [still]
    assert len(pauses) == 1
    assert 0 < pauses[0] <= SETTLE_SECONDS


def test_a_file_that_changes_while_it_is_copied_stays_in_the_inbox(store, drop, monkeypatch):
    path = drop("lab_result_1.csv", lab_file(lab_line(1)))
    sync = os.fsync

    def grow(descriptor: int) -> None:
        with path.open("a") as file:
            file.write(lab_line(2))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", grow)
    file = land_one(store, path, RECEIVED_AT)
    assert "still being written" in file.refused_reason
    assert path.exists()
    assert list(store.archive.iterdir()) == []


def test_a_file_of_the_future_is_landed(store, drop, landed):
    path = drop("lab_result_1.csv", lab_file(lab_line(1)))
    os.utime(path, (4_000_000_000, 4_000_000_000))
    assert landed()[0].n_rows == 1


def test_raw_files_are_those_of_the_deliveries_that_are_named(store, drop):
    drop("lab_result_1.csv", lab_file(lab_line(1)))
    land(store, RECEIVED_AT)
    drop("lab_result_2.csv", lab_file(lab_line(2)))
    land(store, RECEIVED_AT + timedelta(days=1))
    first, second = deliveries(store).sort_values("received_at")["source_file"]
    assert [path.stem.startswith(first) for path in raw_files(store, "lab_result", {first})] == [True]
    assert len(raw_files(store, "lab_result", {first, second})) == 2
    assert raw_files(store, "lab_result", set()) == []


def test_another_contract_reads_the_archive_again(store, drop, landed, raw, monkeypatch):
    drop("lab_result_1.csv", lab_file(lab_line(1)))
    drop("lab_result_2.csv", "")
    landed()
    before = raw("lab_result")
    assert refresh_raw(store) == 0
    monkeypatch.setattr("flows.raw_rows.contract_fingerprint", lambda: "0" * 12)
    assert refresh_raw(store) == 2
    assert (store.raw / ("0" * 12)).is_dir()
    assert raw("lab_result") == before


def test_a_name_in_the_inbox_never_becomes_a_path(store, drop, landed):
    drop("lab_result_..%2f..\\evil\n$(x).csv", lab_file(lab_line(1)))
    drop("lab_result_\udcff.csv", lab_file(lab_line(2)))
    assert [file.refused_reason for file in landed()] == [None, None]
    assert {path.name.split(".")[0] for path in store.archive.iterdir()} == set(deliveries(store)["source_file"])
    assert "lab_result_\\xff.csv" in deliveries(store)["file_name"].tolist()


def test_a_file_that_may_not_be_read_stays_and_stops_nothing(store, drop, monkeypatch):
    path = drop("lab_result_1.csv", lab_file(lab_line(1)))

    def forbid(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr("flows.archive._copy", forbid)
    assert "may not be read" in land_one(store, path, RECEIVED_AT).refused_reason
    assert path.exists()


def test_a_newer_file_under_the_same_name_is_not_removed(store, drop, monkeypatch):
    path = drop("lab_result_1.csv", lab_file(lab_line(1)))
    from flows import land as landing

    derive = landing.derive

    def replaced_meanwhile(*arguments: object) -> object:
        path.unlink()
        drop("lab_result_1.csv", lab_file(lab_line(2)))
        return derive(*arguments)

    monkeypatch.setattr(landing, "derive", replaced_meanwhile)
    land_one(store, path, RECEIVED_AT)
    assert path.read_text() == lab_file(lab_line(2))


def test_the_frame_of_deliveries_has_the_columns_of_its_contract(store, drop, landed):
    from schemas.raw import Delivery

    drop("lab_result_1.csv", lab_file(lab_line(1)))
    landed()
    frame = deliveries(store)
    assert list(frame) == list(Delivery.to_schema().columns)
    assert frame["received_at"].tolist() == [RECEIVED_AT]
    assert list(deliveries(open_store(store.root / "other"))) == list(frame)


def test_folders_of_the_store_are_for_the_owner_only(store):
    assert {stat.S_IMODE(path.stat().st_mode) for path in (store.root, store.inbox, store.archive, store.raw)} == {
        0o700
    }


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8).filter(
    lambda text: not text.strip(" ").startswith('"')
)


@given(cells=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_sent_is_what_is_kept(tmp_path_factory, cells):
    store = open_store(tmp_path_factory.mktemp("store"))
    quoted = [tuple('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]
    lines = [f"L{n},{unit},P{n},{value}" for n, (unit, value) in enumerate(quoted)]
    path = store.inbox / "lab_result_1.csv"
    path.write_bytes("\n".join(["record_id,unit,patient_id,value", *lines, ""]).encode())
    os.utime(path, (1, 1))
    land(store, datetime(2026, 3, 5, tzinfo=UTC))
    kept = [(row["unit"] or "", row["value"] or "") for row in raw_rows(store, "lab_result")]
    assert kept == cells
