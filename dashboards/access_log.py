"""Who looked at what: one JSON line for each request, one file a day (UTC), never changed and never deleted.

Each line is one write to a file opened for appending, so lines of several processes never mix. A line outlives the
death of the server at once. What must outlive a power cut too (signing in and out, failures, whatever is sent and what
is downloaded) is written through to the disk before the answer goes out; a page that was looked at is not, for one wait
on the disk a page would be felt: a power cut may lose the views of its last seconds.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

OWNER_ONLY = 0o600
KEY_FILE = "pseudonym.key"


@dataclass(frozen=True)
class Access:
    """One request. It holds no value of a patient: a person is a keyed pseudonym; no query of an address is in it."""

    at: datetime
    user: str
    roles: str
    address: str
    method: str
    page: str
    status: int
    milliseconds: int
    person: str | None = None
    """The pseudonym of a person, case or row; of several decided about together, each, parted by spaces."""
    night: date | None = None
    tried: str | None = None
    """The account that somebody tried to sign in as, where there is one of that name."""


class AccessLog:
    """The log in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ready(self, day: date) -> None:
        """Make sure that a line can be written. Raises OSError."""
        os.close(self._open(day))

    def write(self, access: Access, *, through: bool) -> None:
        """Append one line; `through` waits until the disk holds it. Raises OSError when it is not whole in the file."""
        row = {name: value for name, value in asdict(access).items() if value is not None}
        row["at"] = access.at.astimezone(UTC).isoformat(timespec="milliseconds")
        line = (json.dumps(row, default=str) + "\n").encode()
        descriptor = self._open(access.at.astimezone(UTC).date())
        try:
            if os.write(descriptor, line) != len(line):
                os.write(descriptor, b"\n")
                raise OSError("The line was cut off.")
            if through:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def pseudonym(self, patient_key: str) -> str:
        """The name of a person in this log: without the key file beside it nobody can tell whose it is."""
        return self.pseudonyms([patient_key])[0]

    def pseudonyms(self, keys: Collection[str]) -> list[str]:
        """The names of several, in their order; the key file is read once, and only when there is one to name."""
        secret = self._key() if keys else b""
        return [hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()[:16] for key in keys]

    def entries(self, since: date | None = None, until: date | None = None) -> Iterator[dict[str, Any]]:
        """The lines of these days, oldest first; one that cannot be read as {"unreadable": file and line}."""
        for path in sorted(self.folder.glob("[0-9]*.jsonl")):
            day = date.fromisoformat(path.stem)
            if (since is None or day >= since) and (until is None or day <= until):
                yield from _lines(path)

    def _open(self, day: date) -> int:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / f"{day.isoformat()}.jsonl"
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, OWNER_ONLY)

    def _key(self) -> bytes:
        path = self.folder / KEY_FILE
        if not path.exists():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            mine = self.folder / f".{secrets.token_hex(8)}.part"
            descriptor = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
            try:
                os.write(descriptor, secrets.token_bytes(32))
                os.fsync(descriptor)
                with suppress(FileExistsError):  # another process was first: its key holds
                    os.link(mine, path)
            finally:
                os.close(descriptor)
                mine.unlink()
        return path.read_bytes()


def is_about(line: Mapping[str, Any], pseudonyms: Collection[str]) -> bool:
    """Whether a line of the log is about one of these."""
    return not set(pseudonyms).isdisjoint(str(line.get("person") or "").split())


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                row = json.loads(line)
                row["at"] = datetime.fromisoformat(row["at"])
            except (ValueError, KeyError, TypeError):
                row = {"unreadable": f"{path.name}, line {number}"}
            yield row
