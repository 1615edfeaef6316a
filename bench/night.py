"""Files → published night, as ratios to a floor measured in the same run: `make bench`, or with sizes as arguments.

Writes `bench/results.md`.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from bench.measure import ROOT, Measured, measure
from flows.simulator import big_lab_csv

SIZES = (100_000, 1_000_000, 10_000_000)
NEW_SHARE = 0.01
NEW_VISITS = 10_000_000  # counted from here, the new rows are of new people
HEADER = (
    "| laboratory rows | step | wall s | ÷ floor | CPU s | ÷ floor | peak MB |\n|---:|---|---:|---:|---:|---:|---:|"
)


def main() -> None:
    """Measure each size and write the table."""
    console = Console()
    lines = [HEADER]
    for n_rows in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory(prefix="vigil-bench-") as folder:
            floor: Measured | None = None
            for name, measured in _steps(Path(folder), n_rows, console):
                floor = floor or measured
                lines.append(_line(n_rows, name, measured, floor))
                console.print(lines[-1], highlight=False)
                # At each step: a night that fails at the last size leaves what was measured before it.
                (ROOT / "bench" / "results.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _steps(folder: Path, n_rows: int, console: Console) -> Iterator[tuple[str, Measured]]:
    store, delivered = folder / "store", folder / "delivered"
    delivered.mkdir()
    with console.status(f"Writing {n_rows:,} laboratory rows"):
        big_lab_csv(delivered / "lab_result_1.csv", n_rows, seed=1)
    yield (
        "floor: DuckDB reads and stores the same CSV files",
        measure("bench.floor", delivered, folder / "floor.duckdb"),
    )
    (store / "inbox").mkdir(parents=True)
    for path in delivered.iterdir():
        shutil.copyfile(path, store / "inbox" / path.name)
    _complete(store / "inbox")
    yield "first night", measure("bench.one_night", store, str(n_rows))
    big_lab_csv(store / "inbox" / "lab_result_2.csv", int(n_rows * NEW_SHARE), seed=2, first_visit=NEW_VISITS)
    _complete(store / "inbox")
    yield "later night, 1 % new rows", measure("bench.one_night", store, str(n_rows + int(n_rows * NEW_SHARE)))
    yield "plain pandas, grading only", measure("bench.plain_pandas", delivered)
    yield "plain Polars, grading only", measure("bench.plain_polars", delivered)


def _complete(inbox: Path) -> None:
    """Date the files back: one that has just changed counts as still growing."""
    for path in inbox.iterdir():
        os.utime(path, (0, 0))


def _line(n_rows: int, name: str, measured: Measured, floor: Measured) -> str:
    return (
        f"| {n_rows:,} | {name} | {measured.wall_seconds:.1f} | {measured.wall_seconds / floor.wall_seconds:.1f} | "
        f"{measured.cpu_seconds:.1f} | {measured.cpu_seconds / floor.cpu_seconds:.1f} | {measured.peak_megabytes:.0f} |"
    )


if __name__ == "__main__":
    main()
