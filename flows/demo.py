"""The demonstration: a simulated year of deliveries, nights and decisions, the last night as the real Prefect flow."""

import hashlib
import json
import os
import shutil
from datetime import date, timedelta
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from flows.demo_review import OFFICER, PASSWORD, add_officer, begin_the_month, clear_the_desk, close_cases_of
from flows.load import sql_fingerprint
from flows.night import PublishedNight, run_night
from flows.prefect_server import prefect_server
from flows.simulator import Programme, drop, simulate
from flows.store import Store, open_store
from flows.summary import print_summary

FIRST_DAY = date(2025, 10, 1)
N_DAYS = 365
DAYS_BETWEEN_NIGHTS = 90
CLEARED_BEFORE_END, BEGUN_BEFORE_END = 30, 7
"""Days before the last one: of the night whose cases are all decided, and of the one whose are partly."""

ADDRESS = "http://127.0.0.1:8350"
SEED = 1
MARKER = "demo.json"


def demo(console: Console, folder: Path) -> Store:
    """Simulate a year in `folder`, run its nights, print the summary. A finished demo is only printed again."""
    store = open_store(folder)
    if not _is_finished(store):
        _clear(store)
        (store.root / MARKER).write_text(json.dumps({}))
        _run_year(console, store)
        (store.root / MARKER).write_text(json.dumps(_identity()))
    print_summary(console, store, store.current.resolve())
    console.print(
        f"Look at it: [bold]vigil serve --store {escape(str(folder))}[/bold], then {ADDRESS}\n"
        f"Sign in as [bold]{OFFICER}[/bold] with the password [bold]{PASSWORD}[/bold]: all people in it are simulated.",
        highlight=False,
        soft_wrap=True,
    )
    return store


def may_be_emptied(folder: Path) -> bool:
    """True for a folder that is missing, empty, or was filled by a demonstration; never for a real store."""
    return not folder.exists() or (folder.is_dir() and ((folder / MARKER).exists() or not any(folder.iterdir())))


def _run_year(console: Console, store: Store) -> None:
    with console.status("Simulating a year of deliveries"):
        programme = simulate(seed=SEED, first_day=FIRST_DAY, n_days=N_DAYS)
    console.print(f"{len(programme.deliveries)} files from sites and laboratories over {N_DAYS} days")
    last_day = max(delivery.day for delivery in programme.deliveries)
    nights = _nights(last_day)
    add_officer(store)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("Nights", total=len(nights))
        dropped_until = FIRST_DAY - timedelta(days=1)
        for night in nights[:-1]:
            dropped_until = _drop(programme, store, dropped_until, night)
            published = run_night(store, night, backfill=True, with_pages=False)
            _decide(store, published, programme, last_day)
            progress.update(bar, advance=1, description=f"Night of {night:%-d %b %Y}")
    _drop(programme, store, dropped_until, nights[-1])
    with (
        console.status("The last night, as the Prefect flow on a local server (about half a minute)"),
        prefect_server(store),
    ):
        from flows.nightly import nightly  # Prefect reads its settings when it is imported

        nightly(store=str(store.root), as_of=nights[-1], backfill=True, exercise=True)


def _nights(last_day: date) -> list[date]:
    """Four a year, then closer together: what changed overnight needs the night before."""
    cleared_on = last_day - timedelta(days=CLEARED_BEFORE_END)
    quarters = range(DAYS_BETWEEN_NIGHTS, (cleared_on - FIRST_DAY).days, DAYS_BETWEEN_NIGHTS)
    days_before_end = (CLEARED_BEFORE_END, BEGUN_BEFORE_END, 1, 0)
    return [FIRST_DAY + timedelta(days=n) for n in quarters] + [last_day - timedelta(days=n) for n in days_before_end]


def _decide(store: Store, night: PublishedNight, programme: Programme, last_day: date) -> None:
    days_before_end = (last_day - night.as_of).days
    if days_before_end >= CLEARED_BEFORE_END:
        clear_the_desk(store, night.folder)
    elif days_before_end == BEGUN_BEFORE_END:
        begin_the_month(store, night.folder, last_day)
    else:
        corrected = programme.truth.loc[programme.truth["kind"] == "grade_corrected", "patient_id"]
        close_cases_of(store, night.folder, set(corrected))


def _drop(programme: Programme, store: Store, after: date, until: date) -> date:
    for n in range((until - after).days):
        for path in drop(programme, store.inbox, after + timedelta(days=n + 1)):
            os.utime(path, (0, 0))  # a file that has not changed for long is complete
    return until


def _identity() -> dict[str, object]:
    folder = Path(__file__).parent
    programs = sorted([*(folder / "simulator").glob("*.*"), *folder.glob("demo*.py")])
    simulator = hashlib.sha256(b"".join(path.read_bytes() for path in programs)).hexdigest()
    return {"seed": SEED, "first_day": FIRST_DAY.isoformat(), "sql": sql_fingerprint(), "simulator": simulator}


def _is_finished(store: Store) -> bool:
    marker = store.root / MARKER
    return marker.exists() and json.loads(marker.read_text()) == _identity()


def _clear(store: Store) -> None:
    """Start again from nothing: the marker says that the store holds simulated deliveries only."""
    for entry in store.root.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    open_store(store.root)
