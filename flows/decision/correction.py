"""Signed corrections of quarantined rows become deliveries: each a file in the inbox, named after its decision.

The row as it was received stays in the archive for ever. Its corrected text arrives as any other row does: it is read
by the same contract, it may be quarantined again, and the account of all rows holds. A correction is delivered once.
"""

import csv
import io
import json
import os
from datetime import datetime
from typing import Any

from dashboards.pages.quarantine import cells_of
from dashboards.selection import rows_of
from flows.archive import all_receipts, archived_file, sync_file, sync_folder
from flows.decision.live import decided_now
from flows.decision.standing import head_of
from flows.query import current_warehouse
from flows.store import Store

WHOLE_LINE = "row"
"""Stands for the column of a correction that gives a whole line, of a row that could not be split into cells."""
ORIGIN = ("corrects_file", "corrects_row", "corrected_by_decision")
READABLE_HEADER = "csv"


def correction_name(feed: str, number: int) -> str:
    """The file name of the delivery that a correction comes as; sql/signals/row_decision.sql knows it by this name."""
    return f"{feed}_correction_of_decision_{number:08d}.csv"


def deliver_corrections(store: Store, received_at: datetime) -> list[str]:
    """Put every correction signed by then, and not delivered yet, into the inbox; what was done, one sentence each.

    Only the newest decision about a row counts, and only while the published night has the row in quarantine.
    """
    head = head_of(store)
    if not head.number or not store.current.exists():
        return []
    relations = ["signals.row_decision", "raw.decision"]
    with decided_now(store, current_warehouse(store), received_at, relations, head.number) as con:
        wanted = [
            row
            for row in rows_of(con, "signals.row_decision")
            if row["decision_kind"] == "correct_row" and row["is_in_quarantine"] and row["decided_at"] <= received_at
        ]
        if not wanted:
            return []
        delivered = {receipt.file_name for drops in all_receipts(store).values() for receipt in drops}
        corrected = {row["number"]: row["corrected"] for row in rows_of(con, "raw.decision") if row["corrected"]}
        quarantined = {_place(row): row for row in rows_of(con, "night.signals.quarantine")}
    said = []
    for row in wanted:
        name, number = correction_name(row["feed"], row["decision_number"]), row["decision_number"]
        if name in delivered:
            continue
        text = _text(store, quarantined[_place(row)], json.loads(corrected[number]), number)
        if text is None:
            said.append(f"decision {number} cannot be delivered: the columns of its row are not known")
            continue
        _put(store, name, text, row["decided_at"])
        said.append(f"decision {number} came as {name}")
    return said


def _text(store: Store, row: dict[str, Any], corrected: dict[str, str], number: int) -> str | None:
    cells = cells_of(row["row_text"])
    if cells is None or set(corrected) == {WHOLE_LINE}:
        header = _header(store, row["source_file"])
        return None if header is None or WHOLE_LINE not in corrected else f"{header}\r\n{corrected[WHOLE_LINE]}\r\n"
    told = dict(cells)
    others = json.loads(told.pop("other_columns", "{}"))
    origin = dict(zip(ORIGIN, (row["source_file"], str(row["source_row"]), str(number)), strict=True))
    whole = {**{name: cell for name, cell in others.items() if cell is not None}, **told, **corrected, **origin}
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([list(whole), list(whole.values())])
    return text.getvalue()


def _header(store: Store, source_file: str) -> str | None:
    """The first line of a delivered CSV file; None of any other."""
    archived = archived_file(store, source_file)
    if archived is None or archived.suffix.removeprefix(".") != READABLE_HEADER:
        return None
    with archived.open("rb") as file:
        try:
            return file.readline().decode("utf-8-sig").rstrip("\r\n") or None
        except UnicodeDecodeError:
            return None


def _put(store: Store, name: str, text: str, decided_at: datetime) -> None:
    """Into the inbox whole or not at all, dated as it was signed: what has just changed counts as still growing."""
    unfinished = store.inbox / f".{name}"
    unfinished.write_text(text, encoding="utf-8", newline="")
    os.utime(unfinished, (decided_at.timestamp(), decided_at.timestamp()))
    sync_file(unfinished)
    unfinished.replace(store.inbox / name)
    sync_folder(store.inbox)


def _place(row: dict[str, Any]) -> tuple[str, int]:
    return row["source_file"], row["source_row"]
