"""The access log: every view and every attempt, no value of a patient, whole lines from several processes."""

import json
import multiprocessing
import os
import stat
from datetime import UTC, date, datetime

import pytest
from sign_in_story import PASSWORDS, Server

from dashboards.access_log import Access, AccessLog
from dashboards.people import patient_key, patient_page_name
from dashboards.seen import Seen, seen_of

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)


def access(at: datetime = AT, **what) -> Access:
    usual = {"user": "vera", "roles": "viewer", "address": "::1", "method": "GET", "page": "index"}
    return Access(at=at, **(usual | {"status": 200, "milliseconds": 3} | what))


def write_many(folder, name, n_lines):
    log = AccessLog(folder)
    for _ in range(n_lines):
        log.write(access(user=name, page="x" * 200), through=False)
    log.pseudonym("0123456789abcdef")


@pytest.fixture
def server(nights, tmp_path):
    return Server(tmp_path, nights["now"])


def test_a_line_says_who_did_what_when_from_where_and_how_it_ended(server):
    visitor = server.visitor("10.0.0.5")
    visitor.sign_in("vera")
    visitor.get("/flags.html?signal=iris")
    line = server.logged()[-1]
    assert set(line) == {"at", "user", "roles", "address", "method", "page", "status", "milliseconds"}
    assert (line["user"], line["roles"], line["address"]) == ("vera", "viewer", "10.0.0.5")
    assert (line["method"], line["page"], line["status"]) == ("GET", "flags", 200)
    assert line["at"].utcoffset().total_seconds() == 0


def test_signing_in_failing_and_signing_out_are_lines(server):
    visitor = server.visitor()
    visitor.sign_in("vera", "wrong")
    visitor.sign_in("nobody-here", "wrong")
    visitor.sign_in("vera")
    visitor.post("/sign-out", data={"form_token": visitor.token()})
    posts = [line for line in server.logged() if line["method"] == "POST"]
    assert [(line["page"], line["user"], line["status"], line.get("tried")) for line in posts] == [
        ("sign-in", "nobody", 401, "vera"),
        ("sign-in", "nobody", 401, None),  # what somebody typed as a name may be a password
        ("sign-in", "vera", 303, "vera"),
        ("sign-out", "vera", 303, None),
    ]


@pytest.mark.parametrize(
    "path", ["/patient-P-0117.html", "/Jane%20Doe.html", "/signal-janedoe.html", "/night/1970-01-01/jane"]
)
def test_what_somebody_writes_into_the_address_is_not_kept(server, path):
    visitor = server.visitor()
    visitor.sign_in("vera")
    visitor.get(f"{path}?patient=P-0117&site=Jane")
    text = server.log_text().lower()
    assert "p-0117" not in text
    assert "jane" not in text
    assert server.logged()[-1]["status"] == 404


def test_a_person_is_a_pseudonym_that_only_the_key_can_tell(server, tmp_path):
    visitor = server.visitor()
    visitor.sign_in("vera")
    assert visitor.get(f"/{patient_page_name('P-0077')}").status_code == 200
    line, key = server.logged()[-1], patient_key("P-0077")
    assert line["page"] == "patient"
    assert line["person"] == server.log.pseudonym(key)
    assert key not in server.log_text()
    assert "P-0077" not in server.log_text()
    assert line["person"] != AccessLog(tmp_path / "elsewhere").pseudonym(key)


def test_a_password_and_a_token_are_never_in_the_log(server):
    visitor = server.visitor()
    visitor.sign_in("vera")
    visitor.get("/")
    text = server.log_text()
    assert PASSWORDS["vera"] not in text
    assert visitor.cookies["vigil-session"] not in text
    assert visitor.token() not in text


def test_style_and_scripts_are_no_views(server):
    server.visitor().get("/assets/vigil.css")
    assert server.logged() == []


def test_a_request_under_a_foreign_name_is_on_record(server):
    server.visitor("192.0.2.1").get("/patients.html", headers={"Host": "evil.example"})
    (line,) = server.logged()
    assert (line["user"], line["address"], line["page"], line["status"]) == ("nobody", "192.0.2.1", "patients", 421)


