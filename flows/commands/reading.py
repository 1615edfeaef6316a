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
    from flows.archive import readable
    from flows.inbox import refused, waiting_files
    from flows.land import never_landed

    opened = open_store(store, must_exist=True)
    waiting = [
        f"{file.name}: {file.size_bytes:,} bytes, since {file.changed_at:%Y-%m-%d %H:%M} UTC"
        for file in waiting_files(opened)
    ]
    _print_list(f"Waiting in {opened.inbox}", waiting, f"Nothing is waiting in {opened.inbox}.")
    if others := never_landed(opened):
        _print_list("Never landed, since only a plain file can be a delivery", [readable(path.name) for path in others])
    told = [
        f"{delivery.name}, received {delivery.received_at:%Y-%m-%d %H:%M} UTC: {delivery.refused_reason}\n"
        f"    kept as {delivery.kept_as}"
        for delivery in refused(opened)
    ]
    _print_list("Refused", told, "No file was ever refused.")


def _print_list(title: str, lines: list[str], empty: str = "") -> None:
    """A title with its lines, each whole however narrow the terminal is; the sentence `empty` where there is none."""
    for line in [f"{title}:", *(f"  {line}" for line in lines)] if lines else [empty]:
        screen.print(line, highlight=False, markup=False, soft_wrap=True)


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
