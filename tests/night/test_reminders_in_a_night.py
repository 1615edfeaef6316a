"""Reminders are the last step of a night: one that does not go out is seen, is not lost, and is tried by the next night."""

import json
import sys
from datetime import UTC, datetime, timedelta

import pytest
from night.conftest import drop_file

from flows.night import run_night
from flows.query import current_warehouse, read_only
from flows.store import open_store

TODAY = datetime.now(UTC).date()
KNOWN_ON = TODAY - timedelta(days=11)
REPORT = f"""sender_id,record_id,reported_at,patient_id,site_id,verbatim_term,started_at,is_serious,seriousness
SITE-1,AE1,{KNOWN_ON}T18:00:00Z,P1,SITE-1,pulmonary embolism,{KNOWN_ON},yes,hospitalisation
"""
REFUSE = "import sys; sys.stdin.read(); sys.exit(1)"
CATCH_LETTER = "import pathlib, sys; pathlib.Path(sys.argv[1]).open('a').write(sys.stdin.read() + chr(0))"


def mail_by(store, program, *arguments):
    command = json.dumps([sys.executable, "-c", program, *map(str, arguments)])
    (store.root / "reminder.toml").write_text(f'[mail]\nto = "safety@example.org"\ncommand = {command}')


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    """Three nights of today: the mail command fails, then it works twice."""
    folder = tmp_path_factory.mktemp("reminded")
    store, letters = open_store(folder / "store"), folder / "letters"
    drop_file(store, "adverse_event_1.csv", REPORT)
    mail_by(store, REFUSE)
    first = run_night(store, exercise=False, with_pages=False)
    mail_by(store, CATCH_LETTER, letters)
    others = [run_night(store, exercise=False, with_pages=False) for _ in range(2)]
    return store, letters, [first, *others]


def reminding(store, place):
    """Outcomes of the step in the run of that place."""
    lines = [json.loads(line) for line in sorted(store.run.glob("*.jsonl"))[place].read_text().splitlines()]
    return [line["outcome"] for line in lines if line["step"] == "remind"]


def test_a_night_whose_reminder_fails_is_published_and_says_so(nights):
    store, _, (first, *_) = nights
    assert first.is_current
    assert "1 reminders did not go out" in first.reminder_problem
    assert reminding(store, 0) == ["started", "failed"]


def test_the_next_night_tells_the_failure_on_every_page_and_sends_the_reminder(nights):
    store, letters, (_, second, _) = nights
    with read_only(second.folder / "warehouse.duckdb") as con:
        assert con.table("marts.night").select("n_reminder_failures").fetchall() == [(1,)]
    assert second.reminder_problem is None
    assert reminding(store, 1) == ["started", "done"]
    assert "pulmonary" not in letters.read_text()


def test_what_has_gone_out_goes_out_once(nights):
    store, letters, (*_, third) = nights
    assert letters.read_text().count(chr(0)) == 1
    assert third.reminder_problem is None
    with read_only(current_warehouse(store)) as con:
        assert con.table("marts.night").select("n_reminder_failures").fetchall() == [(0,)]