def test_files_and_folder_are_for_the_owner_only_and_a_day_each(tmp_path):
    log = AccessLog(tmp_path / "access")
    log.write(access(), through=True)
    log.write(access(datetime(2026, 11, 22, 23, 59, 59, 999999, tzinfo=UTC)), through=False)
    log.write(access(datetime(2026, 11, 23, tzinfo=UTC)), through=False)
    log.pseudonym("0123456789abcdef")
    days = sorted(log.folder.glob("*.jsonl"))
    assert [path.name for path in days] == ["2026-11-22.jsonl", "2026-11-23.jsonl"]
    assert [len(path.read_text().splitlines()) for path in days] == [2, 1]
    assert {stat.S_IMODE(path.stat().st_mode) for path in log.folder.iterdir()} == {0o600}
    assert stat.S_IMODE(log.folder.stat().st_mode) == 0o700
    assert len(list(log.entries(since=date(2026, 11, 23)))) == 1
    assert len(list(log.entries(until=date(2026, 11, 22)))) == 2


def test_two_processes_write_whole_lines_and_share_one_key(tmp_path):
    spawn = multiprocessing.get_context("fork")
    writers = [spawn.Process(target=write_many, args=(tmp_path, name, 500)) for name in ("vera", "rita")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    names = [line["user"] for line in AccessLog(tmp_path).entries()]
    assert (names.count("vera"), names.count("rita"), len(names)) == (500, 500, 1000)
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".jsonl"] == ["pseudonym.key"]


def test_hostile_text_stays_one_line(tmp_path):
    log = AccessLog(tmp_path)
    log.write(access(address='a"\n{"user": "root"}'), through=False)
    assert len((tmp_path / "2026-11-22.jsonl").read_text().splitlines()) == 1
    assert next(log.entries())["address"] == 'a"\n{"user": "root"}'


def test_a_damaged_line_is_named_and_hides_no_other(tmp_path):
    log = AccessLog(tmp_path)
    log.write(access(), through=False)
    with (tmp_path / "2026-11-22.jsonl").open("a") as file:
        file.write('{"at": "2026-\n')
    log.write(access(user="rita"), through=False)
    assert [line.get("user") or line["unreadable"] for line in log.entries()] == [
        "vera",
        "2026-11-22.jsonl, line 2",
        "rita",
    ]


def test_what_cannot_be_recorded_is_not_shown(server, caplog):
    visitor = server.visitor()
    visitor.sign_in("vera")
    server.log.folder.rename(server.log.folder.with_name("kept"))
    server.log.folder.write_text("no folder")
    for path in ("/", "/patients.html", "/nothing"):
        answer = visitor.get(path)
        assert answer.status_code == 503
        assert "Access cannot be recorded at the moment" in answer.text
        assert "P-0" not in answer.text
    assert "Access cannot be recorded: " in caplog.text
    server.log.folder.unlink()
    server.log.folder.with_name("kept").rename(server.log.folder)
    assert visitor.get("/").status_code == 200


def test_a_line_that_the_disk_did_not_take_is_not_taken_for_written(server, monkeypatch):
    visitor = server.visitor()
    visitor.sign_in("vera")
    monkeypatch.setattr(os, "write", lambda _descriptor, line: len(line) - 1)
    assert visitor.get("/").status_code == 503


def test_while_sign_in_is_off_a_page_is_shown_and_the_failure_is_in_the_log_of_the_server(tmp_path, nights, caplog):
    server = Server(tmp_path, nights["now"], asks=False)
    server.log.folder.write_text("no folder")
    assert server.visitor().get("/").status_code == 200
    assert "Access cannot be recorded: " in caplog.text


@pytest.mark.parametrize(
    ("path", "is_found", "seen"),
    [
        ("/", True, Seen("index")),
        ("/flags.html", True, Seen("flags")),
        ("/signal-iris.html", True, Seen("signal-iris")),
        ("/signal-iris.html", False, Seen("signal")),
        ("/patient-0123456789abcdef.html", True, Seen("patient", "0123456789abcdef")),
        ("/case-0123456789abcdef.html", True, Seen("case", "0123456789abcdef")),
        ("/patient-x.html", False, Seen("unknown")),
        ("/night/2026-11-20/flags.html", True, Seen("flags", night=date(2026, 11, 20))),
        ("/night/2026-11-31/flags.html", False, Seen("unknown")),
        ("/night/x/flags.html", False, Seen("unknown")),
        ("/a/b", False, Seen("unknown")),
    ],
)
def test_what_the_log_calls_a_page(path, is_found, seen):
    assert seen_of(path, is_found=is_found) == seen


def test_each_line_is_plain_json(server):
    server.visitor().get("/")
    assert json.loads(server.log_text())["status"] == 303
