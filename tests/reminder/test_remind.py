"""A reminder goes out once by each transport; a failure is on record and tried again; nothing of a person is in it."""

import json
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pandas as pd
import pytest

from flows.decision.load import load_decisions
from flows.decision.touched import JUDGED
from flows.reminder.attempts import NOT_KNOWN, Key, failures, on_record, write_event
from flows.reminder.remind import Reminded, RemindersFailed, remind
from flows.reminder.transport import NotConfigured, read_transports
from flows.store import open_store
from flows.tables import fill
from flows.warehouse import build, create_empty, load_reference, open_warehouse
from schemas.base import columns_of
from schemas.catalogue import contract_of

NOW = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
CLOCK = Key("k1", 3, "webhook")
CATCH_LETTER = "import pathlib, sys; pathlib.Path(sys.argv[1]).open('a').write(sys.stdin.read() + chr(0))"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A store whose night has one case with three days left."""
    store = open_store(tmp_path_factory.mktemp("reminded") / "store")
    folder = store.night / "2026-03-12"
    folder.mkdir()
    with open_warehouse(folder / "warehouse.duckdb") as con:
        load_reference(con)
        put(con, "signals.case", case_id="C1", patient_id="P-0117", lead_term="hepatitis")
        put(con, "signals.clock", clock_id="k1", subject="case", case_id="C1", title="15-day report", state="due",
            is_due=True, day0_on=date(2026, 2, 28), due_on=date(2026, 3, 15))  # fmt: skip
        put(con, "raw.night", as_of=NOW.date(), run_id="R1")
        empty = (
            "signals.case_alias",
            "signals.case_course",
            "signals.case_material",
            "signals.quarantine",
            "raw.delivery",
            "staging.set_aside",
        )
        for relation in empty:
            create_empty(con, relation)
        load_decisions(con, store, NOW)
        build(con, JUDGED)
    store.current.symlink_to(folder)
    return store


def put(con, relation, **cells):
    fill(con, relation, pd.DataFrame([cells]).reindex(columns=list(columns_of(contract_of(relation)))))


@pytest.fixture
def store(published):
    """The same store, without configuration and record."""
    for name in ("reminder.toml", "run/reminder.events"):
        (published.root / name).unlink(missing_ok=True)
    return published


@pytest.fixture
def webhook(store):
    """A server on this machine that keeps what it gets and answers with `webhook.answer`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.server.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(self.server.answer)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_):
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.got, server.answer = [], 204
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    configure(
        store, f'link = "https://v/case-{{case_id}}.html"\n[webhook]\nurl = "http://127.0.0.1:{server.server_port}/"'
    )
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def configure(store, text):
    (store.root / "reminder.toml").write_text(text)


def mail_to(store, path, program=CATCH_LETTER):
    command = json.dumps([sys.executable, "-c", program, str(path)])
    configure(store, f'[mail]\nto = "safety@example.org"\ncommand = {command}')


def test_a_reminder_goes_out_once_with_nothing_of_the_person(store, webhook):
    assert remind(store, NOW) == Reminded(n_due=1, n_sent=1)
    assert remind(store, NOW) == Reminded(n_due=1, n_earlier=1)
    assert webhook.got == [
        {
            "reminder_id": "k1-3", "case_id": "C1", "quarantined_row": None, "clock": "15-day report", "state": "due",
            "due_on": "2026-03-15", "days_left": 3, "link": "https://v/case-C1.html", "is_repeat": False,
            "sentence": "15-day report of case C1: 3 d left, due on 15 Mar 2026",
        }
    ]  # fmt: skip


def test_each_threshold_has_its_own_reminder(store, webhook):
    for days in range(4):
        remind(store, NOW + timedelta(days=days))
    assert [(got["reminder_id"], got["days_left"]) for got in webhook.got] == [("k1-3", 3), ("k1-1", 1)]


@pytest.mark.parametrize("answer", [500, 404, 302, 307])
def test_what_the_webhook_does_not_take_is_a_failure_on_record_and_tried_again(store, webhook, answer):
    webhook.answer = answer
    with pytest.raises(RemindersFailed, match=f"1 reminders did not go out .the webhook answered {answer}"):
        remind(store, NOW)
    assert on_record(store)[CLOCK].outcome == "failed"
    assert failures(store, datetime.now(UTC))["detail"].tolist() == [f"the webhook answered {answer}"]
    webhook.answer = 200
    assert remind(store, NOW).n_sent == 1
    assert [got["is_repeat"] for got in webhook.got] == [False, False]
    assert len(failures(store, datetime.now(UTC))) == 0


def test_an_unreachable_webhook_is_a_failure(store):
    configure(store, '[webhook]\nurl = "http://127.0.0.1:9/"')
    with pytest.raises(RemindersFailed, match="could not be reached"):
        remind(store, NOW)


def test_an_attempt_without_a_known_end_is_repeated_and_says_so(store, webhook):
    write_event(store, CLOCK, "attempt")
    assert failures(store, datetime.now(UTC))["detail"].tolist() == [NOT_KNOWN]
    remind(store, NOW)
    assert [got["is_repeat"] for got in webhook.got] == [True]
    assert on_record(store)[CLOCK].n_tries == 2


def test_a_line_cut_off_is_passed_over_and_the_next_stands_alone(store):
    write_event(store, CLOCK, "attempt")
    path = store.run / "reminder.events"
    path.write_bytes(path.read_bytes() + b'{"event": "se')
    write_event(store, CLOCK, "sent")
    assert on_record(store)[CLOCK].outcome == "sent"


def test_a_letter_goes_to_the_mail_command_on_its_standard_input(store, tmp_path):
    mail_to(store, tmp_path / "letters")
    assert remind(store, NOW).n_sent == 1
    letter, _ = (tmp_path / "letters").read_text().split("\0")
    assert letter.startswith(
        "To: safety@example.org\nSubject: Vigil: 15-day report of case C1: 3 d left, due on 15 Mar 2026\n\n"
    )
    assert "P-0117" not in letter
    assert "hepatitis" not in letter


def test_a_mail_command_that_fails_says_why(store, tmp_path):
    mail_to(store, tmp_path / "letters", "import sys; sys.exit('no route to the mail host')")
    with pytest.raises(RemindersFailed, match="the mail command ended with 1: no route to the mail host"):
        remind(store, NOW)


def test_without_configuration_nothing_is_sent_and_it_is_said(store):
    assert str(remind(store, NOW)) == "no transport is configured (docs/reminders.md)"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("webhook = ", "is not TOML"),
        ('[webhook]\nurl = "file:///etc/passwd"', "must be an address that begins with https"),
        ('[mail]\ncommand = "sendmail -t"\nto = "a@b"', "must be a list of texts"),
        ('[mail]\ncommand = ["sendmail"]', "mail.to must be an address"),
        ('[web_hook]\nurl = "https://x"', "has web_hook, which vigil does not know"),
        ('[webhook]\nurl = "https://x"\nsecret = "y"', "has webhook.secret"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_told(store, text, said):
    configure(store, text)
    with pytest.raises(NotConfigured, match=said):
        read_transports(store)
