"""The ledger: one file a decision in `decision/`, written whole or not at all, each holding the hash of the one before.

The head (number and hash of the newest record) is kept outside that folder, in `run/`, and in each night's manifest.
A record is written in this order, under a lock: a temporary file, its name by a hard link, the head, and only then is
the temporary name removed. Cut off anywhere, the record is whole or absent, and what was begun is finished next time.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from flows.archive import sync_folder
from flows.decision.form import NotADecision, require_complete, signature_of
from flows.decision.record import BEFORE_THE_FIRST, Decision, NotARecord, Record, from_bytes, is_same_form, sealed
from flows.decision.record import to_bytes as record_bytes
from flows.store import Store

SUFFIX = ".json"
N_DIGITS = 8
UNFINISHED = ".decision.part"
UNFINISHED_HEAD = ".decision_head.part"
NEVER_WITHDRAWN = frozenset({"withdraw", "acknowledge_brief"})


class KeyUsedTwice(ValueError):
    """A form that was recorded already came again with other content."""


class DecidedSince(ValueError):
    """Somebody decided about the same subject after the form was shown; the message says who and what."""


class LedgerUnreadable(RuntimeError):
    """A record that the next one rests on cannot be read; the message says what to do."""


class Head(NamedTuple):
    """Where a chain ends."""

    number: int
    sha256: str
    decided_at: datetime | None


class Named(NamedTuple):
    """A file of the ledger by what its name says: `00000017.<first 32 digits of the form key's SHA-256>.json`."""

    number: int
    key_digest: str
    folder: Path
    name: str

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.folder / self.name


def append(
    store: Store,
    decision: Decision,
    now: datetime | None = None,
    *,
    seen_up_to: int | None = None,
    require_allowed: Callable[[Decision], None] | None = None,
) -> Record:
    """Record a decision and return its record; of a form that was recorded already, the record that there is.

    The time is that of the clock, but never before the record before: the order of numbers is the order of time.
    `seen_up_to` is the newest decision that whoever signs could see: a later one about the same subject is told.
    `require_allowed` raises NotADecision where what stands now, no other decision coming between, forbids the decision.
    Raises NotADecision, KeyUsedTwice, DecidedSince, LedgerUnreadable.
    """
    now = now or datetime.now(UTC)
    with locked(store):
        files = [name for name in os.listdir(store.decision) if name.endswith(SUFFIX)]
        head = _settled_head(store, files)
        of_this_form = f".{key_digest(decision.form_key)}{SUFFIX}"
        same_form = next((name for name in files if name.endswith(of_this_form)), None)
        if same_form is not None:
            return _recorded_before(store.decision / same_form, decision)
        require_complete(decision, now.date())
        if seen_up_to is not None:
            _require_unchanged(store, files, decision, seen_up_to)
        if decision.withdraws is not None:
            _require_withdrawable(store, files, decision.withdraws)
        if require_allowed is not None:
            require_allowed(decision)
        decided_at = now if head.decided_at is None else max(now, head.decided_at)
        record = sealed(decision, head.number + 1, head.sha256, decided_at, signature_of(decision.kind))
        _write(store, record)
    return record


def names(store: Store, behind: int = 0, files: list[str] | None = None) -> list[Named]:
    """The files that are named as records, with a greater number than `behind`, by number; no file is opened.

    `files` are the names in the folder, where they are known already.
    """
    folder = store.decision
    last = f"{behind + 1:0{N_DIGITS}d}"
    found = [name for name in (os.listdir(folder) if files is None else files) if name >= last]
    return sorted(one for name in found if (one := _named(folder, name)) and one.number > behind)


def records(store: Store, behind: int = 0, up_to: int | None = None) -> Iterator[Record]:
    """The whole records behind a number, up to another, in order; what cannot be read is left to `inspect`."""
    found = names(store, behind)
    yield from _readable(named for named in found if up_to is None or named.number <= up_to)


def kept_head(store: Store) -> Head | None:
    """The head as it is kept in `run/`; None before the first decision. Raises NotARecord when it cannot be read."""
    try:
        kept = json.loads(_head_file(store).read_text(encoding="utf-8"))
        return Head(int(kept["number"]), str(kept["sha256"]), datetime.fromisoformat(kept["decided_at"]))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        raise NotARecord("it does not hold number, hash and time of the newest decision") from error


def is_being_written(store: Store, path: Path) -> bool:
    """True when the program was cut off between the record's name and the head: the temporary name is still there."""
    unfinished = store.decision / UNFINISHED
    return unfinished.exists() and unfinished.samefile(path)


