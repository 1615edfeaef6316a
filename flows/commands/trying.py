"""Commands that try something without publishing it: a replay, grades, counts at hand, simulated watches."""

from pathlib import Path
from typing import Annotated

import typer

from flows.store import open_store
from flows.terminal import StoreOption, errors, screen


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


def simulate_monitoring(
    runs: Annotated[int, typer.Option("--runs", help="Programmes in each of the 16 cells.", min=1)] = 4000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed writes the same page.", min=0)] = 20261123,
    out: Annotated[Path, typer.Option("--out", help="Where to write the page.")] = Path(
        "docs/operating-characteristics.md"
    ),
    rows: Annotated[Path, typer.Option("--rows", help="Where to write the same as reference rows.")] = Path(
        "sql/reference/operating_characteristic.csv"
    ),
) -> None:
    """Simulate the nightly watch over programmes whose true rate is known: false alarms, power and delay."""
    from rich.progress import track

    from flows.monitoring_design import n_watched_baselines, published_design
    from flows.operating_characteristic_rows import reference_rows
    from flows.operating_characteristics import document
    from flows.simulate_monitoring import cells, simulate

    for path, option in ((out, "--out"), (rows, "--rows")):
        if not path.parent.is_dir():
            raise typer.BadParameter(f"There is no folder {path.parent} to write into.", param_hint=option)
    design, found = published_design(), []
    cells_done = simulate(design, runs, seed)
    for results in track(cells_done, "Simulating", total=len(cells()), console=errors):
        found += results
    out.write_text(document(design, n_watched_baselines(), runs, seed, found))
    rows.write_text(reference_rows(design, runs, seed, found))
    screen.print(f"Written: {out} and {rows}", highlight=False, markup=False, soft_wrap=True)
