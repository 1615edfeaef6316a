"""Verification of the ledger: every record, every link of the chain, and every head that was kept elsewhere.

What hashes alone cannot show: somebody who may write everywhere in the store can remove the newest decisions, the head
in `run/` and the manifests of the nights since, or write the whole chain anew with right hashes. A head that left the
store shows it: printed on the meeting pack, sent with a message, or in a backup.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from flows.decision.ledger import (
    UNFINISHED,
    Head,
    Named,
    file_name,
    is_being_written,
    kept_head,
    locked,
    names,
)
from flows.decision.record import BEFORE_THE_FIRST, NotARecord, Record, from_bytes
from flows.store import Store

CLOCK_TOLERANCE = timedelta(minutes=5)


class Problem(NamedTuple):
    """What is wrong with a file of the ledger, in words that hold nothing of a decision."""

    file: str
    what: str


class Anchor(NamedTuple):
    """A head of the chain as it was kept outside the ledger, with where."""

    kept_in: str
    number: int
    sha256: str


@dataclass(frozen=True)
class Inspected:
    """A ledger read whole: the records whose own hash holds, by number, and every problem found."""

    records: list[Record]
    problems: list[Problem]
    anchors: list[Anchor]

    @property
    def head(self) -> Head:
        """Where the chain of whole records ends."""
        if not self.records:
            return Head(0, BEFORE_THE_FIRST, None)
        return Head(self.records[-1].number, self.records[-1].sha256, self.records[-1].decided_at)


def inspect(store: Store, now: datetime | None = None) -> Inspected:
    """Read and verify the whole ledger. It raises nothing: what is wrong is a problem, what is whole is a record."""
    with locked(store, shared=True):
        found = names(store)
        cut_off = {one for one in found[-1:] if is_being_written(store, one.path)}
        anchors, problems = _anchors(store, needs_head=any(one not in cut_off for one in found))
    problems += _strangers(store, found)
    whole: dict[int, list[Record]] = defaultdict(list)
    for named in found:
        try:
            record = from_bytes(named.path.read_bytes())
        except (NotARecord, OSError) as error:
            problems.append(Problem(_place(named), f"{_reason(error)}: it was edited or damaged"))
            continue
        if named.name != file_name(record):
            problems.append(
                Problem(_place(named), f"it holds decision {record.number}: files were renamed or put in another order")
            )
            continue
        whole[record.number].append(record)
    numbers = {named.number for named in found}
    problems += _gaps(numbers)
    problems += _doubles(found)
    problems += _broken_links(whole)
    problems += _against_anchors(whole, numbers, anchors)
    problems += _not_anchored(found, anchors, cut_off)
    latest = (now or datetime.now(UTC)) + CLOCK_TOLERANCE
    problems += [
        Problem(f"decision/{file_name(record)}", "it is dated in the future: a clock was wrong or the date was made up")
        for one_number in whole.values()
        for record in one_number
        if record.decided_at > latest
    ]
    return Inspected(_counted(whole, anchors), sorted(set(problems)), anchors)


def head_in_words(inspected: Inspected) -> str:
    """The head of the chain for paper: what is printed cannot be changed in the store."""
    head = inspected.head
    if head.decided_at is None:
        return "No decision is recorded."
    return f"Head of the decisions: number {head.number}, {head.decided_at:%-d %b %Y %H:%M} UTC, SHA-256 {head.sha256}."


def _anchors(store: Store, *, needs_head: bool) -> tuple[list[Anchor], list[Problem]]:
    anchors, problems = [], []
    try:
        kept = kept_head(store)
    except NotARecord as error:
        problems.append(Problem("run/decision_head.json", f"{error}: it was edited or damaged"))
        kept = None
    if kept is not None:
        anchors.append(Anchor("run/decision_head.json", kept.number, kept.sha256))
    elif not problems and needs_head:
        problems.append(Problem("run/decision_head.json", "it is missing, so decisions removed at the end do not show"))
    for path in sorted(store.night.glob("[0-9]*/manifest.json")):
        place = f"night/{path.parent.name}/manifest.json"
        try:
            head = json.loads(path.read_text(encoding="utf-8")).get("decision_head")
            if head and head["number"]:
                anchors.append(Anchor(place, int(head["number"]), str(head["sha256"])))
        except (ValueError, TypeError, KeyError, AttributeError, OSError):
            problems.append(Problem(place, "it cannot be read, so its head of the chain cannot be compared"))
    return anchors, problems


def _strangers(store: Store, found: list[Named]) -> Iterator[Problem]:
    known = {named.name for named in found} | {UNFINISHED}
    for name in sorted(set(os.listdir(store.decision)) - known):
        yield Problem(f"decision/{name}", "it is no record: it was put there by hand or renamed")


def _gaps(numbers: set[int]) -> Iterator[Problem]:
    for number in sorted(set(range(1, max(numbers, default=0))) - numbers):
        yield Problem(f"decision/{number:08d}.*.json", f"decision {number} is missing: its file was deleted")


def _doubles(found: list[Named]) -> Iterator[Problem]:
    by_number: dict[int, list[Named]] = defaultdict(list)
    by_key: dict[str, list[Named]] = defaultdict(list)
    for named in found:
        by_number[named.number].append(named)
        by_key[named.key_digest].append(named)
    for number, same in by_number.items():
        if len(same) > 1:
            yield from (
                Problem(_place(one), f"decision {number} is there twice: one was inserted or renamed") for one in same
            )
    for same in by_key.values():
        if len(same) > 1:
            yield from (Problem(_place(one), "it has the form of another record: it is a copy") for one in same[1:])


def _broken_links(whole: dict[int, list[Record]]) -> Iterator[Problem]:
    for number, same in whole.items():
        before = whole.get(number - 1, [])
        for record in same:
            if number == 1:
                is_linked = record.previous_sha256 == BEFORE_THE_FIRST
            else:
                is_linked = not before or record.previous_sha256 in {one.sha256 for one in before}
            if not is_linked:
                yield Problem(
                    f"decision/{file_name(record)}",
                    f"it does not follow decision {number - 1} as that is now: one was edited with a new hash, "
                    "inserted, or put in another order",
                )
            if before and record.decided_at < min(one.decided_at for one in before):
                yield Problem(
                    f"decision/{file_name(record)}", f"it is dated before decision {number - 1}, which it follows"
                )


def _against_anchors(whole: dict[int, list[Record]], numbers: set[int], anchors: list[Anchor]) -> Iterator[Problem]:
    last = max(numbers, default=0)
    for anchor in anchors:
        same = whole.get(anchor.number, [])
        if anchor.number > last:
            yield Problem(
                "decision/",
                f"it ends at decision {last}, but {anchor.kept_in} keeps the head of decision {anchor.number}: "
                f"{anchor.number - last} at the end are missing, the tail was cut off",
            )
        elif same and anchor.sha256 not in {record.sha256 for record in same}:
            yield Problem(
                f"decision/{file_name(same[0])}",
                f"decision {anchor.number} is not the one whose hash {anchor.kept_in} keeps: it was written anew",
            )


def _not_anchored(found: list[Named], anchors: list[Anchor], cut_off: set[Named]) -> Iterator[Problem]:
    kept = [anchor.number for anchor in anchors if anchor.kept_in == "run/decision_head.json"]
    if not kept:
        return
    for named in found:
        if named.number > kept[0] and named not in cut_off:
            yield Problem(_place(named), "the program's head does not know it: it was put there by hand")


def _counted(whole: dict[int, list[Record]], anchors: list[Anchor]) -> list[Record]:
    """One record a number: of two with the same number the one that the next record or an anchor points to."""
    counted = []
    for number in sorted(whole):
        pointed = {record.previous_sha256 for record in whole.get(number + 1, [])}
        pointed |= {anchor.sha256 for anchor in anchors if anchor.number == number}
        same = whole[number]
        chosen = same if len(same) == 1 else [record for record in same if record.sha256 in pointed]
        counted += chosen[:1]
    return counted


def _place(named: Named) -> str:
    return f"decision/{named.name}"


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, NotARecord) else "it cannot be opened"