@contextmanager
def locked(store: Store, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock of the ledger; the operating system releases it however the process ends."""
    with (store.run / "decision.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield


def key_digest(form_key: str) -> str:
    """How the key of a form stands in the name of its record."""
    return hashlib.sha256(form_key.encode()).hexdigest()[:32]


def file_name(record: Record) -> str:
    """The name of a record's file."""
    return f"{record.number:0{N_DIGITS}d}.{key_digest(record.decision.form_key)}{SUFFIX}"


def _settled_head(store: Store, files: list[str]) -> Head:
    """The head, after what an append that was cut off had begun is finished or removed."""
    unfinished = store.decision / UNFINISHED
    kept = _kept_or_none(store)
    numbered = max((name for name in files if name[:N_DIGITS].isdigit()), default="")
    newest = _named(store.decision, numbered)
    begun = newest is not None and is_being_written(store, newest.path)
    if newest is not None and (kept is None or (begun and newest.number > kept.number)):
        kept = _head_of(newest.path)
        sync_folder(store.decision)
        _write_head(store, kept)
    unfinished.unlink(missing_ok=True)
    if kept is None:
        return Head(0, BEFORE_THE_FIRST, None)
    return kept if newest is None or newest.number <= kept.number else kept._replace(number=newest.number)


def _readable(found: Iterable[Named]) -> Iterator[Record]:
    for named in found:
        with suppress(NotARecord):
            yield from_bytes(named.path.read_bytes())


def _kept_or_none(store: Store) -> Head | None:
    try:
        return kept_head(store)
    except NotARecord:
        return None


def _head_of(path: Path) -> Head:
    record = _whole(path)
    return Head(record.number, record.sha256, record.decided_at)


def _require_unchanged(store: Store, files: list[str], decision: Decision, seen_up_to: int) -> None:
    about = _subject(decision)
    for record in _readable(names(store, seen_up_to, files)) if about is not None else ():
        if _subject(record.decision) == about:
            raise DecidedSince(
                f"Meanwhile {record.decision.decided_by} recorded decision {record.number} "
                f"({record.decision.kind.replace('_', ' ')}) about it, so nothing was recorded. Look at it below; "
                "what you filled in is kept: sign again if it still holds."
            )


def _subject(decision: Decision) -> tuple[object, ...] | None:
    if decision.case_id is not None:
        return ("case", decision.case_id)
    return None if decision.source_file is None else ("row", decision.source_file, decision.source_row)


def _require_withdrawable(store: Store, files: list[str], number: int) -> None:
    name = next((name for name in files if name.startswith(f"{number:0{N_DIGITS}d}.")), None)
    if name is None:
        raise NotADecision(f"There is no decision {number} to withdraw.")
    kind = _whole(store.decision / name).decision.kind
    if kind in NEVER_WITHDRAWN:
        raise NotADecision(f"Decision {number} ({kind.replace('_', ' ')}) cannot be withdrawn: decide anew instead.")


def _whole(path: Path) -> Record:
    try:
        return from_bytes(path.read_bytes())
    except NotARecord as error:
        raise LedgerUnreadable(
            f"decision/{path.name}: {error}. Nothing was recorded. Restore the file from its copy, run "
            "`vigil audit verify`, then save again."
        ) from error


def _recorded_before(path: Path, decision: Decision) -> Record:
    record = _whole(path)
    if not is_same_form(record.decision, decision):
        raise KeyUsedTwice(
            f"This form was recorded already, as decision {record.number}, with other content. "
            "Nothing new was recorded. Open the page again to decide anew."
        )
    return record


def _write(store: Store, record: Record) -> None:
    unfinished = store.decision / UNFINISHED
    _write_through(unfinished, record_bytes(record))
    unfinished.chmod(0o440)
    os.link(unfinished, store.decision / file_name(record))
    sync_folder(store.decision)
    _write_head(store, Head(record.number, record.sha256, record.decided_at))
    unfinished.unlink()


def _write_head(store: Store, head: Head) -> None:
    moment = head.decided_at.isoformat(timespec="microseconds") if head.decided_at else None
    text = json.dumps({"number": head.number, "sha256": head.sha256, "decided_at": moment})
    unfinished = store.run / UNFINISHED_HEAD
    unfinished.unlink(missing_ok=True)
    _write_through(unfinished, text.encode())
    unfinished.replace(_head_file(store))
    sync_folder(store.run)


def _write_through(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _head_file(store: Store) -> Path:
    return store.run / "decision_head.json"


def _named(folder: Path, name: str) -> Named | None:
    number, _, rest = name.partition(".")
    digest, _, suffix = rest.partition(".")
    if f".{suffix}" != SUFFIX or not number.isascii() or not number.isdigit():
        return None
    return Named(int(number), digest, folder, name)
