"""Is the archive whole: each file still has the bytes that its name is the SHA-256 of, and none is missing."""

import hashlib
from dataclasses import dataclass

from flows.archive import all_receipts, archived_file
from flows.store import Store


@dataclass(frozen=True)
class DamagedFile:
    """An archived file that is not what its name says. `file_name` is the name under which it was dropped."""

    source_file: str
    file_name: str
    what: str

    def __str__(self) -> str:
        return f"{self.source_file} (dropped as {self.file_name}) {self.what}"


def damaged_files(store: Store, source_files: set[str] | None = None) -> tuple[int, list[DamagedFile]]:
    """How many files were read, and those whose bytes differ from their name or are missing; of all, or of some."""
    n_read, found = 0, []
    for source_file, drops in all_receipts(store).items():
        if source_files is not None and source_file not in source_files:
            continue
        path = archived_file(store, source_file)
        if path is None:
            found.append(DamagedFile(source_file, drops[0].file_name, "is missing"))
            continue
        n_read += 1
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != source_file:
            size = path.stat().st_size
            resized = (
                "" if size == drops[0].size_bytes else f" and has {size:,} bytes instead of {drops[0].size_bytes:,}"
            )
            found.append(DamagedFile(source_file, drops[0].file_name, f"has other bytes than were landed{resized}"))
    return n_read, found + _without_receipt(store, source_files)


def _without_receipt(store: Store, source_files: set[str] | None) -> list[DamagedFile]:
    """Deliveries of a night that the archive does not know any more: their receipts are gone."""
    known = all_receipts(store).keys()
    return [
        DamagedFile(name, "no receipt", "has no receipt in the archive")
        for name in sorted((source_files or set()) - known)
    ]
