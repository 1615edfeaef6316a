"""Commands that read what is published or waiting: SQL, the inbox."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.store import open_store
from flows.terminal import StoreOption, errors, screen


def query(
    statement: Annotated[str | None, typer.Option("-c", help="One SQL statement; without it, a prompt.")] = None,
    store: StoreOption = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
) -> None:
    """Ask the current warehouse in SQL, read-only. The views of schema v1 are the stable ones."""
    from flows.prompt import answer, prompt
    from flows.query import current_warehouse, read_only

    with read_only(current_warehouse(open_store(store, must_exist=True))) as con:
        if statement is None:
            prompt(con, screen)
        else:
            answer(con, statement, as_csv=csv)


def inbox(store: StoreOption = None) -> None:
    """List what is waiting in the inbox, and what was refused and why."""
    from rich.table import Table

    from flows.inbox import refused, waiting_files

    opened = open_store(store, must_exist=True)
    waiting_table = Table("file", "size", "since", title=f"Waiting in {opened.inbox}", title_justify="left")
    for file in waiting_files(opened):
        waiting_table.add_row(file.name, f"{file.size_bytes:,}", f"{file.changed_at:%Y-%m-%d %H:%M}")
    screen.print(waiting_table if waiting_table.row_count else f"Nothing is waiting in {opened.inbox}.")
    refused_table = Table("file", "received", "why it was refused", "kept as", title="Refused", title_justify="left")
    for delivery in refused(opened):
        refused_table.add_row(
            delivery.name, f"{delivery.received_at:%Y-%m-%d %H:%M}", delivery.refused_reason, delivery.kept_as
        )
    screen.print(refused_table if refused_table.row_count else "No file was ever refused.")


def report(
    pdf: Annotated[Path, typer.Option("--pdf", help="The PDF to write; an older one is replaced.")],
    page: Annotated[
        list[str] | None,
        typer.Option(
            "--page",
            help="A page beside the brief, as flags.html?site=SITE-04. May be given several times.",
        ),
    ] = None,
    store: StoreOption = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The night of that day (the newest).")
    ] = None,
    paper: Annotated[str, typer.Option(help="A4 or Letter.")] = "A4",
) -> None:
    """Print the brief and chosen pages of a published night into one PDF, through the system's Chromium."""
    from flows.report import write_report

    if paper not in ("A4", "Letter"):
        raise typer.BadParameter(f"{paper} is not a size this knows: A4 or Letter.", param_hint="--paper")
    if not pdf.parent.is_dir():
        raise typer.BadParameter(f"There is no folder {pdf.parent} to write into.", param_hint="--pdf")
    opened = open_store(store, must_exist=True)
    addresses = ["index.html", *(address for address in page or [] if address != "index.html")]
    with errors.status("Printing"):
        written = write_report(opened, addresses, pdf, as_of=as_of.date() if as_of else None, paper=paper)
    screen.print(f"Written: {written}", highlight=False, markup=False, soft_wrap=True)
