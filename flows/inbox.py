"""What waits in the inbox, and what was refused and why."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flows.archive import all_receipts, archived_file, readable
from flows.land import files_in_inbox
from flows.raw_rows import outcome_of
from flows.store import Store


@dataclass(frozen=True)
class WaitingFile:
    """A file that the next night will land, once it is complete."""

    name: str
    size_bytes: int
    changed_at: datetime


@dataclass(frozen=True)
class RefusedFile:
    """A delivery of which no row could be read; `kept_as` is its name in the archive."""

    name: str
    received_at: datetime
    refused_reason: str
    kept_as: str


def waiting_files(store: Store) -> list[WaitingFile]:
    """The files in the inbox by name, complete or not."""
    found = [
        WaitingFile(readable(path.name), seen.st_size, datetime.fromtimestamp(seen.st_mtime, UTC))
        for path, seen in files_in_inbox(store)
    ]
    return sorted(found, key=lambda file: file.name)


def refused(store: Store) -> list[RefusedFile]:
    """Every delivery that was refused as a whole, the newest first."""
    found = []
    for source_file, drops in all_receipts(store).items():
        outcome, archived = outcome_of(store, source_file), archived_file(store, source_file)
        if outcome and outcome.refused_reason and archived:
            found.append(RefusedFile(drops[-1].file_name, outcome.received_at, outcome.refused_reason, archived.name))
    return found[::-1]
