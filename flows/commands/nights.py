"""Commands that run nights: the demonstration, one night, the schedule."""

import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.exit_codes import FAULT_FOUND
from flows.store import open_store
from flows.terminal import StoreOption, errors, screen


def demo(
    store: Annotated[
        Path, typer.Option(help="Folder for the simulated store: new, empty, or an earlier demonstration.")
    ] = Path("demo-store"),
) -> None:
    """Simulate a year of deliveries, run the nights and print what they found."""
    from flows.demo import demo as run_demo
    from flows.demo import may_be_emptied

    if not may_be_emptied(store):
        raise typer.BadParameter(
            f"{store} holds something else than a demonstration. Name another folder with --store."
        )
    run_demo(screen, store)


def night(
    store: StoreOption = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="Data cut-off: a day, in UTC (today)."),
    ] = None,
    backfill: Annotated[
        bool, typer.Option("--backfill", help="Record what waits in the inbox as received on that day.")
    ] = False,
) -> None:
    """Run one night now, or as of a past day: land, build, compare, check, publish."""
    from flows.night import run_night
    from flows.summary import print_summary

    opened = open_store(store)
    day = as_of.date() if as_of else None
    if day and day > date.today():
        raise typer.BadParameter(f"{day} has not come yet.", param_hint="--as-of")
    published = run_night(opened, day, backfill=backfill, perform=_shown)
    print_summary(screen, opened, published.folder)
    if published.reminder_problem:
        errors.print(f"Reminders: {published.reminder_problem}", markup=False, highlight=False, soft_wrap=True)
    if not published.is_current:
        screen.print(f"This past night is kept in {published.folder}; the current one stays.")
    for fault in published.faults:
        errors.print(fault, markup=False, highlight=False, soft_wrap=True)
    if published.faults:
        raise typer.Exit(FAULT_FOUND)


def remind(store: StoreOption = None) -> None:
    """Send the reminders of clocks that have few days left; exit code 3 when one did not go out."""
    from flows.reminder.remind import remind as send_reminders

    screen.print(f"Reminders: {send_reminders(open_store(store, must_exist=True))}.", highlight=False)


def _shown(name: str, function: Callable[..., Any], *arguments: Any) -> Any:
    clock = time.monotonic()
    with screen.status(name):
        result = function(*arguments)
    screen.print(f"  {name:<60.60} {time.monotonic() - clock:7.1f} s", highlight=False, markup=False)
    return result


def schedule(
    store: StoreOption = None,
    cron: Annotated[str, typer.Option(help="When, as a cron expression.")] = "0 2 * * *",
    timezone: Annotated[str, typer.Option(help="Time zone of the cron expression.")] = "UTC",
) -> None:
    """Serve the nightly Prefect flow on a cron, with a local Prefect server where none is reachable."""
    from flows.prefect_server import prefect_server

    opened = open_store(store)
    with errors.status("Looking for a Prefect server, or starting a local one (up to half a minute)"):
        server = prefect_server(opened, with_pages=True)
        address = server.__enter__()
    try:
        from flows.nightly import serve_nightly

        screen.print(f"Prefect answers at {address}. The night runs at '{cron}' ({timezone}). Stop with Ctrl-C.")
        serve_nightly(str(opened.root), cron, timezone)
    finally:
        server.__exit__(None, None, None)
