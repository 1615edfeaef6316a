"""Decisions: 50 reviewers of several processes at once, and pages over 10,000 open cases. `python -m bench.decisions`.

Writes `bench/decisions.md`. Pages are asked of the application itself, with sign-in and access log; the browser and the
network are left out. Hashing a password is slow on purpose: a sign-in pays for it, a signature of its session does not.
"""

import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import NamedTuple

import httpx

from bench.measure import ROOT
from bench.open_cases import case_id, decision, many, publish
from dashboards.access_log import AccessLog
from dashboards.guard import Guard
from dashboards.server import create_app
from dashboards.shown import Nights
from dashboards.sign_in.gate import Gate
from dashboards.sign_in.password import hashed
from dashboards.sign_in.user import Role
from dashboards.sign_in.user_file import UserFile
from flows.decision.ledger import append
from flows.decision.standing import decisions_of
from flows.decision.verify import inspect
from flows.query import current_warehouse
from flows.store import Store, open_store

N_PROCESSES = 5
TIMES = 9
MOST_MILLISECONDS = 300
REVIEWER, PASSWORD = "rita", "rita-signs-things"
ASSESSED = {
    "kind": "assess", "seriousness_hospitalisation": "yes", "causality": "possible", "expectedness": "unlisted",
    "severity_grade": "3", "artefact": "none", "comment": "Seen with the site.", "password": PASSWORD,
}  # fmt: skip


class Took(NamedTuple):
    """Milliseconds of one thing, each as the median of TIMES."""

    what: str
    wall: float
    cpu: float


class Browser:
    """Asks one application, keeps its cookies, follows nothing."""

    def __init__(self, store: Store) -> None:
        users = UserFile(store.users)
        users.add(REVIEWER, frozenset({Role.REVIEWER}), hashed(PASSWORD))
        nights = Nights(lambda: current_warehouse(store), decisions=decisions_of(store))
        app = create_app(nights, Gate(users), Guard(AccessLog(store.access)))
        self._transport, self._cookies = httpx.ASGITransport(app, client=("127.0.0.1", 50000)), httpx.Cookies()
        token = re.findall(r'name="form_token" value="([0-9a-f]+)"', self.ask("GET", "/sign-in").text)[0]
        form = {"form_token": token, "name": REVIEWER, "password": PASSWORD}
        self.ask("POST", "/sign-in", form)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> httpx.Response:
        """The answer; raises RuntimeError when it is no page and no redirection."""

        async def asked() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url="http://127.0.0.1", cookies=self._cookies
            ) as client:
                answer = await client.request(method, path, data=form)
                self._cookies = httpx.Cookies(client.cookies)
                return answer

        answer = asyncio.run(asked())
        if answer.status_code not in (200, 303):
            raise RuntimeError(f"{method} {path}: {answer.status_code}")
        return answer

    def form(self, page: str) -> dict[str, str]:
        """The hidden fields of the form of an assessment."""
        forms = re.findall(r"<form\b.*?</form>", self.ask("GET", page).text, re.DOTALL)
        of_assessment = next(form for form in forms if 'value="assess"' in form)
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', of_assessment))


def page_of(case: int) -> str:
    """Address of the page of the case of that number."""
    return f"/case-{sha256(case_id(case).encode()).hexdigest()[:16]}.html"


def asked_for(store: Store) -> list[Took]:
    """Pages, and decisions, over the night of the store."""
    browser = Browser(store)
    pages = {
        "queue, first page": "/cases.html",
        "queue, page 50": "/cases.html?page=50",
        "queue, reopened": "/cases.html?show=reopened",
        "page of a case": page_of(7),
        "morning brief": "/index.html",
        "audit, newest 200 decisions": "/audit.html",
    }
    clock, cpu = time.perf_counter(), time.process_time()
    browser.ask("GET", "/cases.html")
    first = Took("first page of a night: all cases as they stand", *_since(clock, cpu))
    found = [_took(what, [partial(browser.ask, "GET", page)] * TIMES) for what, page in pages.items()]
    forms = [(page_of(100 + nth), browser.form(page_of(100 + nth))) for nth in range(2 * TIMES)]
    signing = [partial(_sign, browser, page, form, page) for page, form in forms[:TIMES]]
    found.append(_took("decision signed, then the page of its case", signing))
    signing = [partial(_sign, browser, page, form, "/cases.html") for page, form in forms[TIMES:]]
    found.append(_took("decision signed, then the queue", signing))
    password = [partial(hashed, PASSWORD)] * TIMES
    return [first, *found, _took("once a sign-in: the password, hashed slowly on purpose", password)]


