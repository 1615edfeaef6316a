"""What a person reads in the terminal after a night: flags, rates, rows, and where to look."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from dashboards.comparison import named
from dashboards.selection import rows_of
from flows.query import read_only
from flows.replay import Replay
from flows.store import Store

SHOWN_CHANGES = 40
"""A terminal shows no more; the rest goes into a file."""


def print_summary(console: Console, store: Store, folder: Path) -> None:
    """Print the night in `folder`: cases, clocks, flags by signal, rates beside the trial, rows by feed, the pages."""
    with read_only(folder / "warehouse.duckdb") as con:
        ((as_of,),) = con.table("v1.night").select("as_of").fetchall()
        flags = con.table("marts.flag_count").fetchall()
        rates = named(rows_of(con, "marts.rate_line"))
        account = con.table("v1.row_account").order("feed").fetchall()
        refused = con.table("marts.refused_file").count("*").fetchall()[0][0]
        unjudged = con.table("v1.unassessable").count("*").fetchall()[0][0]
        work = con.table("marts.case_count").fetchall()[0]
    console.print()
    console.print(Panel(Text(f"Night of {as_of:%-d %B %Y}, for review", style="bold"), expand=False))
    console.print(_work_in_words(*work))
    console.print()
    console.print(_flag_table(flags))
    console.print(_rate_table(rates))
    console.print(_account_table(account))
    console.print(
        Group(
            Text(f"{unjudged} times a rule could not judge somebody: `vigil query -c 'FROM v1.unassessable'`"),
            Text(f"{refused} files were refused: `vigil inbox`"),
            Text(f"Pages:     {(folder / 'site' / 'index.html').as_uri()}", overflow="fold"),
            Text(f"Warehouse: {folder / 'warehouse.duckdb'}", overflow="fold"),
            Text(f"Serve:     vigil serve --store {store.root}", overflow="fold"),
        )
    )


def _work_in_words(
    n_cases: int,
    n_undecided: int,
    n_new_serious: int,
    n_reopened: int,
    n_clocks: int,
    n_serious_rows: int,
    n_overdue: int,
    next_due_on: date | None,
) -> Group:
    next_one = f"; the next is due on {next_due_on:%-d %b %Y}" if next_due_on else ""
    return Group(
        Text(
            f"Cases:     {n_undecided:,} of {n_cases:,} wait for a decision: {n_new_serious:,} new and serious, "
            f"{n_reopened:,} reopened"
        ),
        Text(
            f"Clocks:    {n_clocks:,} run, {n_overdue:,} overdue{next_one}; {n_serious_rows:,} for rows in "
            "quarantine that may be serious"
        ),
    )


def print_replay(console: Console, replayed: Replay) -> None:
    """Print what a replay would change: how many by kind and rule, then each person with both sentences."""
    console.print(f"Replay of the night of {replayed.as_of:%-d %B %Y}; nothing is published.", highlight=False)
    for number in replayed.numbers:
        console.print(f"  {number}", highlight=False, markup=False)
    if not replayed.changes:
        console.print(f"All {replayed.n_answers:,} answers are what is published.", highlight=False)
        return
    counts = _table("What would change", "change", "rule", "answers")
    for (change, rule), n in Counter((one.change, one.rule) for one in replayed.changes).items():
        counts.add_row(change, rule, f"{n:,}")
    console.print(counts)
    for one in replayed.changes[:SHOWN_CHANGES]:
        onset = f"{one.onset_on:%-d %b %Y}" if one.onset_on else "no date"
        console.print(Text(f"{one.patient_id} {one.change}: {one.rule}, {onset}", style="bold"))
        console.print(Text(f"  published: {one.published_why or 'nothing'}", overflow="fold"))
        console.print(Text(f"  replayed:  {one.replayed_why or 'nothing'}", overflow="fold"))
    if len(replayed.changes) > SHOWN_CHANGES:
        console.print(f"{len(replayed.changes) - SHOWN_CHANGES:,} more; write them all with --out FILE.csv.")


def _table(title: str, *columns: str) -> Table:
    """A table whose words may wrap, so that no column is lost in a terminal of 80; figures stand to the right."""
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        header_style="",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
        pad_edge=False,
    )
    for name in columns:
        is_text = name in (columns[0], "verdict")
        table.add_column(
            name,
            justify="left" if is_text else "right",
            no_wrap=not is_text,
            min_width=16 if name == columns[0] else None,
        )
    return table


def _flag_table(flags: list[tuple[object, ...]]) -> Table:
    table = _table("Flags by signal", "signal", "patients", "episodes", "newest onset")
    for title, n_patients, n_episodes, newest in flags:
        table.add_row(str(title), str(n_patients), str(n_episodes), f"{newest:%-d %b %Y}" if newest else "–")
    return table


def _rate_table(rates: list[dict[str, Any]]) -> Table:
    title = "Patients in their first 24 weeks, beside TMB-301 (exact 95 % intervals)"
    table = _table(title, "signal", "here", "trial", "verdict")
    for rate in rates:
        here, trial = f"{rate['here']}\n{rate['here_interval']}", f"{rate['trial']}\n{rate['trial_interval']}"
        table.add_row(rate["name"], here, trial, rate["verdict"])
    return table


def _account_table(account: list[tuple[object, ...]]) -> Table:
    table = _table(
        "Rows in = accepted + quarantined + superseded (withdrawn ones are among the accepted)",
        "feed", "files", "rows in", "accepted", "withdrawn", "quarantined", "superseded",
    )  # fmt: skip
    for feed, *counts in account:
        table.add_row(str(feed), *[f"{count:,}" for count in counts])
    return table
