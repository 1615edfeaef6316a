"""Decisions as a list: which of them, in which columns, and as CSV that a spreadsheet only shows."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TextIO

from dashboards.spreadsheet_text import defused
from flows.decision.record import Record

COLUMNS = (
    "number", "decided_at", "decided_by", "role", "kind", "about", "seriousness", "causality", "expectedness",
    "severity_grade", "artefact", "comment", "next_action", "next_action_on", "until_on", "submitted_on", "owner",
    "corrected", "as_of", "run_id", "signature", "previous_sha256", "sha256", "withdrawn_by",
)  # fmt: skip


def chosen(
    records: Iterable[Record],
    *,
    case_id: str | None = None,
    decided_by: str | None = None,
    kind: str | None = None,
    from_on: date | None = None,
    until_on: date | None = None,
) -> list[Record]:
    """The records that fit every filter that is given; days are days of UTC, both included.

    About a case are the decisions that name it and those that withdraw one of them.
    """
    everything = list(records)
    of_the_case = {record.number for record in everything if record.decision.case_id == case_id}
    return [
        record
        for record in everything
        if (case_id is None or record.number in of_the_case or record.decision.withdraws in of_the_case)
        and decided_by in (None, record.decision.decided_by)
        and kind in (None, record.decision.kind)
        and (from_on is None or record.decided_at.date() >= from_on)
        and (until_on is None or record.decided_at.date() <= until_on)
    ]


def withdrawals(records: Iterable[Record]) -> dict[int, int]:
    """Number of each decision that was withdrawn → number of the first decision that withdrew it."""
    found: dict[int, int] = {}
    for record in records:
        if record.decision.withdraws is not None:
            found.setdefault(record.decision.withdraws, record.number)
    return found


def row(record: Record, withdrawn_by: Mapping[int, int]) -> dict[str, object]:
    """One record by COLUMNS."""
    decision = record.decision
    other = {
        "decided_at": record.decided_at.isoformat(timespec="seconds"),
        "about": about(record),
        "withdrawn_by": withdrawn_by.get(record.number),
        "seriousness": "; ".join(decision.seriousness),
        "corrected": "; ".join(f"{name}: {value}" for name, value in sorted(decision.corrected.items())),
    }
    return {name: other.get(name, getattr(record, name, getattr(decision, name, None))) for name in COLUMNS}


def about(record: Record) -> str:
    """What a decision is about, in words."""
    decision = record.decision
    if decision.case_id is not None:
        return f"case {decision.case_id}"
    if decision.withdraws is not None:
        return f"decision {decision.withdraws}"
    if decision.source_file is not None:
        return f"row {decision.source_row} of {decision.feed} {decision.source_file[:12]}"
    return f"night of {decision.as_of}"


def write_csv(records: Iterable[Record], withdrawn_by: Mapping[int, int], target: TextIO) -> None:
    """Every column of every record, each cell defused."""
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for record in records:
        writer.writerow([defused(cell) for cell in row(record, withdrawn_by).values()])
