"""Vigil's own record of runs and steps: one append-only file a run in the store, shown to analysts as `v1.step`."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

import pandas as pd

from flows.store import Store
from schemas.base import columns_of
from schemas.raw import Step

Result = TypeVar("Result")


class NightAlreadyRunning(Exception):
    """Another process holds the lock of the night."""


@dataclass(frozen=True)
class RunRecord:
    """The record of one run. Every line is written through to the disk before the step goes on."""

    path: Path
    run_id: str
    as_of: date

    def step(
        self,
        name: str,
        perform: Callable[[], Result],
        detail: Callable[[Result], str] = lambda _: "",
        outcome: Callable[[Result], str] = lambda _: "done",
    ) -> Result:
        """Run one step and record its start, its end, its duration and what it did or why it failed.

        `outcome` may call a step failed that raised nothing: the night goes on, and its record says so.
        """
        started_at, clock = datetime.now(UTC), monotonic()
        self._append(name, started_at, None, "started", "")
        try:
            result = perform()
        except BaseException as error:
            self._append(name, started_at, monotonic() - clock, "failed", _in_one_line(error))
            raise
        self._append(name, started_at, monotonic() - clock, outcome(result), detail(result))
        return result

    def _append(self, step: str, started_at: datetime, seconds: float | None, outcome: str, detail: str) -> None:
        line = {
            "run_id": self.run_id,
            "as_of": self.as_of.isoformat(),
            "step": step,
            "started_at": started_at.isoformat(),
            "seconds": None if seconds is None else round(seconds, 3),
            "outcome": outcome,
            "detail": detail,
        }
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())


def open_run(store: Store, as_of: date) -> RunRecord:
    """A new run of the night `as_of`; its id tells the order of runs."""
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}Z"
    return RunRecord(store.run / f"{run_id}.jsonl", run_id, as_of)


def steps(store: Store) -> pd.DataFrame:
    """Every step of every run: the newest word on each, in the columns of `raw.step`."""
    frame = pd.DataFrame(_newest_word(store), columns=list(columns_of(Step)))
    frame["as_of"] = pd.to_datetime(frame["as_of"])
    frame["started_at"] = pd.to_datetime(frame["started_at"], format="ISO8601", utc=True)
    return frame


def steps_since(store: Store, run_id: str) -> list[dict[str, Any]]:
    """The steps of that run and of later ones, whatever became of them: also of runs that published nothing."""
    return [
        entry | {"as_of": date.fromisoformat(entry["as_of"]), "started_at": datetime.fromisoformat(entry["started_at"])}
        for entry in _newest_word(store, from_run=run_id)
    ]


def _newest_word(store: Store, from_run: str = "") -> list[dict[str, Any]]:
    newest: dict[tuple[str, str, str], dict[str, Any]] = {}
    for path in sorted(path for path in store.run.glob("*.jsonl") if path.stem >= from_run):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = _entry(line)
            if entry:
                newest[(entry["run_id"], entry["step"], entry["started_at"])] = entry
    return list(newest.values())


def _entry(line: str) -> dict[str, Any] | None:
    try:
        entry: dict[str, Any] = json.loads(line)
    except json.JSONDecodeError:  # the last line of a run that was cut off
        return None
    return entry


@contextmanager
def one_night_at_a_time(store: Store) -> Iterator[None]:
    """Hold the lock of the night; the operating system releases it however the process ends."""
    with (store.run / "night.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NightAlreadyRunning(
                f"Another night is running on {store.root}. Wait for it to end, then run `vigil night` again."
            ) from None
        yield


def _in_one_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
