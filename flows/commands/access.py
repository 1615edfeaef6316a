"""The command that lists who looked at what."""

import csv as csv_format
import sys
from datetime import datetime
from typing import Annotated, Any

import typer

from flows.store import Store, open_store
from flows.terminal import StoreOption, screen

COLUMNS = ("at", "user", "roles", "address", "method", "page", "person", "night", "status", "milliseconds", "tried")
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="A day (UTC).", show_default=False)]


def access(
    store: StoreOption = None,
    since: Day = None,
    until: Day = None,
    user: Annotated[str | None, typer.Option(help="Only this user, or who tried to sign in as this user.")] = None,
    page: Annotated[str | None, typer.Option(help="Only this page, as the log names it.")] = None,
    patient: Annotated[str | None, typer.Option(help="Only pages and forms of this patient and their cases.")] = None,
    refused: Annotated[bool, typer.Option("--refused", help="Only what was refused or failed.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
) -> None:
    """List who looked at which page of the dashboards, signed in or out, or tried to; oldest first."""
    from dashboards.access_log import AccessLog
    from dashboards.spreadsheet_text import defused

    opened = open_store(store, must_exist=True)
    log = AccessLog(opened.access)
    about = None if patient is None else log.pseudonyms(_keys_about(opened, patient))
    found, unreadable = [], []
    for row in log.entries(since and since.date(), until and until.date()):
        if "unreadable" in row:
            unreadable.append(row["unreadable"])
        elif _is_wanted(row, user, page, about, refused):
            found.append(row)
    if csv:
        writer = csv_format.writer(sys.stdout)
        writer.writerow(COLUMNS)
        for row in found:
            shown = {**row, "at": row["at"].isoformat()}
            writer.writerow([defused(shown.get(name)) for name in COLUMNS])
    else:
        for line in map(_in_one_line, found) if found else ["No access of that kind is on record."]:
            screen.print(line, highlight=False, markup=False, soft_wrap=True)
    if unreadable:
        raise RuntimeError(f"{len(unreadable)} lines of the log cannot be read, the first one {unreadable[0]}.")


def _in_one_line(row: dict[str, Any]) -> str:
    """An access as one line, whole in a narrow terminal and in a pipe."""
    told = [f"{row['at']:%Y-%m-%d %H:%M:%S}", *(row.get(name) for name in ("user", "method", "page", "status"))]
    more = [f"{name} {row[name]}" for name in ("roles", "address", "person", "night", "tried") if row.get(name)]
    return "  ".join(str(word) for word in [*told, f"{row.get('milliseconds')} ms", *more] if word is not None)


def _keys_about(store: Store, patient: str) -> set[str]:
    """The keys of a person and of the person's cases; before the first night no case had a page."""
    from dashboards.people import keys_about, patient_key
    from flows.query import NothingPublished, current_warehouse, read_only

    try:
        warehouse = current_warehouse(store)
    except NothingPublished:
        return {patient_key(patient)}
    with read_only(warehouse) as con:
        return keys_about(con, patient)


def _is_wanted(row: dict[str, Any], user: str | None, page: str | None, about: list[str] | None, refused: bool) -> bool:
    from dashboards.access_log import is_about

    return (
        (user is None or user in (row.get("user"), row.get("tried")))
        and (page is None or row.get("page") == page)
        and (about is None or is_about(row, about))
        and (not refused or int(row.get("status", 0)) >= 400)
    )
