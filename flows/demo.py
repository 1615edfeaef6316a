"""The demonstration: a simulated year of deliveries and its nights, the last one as the real Prefect flow."""

import json
import os
import shutil
from datetime import date, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from flows.load import sql_fingerprint
from flows.night import run_night
from flows.prefect_server import prefect_server
from flows.simulator import Programme, drop, simulate
from flows.store import Store, open_store
from flows.summary import print_summary

FIRST_DAY = date(2025, 10, 1)
N_DAYS = 365
DAYS_BETWEEN_NIGHTS = 30
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
            run_night(store, night, backfill=True)
            progress.update(bar, advance=1, description=f"Night of {night:%-d %b %Y}")
    _drop(programme, store, dropped_until, nights[-1])
    with (
        console.status("The last night, as the Prefect flow on a local server (about half a minute)"),
        prefect_server(store),
    ):
        from flows.nightly import nightly  # Prefect reads its settings when it is imported

        nightly(store=str(store.root), as_of=nights[-1], backfill=True)


def _nights(last_day: date) -> list[date]:
    days = range(DAYS_BETWEEN_NIGHTS, (last_day - FIRST_DAY).days - 1, DAYS_BETWEEN_NIGHTS)
    return [FIRST_DAY + timedelta(days=n) for n in days] + [last_day - timedelta(days=1), last_day]


def _drop(programme: Programme, store: Store, after: date, until: date) -> date:
    for n in range((until - after).days):
        for path in drop(programme, store.inbox, after + timedelta(days=n + 1)):
            os.utime(path, (0, 0))  # a file that has not changed for long is complete
    return until


def _identity() -> dict[str, object]:
    return {"seed": SEED, "first_day": FIRST_DAY.isoformat(), "sql": sql_fingerprint()}


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
