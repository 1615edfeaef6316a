"""Cases as they stand now, held open for pages, and signing: what `dashboards.decided.Decisions` is made of.

One connection is held: of the newest night and the day. The next page that asks after a decision of any process takes
that decision in; after a new night or midnight it builds all anew. Who still reads what was before keeps it until then.
"""

from collections.abc import Hashable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from dashboards.decided import Decisions, Standing
from flows.decision.allowed import require_known_owner, require_no_running_clock, require_withdrawable_here
from flows.decision.form import kinds, titles
from flows.decision.ledger import Head, append, kept_head, names, records
from flows.decision.live import decided_now
from flows.decision.record import BEFORE_THE_FIRST, Decision, MaterialFact, NotARecord
from flows.decision.touched import JUDGED, SHOWN, prepare, take_in
from flows.query import current_warehouse
from flows.store import Store

FOR_PAGES = (
    "marts.case_work",
    "marts.clock",
    "marts.work_count",
    "marts.decision",
    "signals.case_state",
    "signals.row_decision",
)
CHOSEN = ("seriousness", "causality", "expectedness", "artefact")
MOST_TAKEN_IN = 500
"""Of more new decisions at once all is built anew."""
LIMITS = ("SET GLOBAL TimeZone = 'UTC'", "SET memory_limit = '300MB'", "SET threads = 2")


@dataclass
class _Held:
    of: Hashable
    stack: ExitStack
    con: DuckDBPyConnection
    head: Head
    on: date
    n_readers: int = 0


@dataclass
class StandingNow:
    """The cases of a store as they stand, for one server."""

    store: Store
    _held: _Held | None = None
    _warehouse: Path | None = None
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def opened(self, warehouse: Path) -> Iterator[Standing]:
        """The marts that rest on decisions as they stand, over a night. Raises duckdb.Error or OSError."""
        with self._lock:
            self._warehouse = warehouse.resolve(strict=True)
            held = self._newest(self._warehouse)
            con = _as_it_stands(held)
            standing = Standing(con, held.head.number, held.head.sha256, held.on)
            held.n_readers += 1
        try:
            yield standing
        finally:
            con.close()
            with self._lock:
                held.n_readers -= 1
                self._close_if_old(held)

    def require_allowed(self, decision: Decision, withdrawn_on: str | None = None) -> None:
        """Raise NotADecision where the night that is shown and all decisions so far forbid the decision.

        `withdrawn_on` is the key of the case or row from whose page something is withdrawn.
        """
        require_known_owner(self.store, decision)
        if decision.kind in ("close", "withdraw"):
            with self.opened(self._warehouse or current_warehouse(self.store)) as now:
                require_no_running_clock(now.con, decision)
                require_withdrawable_here(now.con, decision, withdrawn_on)

    def changes(self) -> Hashable:
        """Another value after each decision and each midnight (UTC)."""
        return head_of(self.store), datetime.now(UTC).date()

    def _newest(self, warehouse: Path) -> _Held:
        head, now = head_of(self.store), datetime.now(UTC)
        of = (warehouse, warehouse.stat().st_mtime_ns, now.date())
        before = self._held
        if before is not None and before.of == of:
            if before.head == head:
                return before
            if 0 < head.number - before.head.number <= MOST_TAKEN_IN:
                take_in(before.con, list(records(self.store, before.head.number, head.number)), (*JUDGED, *SHOWN))
                before.head = head
                return before
        held = _build(self.store, warehouse, now, of, head)
        self._held = held
        if before is not None:
            self._close_if_old(before)
        return held

    def _close_if_old(self, held: _Held) -> None:
        if held is not self._held and not held.n_readers:
            held.stack.close()


def decisions_of(store: Store) -> Decisions:
    """What the pages of a store's nights ask and send."""
    standing = StandingNow(store)
    return Decisions(
        standing=standing.opened,
        changes=standing.changes,
        sign=lambda fields, seen_up_to: signed(standing, fields, seen_up_to),
        kinds=kinds(),
        choices={name: titles(name) for name in CHOSEN},
    )


def signed(standing: StandingNow, fields: Mapping[str, Any], seen_up_to: int | None) -> int:
    """Record what a form said and return its number. Raises ValueError with a sentence, and LedgerUnreadable."""
    facts = tuple(MaterialFact(*fact) for fact in fields.get("snapshot", ()))
    decided = {name: value for name, value in fields.items() if name != "withdrawn_on"}
    decision = Decision(**{**decided, "snapshot": facts})
    allowed = partial(standing.require_allowed, withdrawn_on=fields.get("withdrawn_on"))
    return append(standing.store, decision, seen_up_to=seen_up_to, require_allowed=allowed).number


def head_of(store: Store) -> Head:
    """The newest decision: as the program keeps it, or, where that cannot be read, by the names of the files."""
    try:
        return kept_head(store) or Head(0, BEFORE_THE_FIRST, None)
    except NotARecord:
        newest = names(store)[-1:]
        return Head(newest[0].number if newest else 0, "not known", None)


def _as_it_stands(held: _Held) -> DuckDBPyConnection:
    """A connection to which decisions that are taken in later do not show: its transaction begins with what is read."""
    con = held.con.cursor()
    con.begin()
    con.table("raw.night").fetchall()
    return con


def _build(store: Store, warehouse: Path, now: datetime, of: Hashable, head: Head) -> _Held:
    with ExitStack() as stack:
        con = stack.enter_context(decided_now(store, warehouse, _at(warehouse, now), FOR_PAGES, head.number))
        prepare(con, (*JUDGED, *SHOWN))
        for limit in LIMITS:
            con.execute(limit)
        ((on,),) = con.table("raw.night").select("as_of").fetchall()
        return _Held(of, stack.pop_all(), con, head, on)


def _at(warehouse: Path, now: datetime) -> datetime:
    """When the days left are counted: now; of a night that was built of past data, the end of its own day."""
    with duckdb.connect() as con:  # a file that is open in this process can be attached, but not opened otherwise
        con.execute("ATTACH $path AS night (READ_ONLY)", {"path": str(warehouse)})
        ((as_of, is_historical),) = con.table("night.raw.night").select("as_of", "is_historical").fetchall()
    own_day = datetime.combine(as_of, time.max, UTC)
    return own_day if is_historical else max(now, datetime.combine(as_of, time.min, UTC))
