"""Landing: what lies in the inbox goes into the archive, its rows become raw rows, and the inbox is left empty.

The order is archive, receipt, raw rows, outcome, inbox: cut off anywhere, landing again goes on from there.
"""

import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from flows.archive import (
    UNFINISHED,
    Receipt,
    StillGrowing,
    adopt_orphans,
    all_receipts,
    archived_file,
    put_in_archive,
    readable,
    receipts,
    take_from_inbox,
)
from flows.raw_rows import SCRATCH, Outcome, current_raw, derive, outcome_of
from flows.store import Store

SETTLE_SECONDS = 3.0
IGNORED_SUFFIXES = (".tmp", UNFINISHED)


@dataclass(frozen=True)
class LandedFile:
    """What became of one file of the inbox. `is_new` is false when its bytes had arrived before."""

    file_name: str
    source_file: str | None
    feed: str | None
    n_rows: int
    refused_reason: str | None
    is_new: bool


def land(store: Store, received_at: datetime | None = None) -> list[LandedFile]:
    """Land everything that waits in the inbox, as received now unless `received_at` says otherwise."""
    refresh_raw(store)
    return [land_one(store, path, received_at or datetime.now(UTC)) for path in waiting(store)]


def waiting(store: Store, now: float | None = None, pause: Callable[[float], None] = time.sleep) -> list[Path]:
    """The complete files in the inbox, by name. Files changed in the last SETTLE_SECONDS get a second look.

    With `now` (seconds since 1970) there is no second look: what is young then is left alone.
    """
    looks = {path: (seen.st_size, seen.st_mtime) for path, seen in files_in_inbox(store)}
    moment = time.time() if now is None else now
    ages = {path: moment - changed for path, (_, changed) in looks.items()}
    young = {path for path, age in ages.items() if 0 <= age < SETTLE_SECONDS}
    if young and now is None:
        pause(SETTLE_SECONDS - min(ages[path] for path in young))
        again = {path: (seen.st_size, seen.st_mtime) for path, seen in files_in_inbox(store)}
        young = {path for path in young if again.get(path) != looks[path]}
    return sorted(path for path in looks if path not in young)


def files_in_inbox(store: Store) -> list[tuple[Path, os.stat_result]]:
    """The plain files of the inbox; hidden, unfinished and linked ones are none."""
    return [(path, seen) for path, seen in _delivered(store) if stat.S_ISREG(seen.st_mode)]


def never_landed(store: Store) -> list[Path]:
    """Links, folders and the like in the inbox, by name: they stay there, since only a plain file can be a delivery."""
    return sorted(path for path, seen in _delivered(store) if not stat.S_ISREG(seen.st_mode))


def _delivered(store: Store) -> Iterator[tuple[Path, os.stat_result]]:
    for path in store.inbox.iterdir():
        if path.name.startswith(".") or path.name.lower().endswith(IGNORED_SUFFIXES):
            continue
        with suppress(FileNotFoundError):
            yield path, path.lstat()


def land_one(store: Store, path: Path, received_at: datetime) -> LandedFile:
    """Land one file of the inbox. A file that changes meanwhile or may not be read stays there for the next time."""
    name = readable(path.name)
    try:
        receipt, is_new = put_in_archive(store, path, received_at)
    except StillGrowing:
        return LandedFile(name, None, None, 0, "The file was still being written. It stays in the inbox.", False)
    except PermissionError:
        return LandedFile(name, None, None, 0, "The file may not be read by Vigil. It stays in the inbox.", False)
    outcome = _outcome(store, receipt)
    take_from_inbox(path, receipt)
    return LandedFile(name, receipt.source_file, outcome.feed, outcome.n_rows, outcome.refused_reason, is_new)


def _outcome(store: Store, receipt: Receipt) -> Outcome:
    drops = receipts(store, receipt.source_file)
    known = outcome_of(store, receipt.source_file)
    if known and (known.refused_reason is None or known.n_drops == len(drops)):
        return known
    return _derive(store, receipt.source_file, drops)


def _derive(store: Store, source_file: str, drops: list[Receipt]) -> Outcome:
    archived = archived_file(store, source_file)
    if archived is None:
        raise FileNotFoundError(f"{store.archive}/{source_file}.* is missing. Restore the archive from its copy.")
    return derive(store, archived, drops)


def refresh_raw(store: Store) -> int:
    """Derive what the contract in force has not read yet; how many files. Clears what a cut-off landing left."""
    for unfinished in [*store.archive.glob(f".*{UNFINISHED}"), *store.raw.glob(f"*/.*{UNFINISHED}")]:
        unfinished.unlink()
    for scratch in store.raw.glob(f"{SCRATCH}*"):
        shutil.rmtree(scratch)
    adopt_orphans(store)
    unread = {name: drops for name, drops in all_receipts(store).items() if outcome_of(store, name) is None}
    for source_file, drops in unread.items():
        _derive(store, source_file, drops)
    return len(unread)


def deliveries(store: Store) -> pd.DataFrame:
    """Every file content that ever arrived, in the columns of `raw.delivery`. Needs refreshed raw files."""
    rows = []
    for source_file, drops in all_receipts(store).items():
        outcome = outcome_of(store, source_file) or Outcome(source_file, drops[0].received_at)
        rows.append(
            {
                "source_file": source_file,
                "file_name": drops[0].file_name,
                "feed": outcome.feed,
                "reader": outcome.reader,
                "size_bytes": drops[0].size_bytes,
                "received_at": outcome.received_at,
                "n_rows": outcome.n_rows,
                "refused_reason": outcome.refused_reason,
                "times_seen": len(drops),
            }
        )
    columns = ["source_file", "file_name", "feed", "reader", "size_bytes", "received_at", "n_rows"]
    frame = pd.DataFrame(rows, columns=[*columns, "refused_reason", "times_seen"])
    return frame.assign(received_at=pd.to_datetime(frame["received_at"], utc=True))


def raw_files(store: Store, feed: str, source_files: set[str]) -> list[Path]:
    """The raw files of a feed that come from the given deliveries, in order of arrival."""
    outcomes = [outcome_of(store, source_file) for source_file in all_receipts(store) if source_file in source_files]
    return [
        current_raw(store) / name for outcome in outcomes if outcome and outcome.feed == feed for name in outcome.files
    ]