def at_once(store: Store, n_reviewers: int, n_each: int) -> list[float]:
    """Reviewers in several processes, each sending every form twice; the seconds of each first sending."""
    readers = []
    for process in range(N_PROCESSES):
        reader, writer = os.pipe()
        if os.fork() == 0:
            mine = range(process, n_reviewers, N_PROCESSES)
            took = []
            for nth in range(n_each):
                for reviewer in mine:
                    form = decision(reviewer, "comment", nth, f"{reviewer}-{nth}")
                    clock = time.perf_counter()
                    append(store, form)
                    took.append(time.perf_counter() - clock)
                    append(store, form)
            os.write(writer, " ".join(map(str, took)).encode())
            os._exit(0)
        os.close(writer)
        readers.append(reader)
    texts = [_read(reader) for reader in readers]
    for _ in readers:
        os.wait()
    return [float(one) for text in texts for one in text.split()]


def main(n_cases: int, n_decisions: int) -> None:
    """Measure, and write the table."""
    with tempfile.TemporaryDirectory(prefix="vigil-bench-") as folder:
        crowd = open_store(Path(folder) / "crowd")
        clock = time.perf_counter()
        took = at_once(crowd, n_reviewers=50, n_each=4)
        wall = time.perf_counter() - clock
        after = inspect(crowd)
        n_forms = len({record.decision.form_key for record in after.records})

        store = open_store(Path(folder) / "large")
        many(store, n_cases, n_decisions)
        clock = time.perf_counter()
        n_problems = len(inspect(store).problems)
        verified = time.perf_counter() - clock
        publish(store, n_cases)
        rows = asked_for(store)
        n_afterwards = len(inspect(store).problems)
    lines = [
        f"{n_cases:,} open cases and {n_decisions:,} decisions; {os.cpu_count()} cores, {date.today().isoformat()}. "
        f"Goal: the queue, and a decision with the page that follows it, within {MOST_MILLISECONDS} ms.",
        "",
        f"Load of the machine meanwhile (1 min, 5 min, 15 min): {', '.join(f'{one:.1f}' for one in os.getloadavg())}. "
        "Wall time grows with what else runs; CPU time is what each thing costs.",
        "",
        "| what | wall, median, ms | CPU, median, ms |",
        "|---|---:|---:|",
        *(f"| {row.what} | {row.wall:.0f} | {row.cpu:.0f} |" for row in rows),
        "",
        f"50 reviewers in {N_PROCESSES} processes, {len(took)} forms, each sent twice, in {wall:.1f} s: median "
        f"{1000 * median(took):.0f} ms, slowest {1000 * max(took):.0f} ms; {len(after.records)} records of {n_forms} "
        f"forms, {len(after.problems)} problems of the chain.",
        "",
        f"The record of {n_decisions:,} decisions verified: {verified:.1f} s, {n_problems} problems; after all of the "
        f"above {n_afterwards}.",
    ]
    (ROOT / "bench" / "decisions.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def _sign(browser: Browser, page: str, form: dict[str, str], behind: str) -> None:
    answer = browser.ask("POST", "/decide", {**form, **ASSESSED})
    if not answer.headers.get("location", "").startswith(page):
        raise RuntimeError(f"{page}: the decision was not recorded")
    browser.ask("GET", answer.headers["location"] if behind == page else behind)


def _took(what: str, things: Sequence[Callable[[], object]]) -> Took:
    walls, cpus = [], []
    for thing in things:
        clock, cpu = time.perf_counter(), time.process_time()
        thing()
        wall_and_cpu = _since(clock, cpu)
        walls.append(wall_and_cpu[0])
        cpus.append(wall_and_cpu[1])
    return Took(what, median(walls), median(cpus))


def _since(clock: float, cpu: float) -> tuple[float, float]:
    return 1000 * (time.perf_counter() - clock), 1000 * (time.process_time() - cpu)


def _read(descriptor: int) -> str:
    with os.fdopen(descriptor) as pipe:
        return pipe.read()


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:3])) if len(sys.argv) > 2 else main(10_000, 20_000)
