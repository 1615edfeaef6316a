"""The record of reminders: one line before each attempt and one after it, written through to the disk."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from flows.store import Store
from schemas.base import columns_of
from schemas.raw_decision import ReminderFailure

NOT_KNOWN = "how the last attempt ended is not known"


class Key(NamedTuple):
    """One reminder by one transport."""

    clock_id: str
    days_before: int
    transport: str


class Attempts(NamedTuple):
    """What is on record of one reminder by one transport; `outcome` is attempt (not known), sent or failed."""

    n_tries: int
    outcome: str
    at: str
    detail: str


@contextmanager
def one_sender_at_a_time(store: Store) -> Iterator[None]:
    """Hold the lock of the reminders; the operating system releases it however the process ends."""
    with (store.run / "reminder.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def on_record(store: Store) -> dict[Key, Attempts]:
    """Every reminder that was ever tried."""
    found: dict[Key, Attempts] = {}
    for event in _events(_path(store)):
        key = Key(event["clock_id"], event["days_before"], event["transport"])
        n_tries = found[key].n_tries if key in found else 0
        outcome = event["event"]
        found[key] = Attempts(n_tries + (outcome == "attempt"), outcome, event["at"], event["detail"])
    return found


def write_event(store: Store, key: Key, event: str, detail: str = "") -> None:
    """Append one event: attempt, sent or failed."""
    line = {"event": event, "at": datetime.now(UTC).isoformat(), **key._asdict(), "detail": detail}
    path = _path(store)
    with path.open("ab+") as file:
        if file.tell() and not _ends_whole(path):
            file.write(b"\n")
        file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def failures(store: Store, cut_off: datetime) -> pd.DataFrame:
    """Reminders that were tried up to the cut-off and have not gone out, in the columns of `raw.reminder_failure`."""
    rows = [
        {
            **key._asdict(),
            "tried_at": attempts.at,
            "n_tries": attempts.n_tries,
            "detail": attempts.detail if attempts.outcome == "failed" else NOT_KNOWN,
        }
        for key, attempts in on_record(store).items()
        if attempts.outcome != "sent" and datetime.fromisoformat(attempts.at) <= cut_off
    ]
    return pd.DataFrame(rows, columns=list(columns_of(ReminderFailure)))


def _path(store: Store) -> Path:
    return store.run / "reminder.events"


def _events(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            yield json.loads(line)
        except json.JSONDecodeError:  # cut off while it was written: the attempt before it stands
            continue


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
