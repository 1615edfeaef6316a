"""The archive: every delivery byte for byte under its SHA-256, with a receipt for each time that it was dropped."""

import hashlib
import json
import os
import uuid
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.readers import FORMATS, PACKED, suffix_of
from flows.store import Store

BLOCK = 8 << 20
UNKNOWN_SUFFIX = ".bin"
UNFINISHED = ".part"


class StillGrowing(Exception):
    """A file changed while it was copied."""


@dataclass(frozen=True)
class Receipt:
    """One drop of one file content. `dropped` tells this drop from another of the same bytes."""

    source_file: str
    file_name: str
    size_bytes: int
    received_at: datetime
    dropped: str


def put_in_archive(store: Store, path: Path, received_at: datetime) -> tuple[Receipt, bool]:
    """Copy a file of the inbox into the archive and write its receipt; True with the first of these bytes.

    Killed at any instant, it leaves either no trace or a whole file, and doing it again adds nothing twice.
    Raises StillGrowing when the file changes meanwhile.
    """
    unfinished = store.archive / f".{uuid.uuid4().hex}{UNFINISHED}"
    try:
        digest, size, dropped = _copy(path, unfinished)
        earlier = receipts(store, digest)
        archived = archived_file(store, digest)
        if archived is None:
            unfinished.chmod(0o440)
            archived = unfinished.rename(store.archive / f"{digest}{suffix_of(path.name) or UNKNOWN_SUFFIX}")
            sync_folder(store.archive)
    finally:
        unfinished.unlink(missing_ok=True)
    same_drop = [receipt for receipt in earlier if receipt.dropped == dropped]
    if same_drop:
        return same_drop[0], same_drop[0] == earlier[0]
    receipt = Receipt(digest, readable(path.name), size, received_at, dropped)
    note = f"{digest}.seen.{len(earlier) + 1}.json" if earlier else f"{digest}.json"
    write_json(store.archive / note, {**asdict(receipt), "received_at": received_at.isoformat()})
    return receipt, not earlier


def _copy(path: Path, target: Path) -> tuple[str, int, str]:
    digest = hashlib.sha256()
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with open(descriptor, "rb") as source, target.open("xb") as copy:
        before = _look(source.fileno())
        while block := source.read(BLOCK):
            digest.update(block)
            copy.write(block)
        copy.flush()
        os.fsync(copy.fileno())
        if _look(source.fileno()) != before:
            raise StillGrowing
        return digest.hexdigest(), copy.tell(), before


def _look(file: int | Path) -> str:
    seen = os.stat(file)
    return f"{seen.st_dev}:{seen.st_ino}:{seen.st_size}:{seen.st_mtime_ns}:{seen.st_ctime_ns}"


def take_from_inbox(path: Path, receipt: Receipt) -> None:
    """Remove a file that is archived; a newer file under the same name stays."""
    if path.exists() and _look(path) == receipt.dropped:
        path.unlink()
        sync_folder(path.parent)


def archived_file(store: Store, digest: str) -> Path | None:
    """Where the bytes with this SHA-256 are, if they ever arrived."""
    names = [store.archive / f"{digest}{suffix}" for suffix in (*FORMATS, *PACKED, UNKNOWN_SUFFIX)]
    return next((path for path in names if path.exists()), None)


def receipts(store: Store, digest: str) -> list[Receipt]:
    """Every drop of these bytes, the first first."""
    first = store.archive / f"{digest}.json"
    again = sorted(store.archive.glob(f"{digest}.seen.*.json"), key=_number)
    return [_read(path) for path in ([first] if first.exists() else []) + again]


def all_receipts(store: Store) -> dict[str, list[Receipt]]:
    """SHA-256 → every drop of those bytes, the first first; in order of arrival."""
    found: dict[str, list[Receipt]] = defaultdict(list)
    for path in sorted(store.archive.glob("*.json"), key=lambda path: (path.name.count("."), _number(path), path.name)):
        receipt = _read(path)
        found[receipt.source_file].append(receipt)
    return dict(sorted(found.items(), key=lambda item: (item[1][0].received_at, item[0])))


def adopt_orphans(store: Store) -> None:
    """Write the receipt of an archived file that has none: its landing was cut off and it left the inbox since."""
    sizes = {path.stat().st_size for path in store.inbox.iterdir() if path.is_file()}
    for path in sorted(store.archive.iterdir()):
        digest = path.name.split(".")[0]
        if path.suffix == ".json" or path.name.startswith(".") or (store.archive / f"{digest}.json").exists():
            continue
        seen = path.stat()
        if seen.st_size not in sizes:
            received_at = datetime.fromtimestamp(seen.st_mtime, UTC)
            note = {"source_file": digest, "file_name": path.name, "size_bytes": seen.st_size, "dropped": ""}
            write_json(store.archive / f"{digest}.json", {**note, "received_at": received_at.isoformat()})


def readable(name: str) -> str:
    """A file name as text that can be stored, whatever its bytes."""
    return os.fsencode(name).decode(errors="backslashreplace")


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a file whole or not at all, so that it outlives a power cut."""
    unfinished = path.with_name(f".{uuid.uuid4().hex}{UNFINISHED}")
    with unfinished.open("x", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Have the disk hold a file's bytes."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have the disk hold a folder's names."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _number(path: Path) -> int:
    parts = path.name.split(".")
    return int(parts[2]) if len(parts) == 4 else 1


def _read(path: Path) -> Receipt:
    content = json.loads(path.read_text(encoding="utf-8"))
    return Receipt(**{**content, "received_at": datetime.fromisoformat(content["received_at"])})
