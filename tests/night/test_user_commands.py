"""The commands for users, the access log and the server's safety, as they are typed."""

import errno
import stat
from datetime import UTC, datetime
from unittest.mock import Mock

import pytest
from typer.testing import CliRunner

from dashboards.access_log import Access, AccessLog
from dashboards.people import patient_key
from dashboards.sign_in.password import is_password
from dashboards.sign_in.user_file import UserFile
from flows.cli import NO_SPACE, _run, app
from flows.exit_codes import FAILED
from flows.store import open_store


@pytest.fixture
def vigil(tmp_path, monkeypatch):
    """`vigil("user", "list")`: the result of the command on an empty store."""
    monkeypatch.setenv("VIGIL_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("COLUMNS", "200")
    open_store()
    return lambda *words, typed="": CliRunner().invoke(app, list(words), input=typed)


@pytest.fixture
def users(vigil, tmp_path) -> UserFile:
    result = vigil("user", "add", "rita", "--role", "reviewer", "--role", "analyst", typed="rita-signs-things\nmore\n")
    assert result.exit_code == 0, result.output
    return UserFile(tmp_path / "store" / "user.jsonl")


def test_a_user_is_added_with_the_first_line_as_password(users):
    account = users.accounts()["rita"]
    assert account.user.roles_in_words == "analyst, reviewer"
    assert is_password("rita-signs-things", account.password)
    assert stat.S_IMODE(users.path.stat().st_mode) == 0o600


def test_users_are_listed_with_what_they_may(vigil, users):
    output = vigil("user", "list").output
    assert "rita" in output
    assert "sign decisions" in output


def test_a_user_is_removed(vigil, users):
    assert vigil("user", "remove", "rita").exit_code == 0
    assert users.accounts() == {}
    assert "nobody is asked to sign in" in vigil("user", "list").output


def test_a_user_gets_another_password(vigil, users):
    assert vigil("user", "password", "rita", typed="another-long-one\n").exit_code == 0
    assert is_password("another-long-one", users.accounts()["rita"].password)


@pytest.mark.parametrize(
    ("words", "typed", "sentence"),
    [
        (["add", "anna", "--role", "root"], "anna-takes-data\n", "The roles are viewer, reviewer, analyst."),
        (["add", "anna", "--role", "viewer"], "short\n", "A password has 12 to 256 characters."),
        (["add", "a b", "--role", "viewer"], "anna-takes-data\n", "A user's name has"),
        (["add", "Rita", "--role", "viewer"], "anna-takes-data\n", "There is a user Rita already"),
        (["remove", "anna"], "", "There is no user of that name: see vigil user list."),
        (["password", "anna"], "anna-takes-data\n", "There is no user of that name: see vigil user list."),
    ],
)
def test_wrong_use_is_said_in_a_sentence_and_changes_nothing(vigil, users, words, typed, sentence):
    before = users.path.read_bytes()
    result = vigil("user", *words, typed=typed)
    assert isinstance(result.exception, ValueError)
    assert sentence in str(result.exception)
    assert users.path.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--host", "0.0.0.0"], "0.0.0.0 can be reached from other machines"),
        (["--role-header", "X-Role"], "--role-header says nothing without --user-header."),
        (["--user-header", "X-User", "--proxy", "proxy"], "--proxy proxy is no IP address."),
        (["--users", "missing.jsonl"], "missing.jsonl is no file."),
        (["--allow-host", "https://x"], "Give a host as the name"),
    ],
)
def test_an_unsafe_server_does_not_start(vigil, words, sentence):
    result = vigil("serve", *words)
    assert isinstance(result.exception, ValueError)
    assert sentence in str(result.exception)


@pytest.mark.parametrize(
    ("words", "pages"),
    [
        ([], ["index", "patient", "sign-in", "runs"]),
        (["--user", "rita"], ["patient", "sign-in"]),
        (["--page", "index"], ["index"]),
        (["--patient", "P-0117"], ["patient"]),
        (["--refused"], ["sign-in"]),
        (["--since", "2026-11-23"], ["runs"]),
        (["--until", "2026-11-22"], ["index", "patient", "sign-in"]),
        (["--user", "nobody-else"], []),
    ],
)
def test_who_looked_at_what(vigil, tmp_path, words, pages):
    log = AccessLog(tmp_path / "store" / "access")
    for day, user, page, status, more in (
        (22, "vera", "index", 200, {}),
        (22, "rita", "patient", 200, {"person": log.pseudonym(patient_key("P-0117"))}),
        (22, "nobody", "sign-in", 401, {"tried": "rita"}),
        (23, "vera", "runs", 200, {}),
    ):
        at = datetime(2026, 11, day, 8, tzinfo=UTC)
        log.write(Access(at, user, "viewer", "::1", "GET", page, status, 3, **more), through=False)
    lines = vigil("access", "--csv", *words).output.splitlines()
    assert lines[0].startswith("at,user,roles,address,method,page,")
    assert [line.split(",")[5] for line in lines[1:]] == pages
    assert ("No access of that kind" in vigil("access", *words).output) == (not pages)


def test_an_access_is_one_whole_line_however_narrow_the_terminal(vigil, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    log = AccessLog(tmp_path / "store" / "access")
    at = datetime(2026, 11, 22, 8, tzinfo=UTC)
    log.write(Access(at, "vera", "viewer", "::1", "GET", "index", 200, 3, night="2026-11-21"), through=False)
    line = "2026-11-22 08:00:00  vera  GET  index  200  3 ms  roles viewer  address ::1  night 2026-11-21"
    assert vigil("access").output.splitlines() == [line]


def test_what_waits_and_what_never_lands_is_listed_whole(vigil, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    inbox = tmp_path / "store" / "inbox"
    assert vigil("inbox").output.splitlines()[-1] == "No file was ever refused."
    (inbox / "lab_result_of_a_site_with_a_rather_long_name_2026-11-22.csv").write_text("a\n")
    (inbox / "lab_result_2.csv").symlink_to(tmp_path / "elsewhere.csv")
    lines = vigil("inbox").output.splitlines()
    assert lines[1].startswith("  lab_result_of_a_site_with_a_rather_long_name_2026-11-22.csv: 2 bytes, since ")
    assert lines[2:4] == ["Never landed, since only a plain file can be a delivery:", "  lab_result_2.csv"]


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, NO_SPACE),
        RuntimeError(f"Could not write file: {NO_SPACE}"),
    ],
)
def test_a_full_disk_is_told_as_such(monkeypatch, capsys, error):
    monkeypatch.setattr("flows.cli.app", Mock(side_effect=error))
    assert _run() == FAILED
    assert capsys.readouterr().err == (
        "vigil: No space left on device: free some, then run the same command again. "
        "Nothing was published, and nothing is lost.\n"
    )


def test_a_damaged_log_is_listed_and_said(vigil, tmp_path):
    log = AccessLog(tmp_path / "store" / "access")
    log.write(
        Access(datetime(2026, 11, 22, tzinfo=UTC), "vera", "viewer", "::1", "GET", "index", 200, 3), through=False
    )
    with (log.folder / "2026-11-22.jsonl").open("a") as file:
        file.write("{}\n")
    result = vigil("access")
    assert "vera" in result.output
    assert "1 lines of the log cannot be read, the first one 2026-11-22.jsonl, line 2." in str(result.exception)
