"""One decision as it is recorded: canonical JSON that holds the SHA-256 of the record before it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, NamedTuple

FORMAT = 1
BEFORE_THE_FIRST = "0" * 64
"""Stands for the hash of the record before the first."""


class MaterialFact(NamedTuple):
    """One row of signals.case_material as it was when the case was decided."""

    field: str
    item: str
    value: str | None
    in_words: str | None


@dataclass(frozen=True)
class Decision:
    """What an officer decided. Which fields a kind needs is told by reference.decision_kind.

    `form_key` is made with each form that is shown: the same form sent twice is one record. `run_id` and `as_of` name
    the night that the officer looked at, `snapshot` the material facts of the case in it.
    """

    kind: str
    decided_by: str
    role: str
    form_key: str
    run_id: str
    as_of: date
    case_id: str | None = None
    snapshot: tuple[MaterialFact, ...] = ()
    seriousness: tuple[str, ...] = ()
    causality: str | None = None
    expectedness: str | None = None
    severity_grade: int | None = None
    artefact: str | None = None
    comment: str | None = None
    next_action: str | None = None
    next_action_on: date | None = None
    until_on: date | None = None
    submitted_on: date | None = None
    owner: str | None = None
    feed: str | None = None
    source_file: str | None = None
    source_row: int | None = None
    corrected: Mapping[str, str] = field(default_factory=dict)
    withdraws: int | None = None


@dataclass(frozen=True)
class Record:
    """A decision with its place in the chain. `decided_at` is UTC; `signature` is the text that was signed."""

    number: int
    previous_sha256: str
    sha256: str
    decided_at: datetime
    signature: str
    decision: Decision


class NotARecord(ValueError):
    """Bytes that no record of this program has; the message says what is wrong with them."""


OF_THE_CHAIN = ("format", "number", "previous_sha256", "decided_at", "signature")
OF_THE_NIGHT = frozenset({"run_id", "as_of", "snapshot"})
"""What the program adds to a form: a form sent again may find another night."""
DAYS = frozenset({"as_of", "next_action_on", "until_on", "submitted_on"})


def sealed(decision: Decision, number: int, previous_sha256: str, decided_at: datetime, signature: str) -> Record:
    """The decision as record `number` behind the record with that hash."""
    unsealed = Record(number, previous_sha256, "", decided_at, signature, decision)
    return Record(number, previous_sha256, _digest(_content(unsealed)), decided_at, signature, decision)


def to_bytes(record: Record) -> bytes:
    """The file of a record: its content and the SHA-256 of the content, which holds the hash of the record before."""
    return _canonical({"content": _content(record), "sha256": record.sha256}) + b"\n"


def from_bytes(written: bytes) -> Record:
    """The record that these bytes are, or NotARecord: every changed byte is noticed."""
    try:
        read = json.loads(written)
        content = read["content"]
        record = Record(
            content["number"],
            content["previous_sha256"],
            read["sha256"],
            datetime.fromisoformat(content["decided_at"]),
            content["signature"],
            _decision({name: value for name, value in content.items() if name not in OF_THE_CHAIN}),
        )
        again = _canonical(read) + b"\n"
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotARecord("it cannot be read as a decision") from error
    if set(read) != {"content", "sha256"} or _digest(content) != record.sha256:
        raise NotARecord("its content does not have the SHA-256 that it states")
    if again != written:
        raise NotARecord("its bytes are not as they are written")
    return record


def is_same_form(one: Decision, other: Decision) -> bool:
    """True when an officer filled in the same, whatever night it was looked at."""
    names = [part.name for part in fields(Decision) if part.name not in OF_THE_NIGHT]
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _content(record: Record) -> dict[str, Any]:
    decided = {part.name: getattr(record.decision, part.name) for part in fields(Decision)}
    decided["snapshot"] = [fact._asdict() for fact in record.decision.snapshot]
    decided["corrected"] = dict(record.decision.corrected)
    decided |= {name: value.isoformat() for name in DAYS if (value := decided[name]) is not None}
    return {
        **decided,
        "format": FORMAT,
        "number": record.number,
        "previous_sha256": record.previous_sha256,
        "decided_at": record.decided_at.isoformat(timespec="microseconds"),
        "signature": record.signature,
    }


def _decision(content: dict[str, Any]) -> Decision:
    days = {name: date.fromisoformat(content[name]) for name in DAYS if content.get(name) is not None}
    snapshot = tuple(MaterialFact(**fact) for fact in content["snapshot"])
    return Decision(**{**content, **days, "snapshot": snapshot, "seriousness": tuple(content["seriousness"])})


def _canonical(value: dict[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(content)).hexdigest()
