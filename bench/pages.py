"""Each page of a served night: first byte, size, time to interactive, peak memory: `python -m bench.pages`.

Builds a night of 10,000 patients and 5 million laboratory rows, or takes a store that is named as argument; writes
`bench/pages.md`. Each page is composed once by itself, from nothing that an earlier page has read: its cold CPU. The
server is a process of its own that draws the pages of the night ahead, as it does after each publication; then each
page is asked for five times, and the median is told. First byte is a page's cost as a reader feels it: everything up to
it is done by the server. Interactive is when Chromium has the page and says that every figure in view is drawn, in a
browser that has fetched the shared Plotly script once before; the figures below are then drawn one by one between what
the reader does, until all are. CPU seconds tell of the program, wall seconds also of
what else the machine does. Last, the pages of the night's folder are written once more, in a process of their own.
"""

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qsl

from bench.measure import ROOT, measure
from dashboards.chromium import open_chromium
from dashboards.composition import compose
from dashboards.night import open_night
from flows.night import run_night
from flows.query import current_warehouse, read_only
from flows.simulator import big_lab_csv
from flows.store import Store, open_store

N_LAB_ROWS = 5_000_000
TIMES = 5
READY_SECONDS = 60.0
PATIENCE_MILLISECONDS = 60_000
WITHOUT_FIGURE = "html:not(:has([data-figure]))"
IN_VIEW, DRAWN = f"html[data-figures], {WITHOUT_FIGURE}", f'html[data-figures="drawn"], {WITHOUT_FIGURE}'
"""Selectors, for the policy of the pages forbids to evaluate text."""
QUIET_SECONDS, QUIET_CPU_SECONDS = 4.0, 0.05
MOST_SITE_SECONDS = 60
MOST_MILLISECONDS, MOST_INTERACTIVE, MOST_BYTES, MOST_MEGABYTES = 300, 2000, 3_000_000, 500
PAGES = (
    "index.html", "flags.html", "near-misses.html", "patients.html", "dosing.html", "risk-hepatic.html",
    "risk-renal.html", "risk-haematology.html", "quarantine.html", "runs.html", "dictionary.html",
    "flags.html?signal=neutropenia", "patients.html?after=5000", "patients.html?patient=99", "signal-neutropenia.html",
    "signal-neutropenia.html?after=100", "rate-neutropenia.html", "counted-neutropenia.html", "cases.html",
    "rates.html", "monitor.html", "risk-reactions.html", "rows-creatinine.html", "quality.html",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One page: CPU when composed from nothing, median CPU and first byte when served, its bytes."""

    name: str
    cold_cpu_milliseconds: float
    cpu_milliseconds: float
    first_byte_milliseconds: float
    n_bytes: int
    interactive_milliseconds: float = float("nan")
    drawn_milliseconds: float = float("nan")


def main() -> None:
    """Measure each page and write the table."""
    if len(sys.argv) > 1:
        report(open_store(Path(sys.argv[1]), must_exist=True))
        return
    with tempfile.TemporaryDirectory(prefix="vigil-bench-") as folder:
        store = open_store(Path(folder) / "store")
        big_lab_csv(store.inbox / "lab_result_1.csv", N_LAB_ROWS)
        for path in store.inbox.iterdir():
            os.utime(path, (0, 0))  # one that has just changed counts as still growing
        run_night(store, exercise=False)
        report(store)


def report(store: Store) -> None:
    """Serve the store's night, ask for every page, and write `bench/pages.md`."""
    names = (*PAGES, *_some_people(store))
    cold = {name: _cold_cpu_milliseconds(current_warehouse(store), name) for name in names}
    with served(store) as (port, process_id):
        drawn_ahead = _cpu_until_quiet(process_id)
        asked = [_ask(port, process_id, name, cold[name]) for name in names]
        megabytes = _peak_megabytes(process_id)
        interactive = _interactive(port, [one.name for one in asked])
        asked = [
            replace(one, interactive_milliseconds=interactive[one.name][0], drawn_milliseconds=interactive[one.name][1])
            for one in asked
        ]
    with read_only(current_warehouse(store)) as con:
        counts = [con.table(f"v1.{view}").count("*").fetchall()[0][0] for view in ("patient", "lab_result", "flag")]
    lines = [
        f"{counts[0]:,} patients, {counts[1]:,} laboratory rows, {counts[2]:,} flags; "
        f"{os.cpu_count()} cores, {date.today().isoformat()}. Goal: first byte within {MOST_MILLISECONDS} ms, "
        f"interactive within {MOST_INTERACTIVE} ms, a page below {MOST_BYTES // 1_000_000} MB, the server below "
        f"{MOST_MEGABYTES} MB.",
        "",
        f"Load of the machine meanwhile (1 min, 5 min, 15 min): {', '.join(f'{one:.1f}' for one in os.getloadavg())}. "
        "Times grow with what else runs: on a load of 10, two cores give a page a fifth of themselves.",
        "",
        f"Peak memory of the server: {megabytes:.0f} MB. Drawing the night's pages ahead took it {drawn_ahead:.0f} CPU "
        "s, once a night.",
        "",
        f"The folder of the night: {_written(store)}",
        "",
        "| page | CPU cold, ms | CPU served, ms | first byte, ms | interactive, ms | all figures, ms | KB |",
        "|---|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {one.name} | {one.cold_cpu_milliseconds:.0f} | {one.cpu_milliseconds:.0f} "
            f"| {one.first_byte_milliseconds:.0f} | {one.interactive_milliseconds:.0f} "
            f"| {one.drawn_milliseconds:.0f} | {one.n_bytes / 1000:.0f} |"
            for one in asked
        ),
    ]
    (ROOT / "bench" / "pages.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


@contextmanager
def served(store: Store) -> Iterator[tuple[int, int]]:
    """A server of this store in a process of its own: its port and its process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bench.one_server", str(store.root), str(port)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        _wait_for(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen) -> None:
    patience = time.monotonic() + READY_SECONDS
    while time.monotonic() < patience and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def _cold_cpu_milliseconds(warehouse: Path, name: str) -> float:
    """CPU of composing a page of a night that is opened for it, in milliseconds; the opening itself is not counted."""
    address, _, query = name.partition("?")
    asked = dict(parse_qsl(query))
    with open_night(warehouse, now=datetime.now(UTC), is_live=True, query=asked) as night:
        compose(night, "near-misses.html")  # templates and contracts are loaded once in the life of a server
        night.remembered.clear()
        clock = time.process_time()
        compose(night, address)
        return (time.process_time() - clock) * 1000


def _cpu_until_quiet(process_id: int) -> float:
    """CPU seconds of a process by the time at which it does nothing more."""
    before = _cpu_seconds(process_id)
    while True:
        time.sleep(QUIET_SECONDS)
        now = _cpu_seconds(process_id)
        if now - before < QUIET_CPU_SECONDS:
            return now
        before = now


def _cpu_seconds(process_id: int) -> float:
    times = Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def _written(store: Store) -> str:
    """What it takes to write all pages of the newest night, in words."""
    with tempfile.TemporaryDirectory(prefix="vigil-bench-") as folder:
        measured = measure("bench.one_site", current_warehouse(store), Path(folder))
        n_files = sum(path.is_file() for path in Path(folder).rglob("*"))
    return (
        f"{n_files:,} files in {measured.cpu_seconds:.0f} CPU s, {measured.wall_seconds:.0f} s of wall time, "
        f"{measured.peak_megabytes:.0f} MB at most (goal: {MOST_SITE_SECONDS} s)."
    )


def _ask(port: int, process_id: int, name: str, cold: float) -> Asked:
    milliseconds, n_bytes, before = [], 0, _cpu_seconds(process_id)
    for _ in range(TIMES):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        clock = time.perf_counter()
        connection.request("GET", f"/{name}")
        answer = connection.getresponse()
        milliseconds.append((time.perf_counter() - clock) * 1000)
        n_bytes = len(answer.read())
        connection.close()
    return Asked(
        name if answer.status == 200 else f"{name}: {answer.status}",
        cold,
        (_cpu_seconds(process_id) - before) * 1000 / TIMES,
        statistics.median(milliseconds),
        n_bytes,
    )


def _interactive(port: int, names: list[str]) -> dict[str, tuple[float, float]]:
    """Milliseconds from the start of loading until a page's figures in view are drawn, and until all of them are, in a
    browser that knows the scripts."""
    found = {}
    with open_chromium() as browser:
        tab = browser.new_page()
        tab.goto(f"http://127.0.0.1:{port}/rates.html", timeout=PATIENCE_MILLISECONDS)
        for name in names:
            clock = time.perf_counter()
            tab.goto(f"http://127.0.0.1:{port}/{name}", wait_until="domcontentloaded", timeout=PATIENCE_MILLISECONDS)
            tab.locator(IN_VIEW).wait_for(state="attached", timeout=PATIENCE_MILLISECONDS)
            in_view = (time.perf_counter() - clock) * 1000
            tab.locator(DRAWN).wait_for(state="attached", timeout=PATIENCE_MILLISECONDS)
            found[name] = in_view, (time.perf_counter() - clock) * 1000
    return found


def _some_people(store: Store) -> list[str]:
    with read_only(current_warehouse(store)) as con:
        keys = con.table("marts.patient").select("patient_key").fetchall()
        cases = con.table("marts.case_name").select("case_key").limit(1).fetchall()
    people = [f"patient-{key}.html" for (key,) in (keys[0], keys[len(keys) // 2])]
    return [*people, *(page for (key,) in cases for page in (f"case-{key}.html", f"case-{key}-cioms.html"))]


def _peak_megabytes(process_id: int) -> float:
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process_id}/status").read_text())
    return int(peak[1]) / 1024 if peak else float("nan")


if __name__ == "__main__":
    main()
