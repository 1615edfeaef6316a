"""The command `vigil`.

What is heavy to import (DuckDB, pandas, scipy) is imported by the commands that need it, so that help and wrong use
are answered at once.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from flows.exit_codes import EXIT_CODES, FAILED, code_of
from flows.store import NoStore, open_store

app = typer.Typer(
    help="Vigil watches the safety of ibalizumab: reports in, flags for review and rates against the trial out.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
screen = Console()
errors = Console(stderr=True)

StoreOption = Annotated[
    Path | None,
    typer.Option("--store", help="Folder of the store (VIGIL_STORE, else ./store).", show_default=False),
]


@app.command()
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


@app.command()
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
    if not published.is_current:
        screen.print(f"This past night is kept in {published.folder}; the current one stays.")


def _shown(name: str, function: Callable[..., Any], *arguments: Any) -> Any:
    clock = time.monotonic()
    with screen.status(name):
        result = function(*arguments)
    screen.print(f"  {name:<60.60} {time.monotonic() - clock:7.1f} s", highlight=False, markup=False)
    return result


@app.command()
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


@app.command()
def serve(
    store: StoreOption = None,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.", min=1, max=65535)] = 8350,
) -> None:
    """Serve the dashboards on this machine: of the newest night, and of past ones under /night/2026-03-01/."""
    from dashboards.server import Nights, run_server
    from flows.query import current_warehouse, earlier_warehouse, warehouse_of

    opened = open_store(store, must_exist=True)
    screen.print(f"Dashboards at http://127.0.0.1:{port} (Ctrl-C stops)")
    nights = Nights(
        current=lambda: current_warehouse(opened),
        before=lambda warehouse: earlier_warehouse(opened, than=warehouse),
        of_day=lambda day: warehouse_of(opened, day),
    )
    run_server(nights, port=port)


@app.command()
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


@app.command()
def replay(
    threshold: Annotated[
        list[str] | None,
        typer.Option(
            "--threshold", help="A number to try: neutropenia.neutrophils_giga_per_l=0.75. May be given several times."
        ),
    ] = None,
    rule: Annotated[
        list[Path] | None,
        typer.Option("--rule", help="A draft of a rule: a file named like the rule in sql/rules/."),
    ] = None,
    store: StoreOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write every change to this CSV file.")] = None,
) -> None:
    """Try a changed number or rule on all history: who would gain or lose a flag, and why. Publishes nothing."""
    from flows.replay import parse_number, write_changes
    from flows.replay import replay as run_replay
    from flows.summary import print_replay

    try:
        numbers = [parse_number(text) for text in threshold or []]
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--threshold") from error
    opened = open_store(store, must_exist=True)
    with errors.status("Replaying the published night"):
        replayed = run_replay(opened, numbers, rule or [])
    print_replay(screen, replayed)
    if out:
        write_changes(replayed.changes, out)
        screen.print(f"Every change: {out}")


@app.command()
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


@app.command()
def grade(
    file: Annotated[Path, typer.Argument(help="CSV with the columns analyte, value, unit and optionally limits.")],
    out: Annotated[Path | None, typer.Option("--out", help="Where to write; the terminal without it.")] = None,
) -> None:
    """Grade the laboratory results of any CSV by DAIDS v2.1, CTCAE v5 and v6 and the label's thresholds."""
    from flows.grade import grade_file

    summary = grade_file(file, out)
    errors.print(
        f"{summary.n_rows} rows; {summary.n_unjudged} of them could not be judged by any system.", highlight=False
    )


@app.command(context_settings={"ignore_unknown_options": True})
def compare(
    ours: Annotated[
        str, typer.Argument(help="Our first events, with --per; or our patients with the event of all, as 9/100.")
    ],
    trial: Annotated[
        str | None, typer.Option("--trial", help="The trial's, likewise: 2 with --per, or 2/40.", show_default=False)
    ] = None,
    per: Annotated[
        list[str] | None,
        typer.Option("--per", help="Patient-years at risk, as 60.5py: give it twice, ours first, then the trial's."),
    ] = None,
) -> None:
    """Compare counts at hand with a trial's, as the dashboards would: intervals, ratio, e-value, verdict, sentence.

    For example: vigil compare 5 --per 60.5py --trial 2 --per 17.5py. For reading only, without a verdict, shares:
    vigil compare 9/100 --trial 2/40.
    """
    from flows.compare_by_hand import NotComparable, as_given, compare_by_hand

    try:
        given = as_given(ours, trial, per or [])
    except NotComparable as error:
        raise typer.BadParameter(str(error)) from error
    from flows.monitoring_design import published_design

    typer.echo(compare_by_hand(given, published_design()))


@app.command(name="simulate-monitoring")
def simulate_monitoring(
    runs: Annotated[int, typer.Option("--runs", help="Programmes in each of the 16 cells.", min=1)] = 4000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed writes the same page.", min=0)] = 20261123,
    out: Annotated[Path, typer.Option("--out", help="Where to write the page.")] = Path(
        "docs/operating-characteristics.md"
    ),
) -> None:
    """Simulate the nightly watch over programmes whose true rate is known: false alarms, power and delay."""
    from rich.progress import track

    from flows.monitoring_design import n_watched_baselines, published_design
    from flows.operating_characteristics import document
    from flows.simulate_monitoring import cells, simulate

    if not out.parent.is_dir():
        raise typer.BadParameter(f"There is no folder {out.parent} to write into.", param_hint="--out")
    design, found = published_design(), []
    cells_done = simulate(design, runs, seed)
    for results in track(cells_done, "Simulating", total=len(cells()), console=errors):
        found += results
    out.write_text(document(design, n_watched_baselines(), runs, seed, found))
    screen.print(f"Written: {out}", highlight=False, markup=False, soft_wrap=True)


def main() -> None:
    """Run the command; failures become one sentence on standard error and an exit code."""
    code = _run()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # without the interpreter's farewell: DuckDB's bindings fill it with notes when Prefect was loaded


def _run() -> int:
    try:
        app()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except OSError as error:
        return _say(error if error.filename is None else f"{error.filename}: {error.strerror}.", FAILED)
    except (NoStore, ValueError, RuntimeError) as error:
        return _say(error, FAILED)
    except Exception as error:
        code = code_of(error)
        if code is None:
            raise
        return _say(error, code)
    return 0


def _say(error: BaseException | str, code: int) -> int:
    errors.print(f"vigil: {error}", markup=False, highlight=False, soft_wrap=True)
    return code
