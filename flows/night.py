"""A night is a sentence: land, load, build, compare, attribute, check, drill, rebuild, finish, publish.

The same steps run by hand (`vigil night`) and as a Prefect flow (`flows.nightly`): only `perform` differs.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from flows.archive import readable
from flows.attribution.attribute import attribute
from flows.check import check
from flows.compare import compare
from flows.decision.correction import deliver_corrections
from flows.exercise import drill, outcome_of, rebuild_past_night
from flows.land import LandedFile, land_one, never_landed, refresh_raw, waiting
from flows.load import Night, load
from flows.monitoring_history import night_of_an_earlier_day
from flows.publish import finish, finish_without_pages, publish, remove_leftovers
from flows.reminder.remind import remind
from flows.run_record import NightAlreadyRunning, RunRecord, one_night_at_a_time, open_run
from flows.store import Store
from flows.warehouse import build, open_warehouse, relation_files

log = logging.getLogger(__name__)
Perform = Callable[..., Any]
__all__ = ["NightAlreadyRunning", "PublishedNight", "run_night"]

BEFORE_COMPARISON = ("staging", "clinical", "rules", "signals")
AFTER_COMPARISON = ("marts", "v1")


@dataclass(frozen=True)
class PublishedNight:
    """What a night did."""

    as_of: date
    folder: Path
    landed: list[LandedFile]
    is_current: bool
    reminder_problem: str | None = None
    """Why reminders did not go out; the night is published all the same."""
    faults: list[str] = field(default_factory=list)
    """What the fire drill and the rebuild found wrong, as sentences: it stops no night, and somebody must see it."""


def run_night(
    store: Store,
    as_of: date | None = None,
    *,
    backfill: bool = False,
    with_pages: bool = True,
    exercise: bool | None = None,
    perform: Perform = lambda _name, function, *arguments: function(*arguments),
) -> PublishedNight:
    """Run one night and publish it, or raise and leave the published one as it is.

    `as_of` is the data cut-off (today in UTC by default): a past night is built from what had been received by the
    end of that day. `backfill` records what waits in the inbox as received on that day, for loading history.
    `with_pages` false leaves out the written record of pages: for simulated history alone.
    `exercise` holds the fire drill and builds a past night again; every night does but those of a backfill.
    `perform(name, function, *arguments)` runs a step; Prefect makes a task of it.
    """
    started_at = datetime.now(UTC)
    day = as_of or started_at.date()
    with one_night_at_a_time(store):
        remove_leftovers(store)
        record = open_run(store, day)
        night = Night(store, day, record.run_id, started_at)
        received_at = min(started_at, datetime.combine(day, time(23, 59), tzinfo=UTC)) if backfill else started_at
        landed = _land(store, record, received_at, perform)

        def step(
            name: str,
            function: Callable[[Night], Any],
            detail: Callable[[Any], str] = str,
            outcome: Callable[[Any], str] = lambda _: "done",
        ) -> Any:
            return record.step(name, lambda: perform(name, function, night), detail, outcome)

        step("load", load)
        step("build", build_layers, lambda names: f"{len(names)} relations")
        step("compare", compare_with_trial, lambda n: f"{n} rates")
        step("attribute", attribute_changes, lambda n: f"{n} changes since the night before")
        step("check", check_all, lambda n: f"{n} checks, nothing found")
        faults = []
        if not backfill if exercise is None else exercise:
            faults += step("drill", drill, lambda tried: tried.said, outcome_of).faults
            faults += step("rebuild", rebuild_past_night, lambda tried: tried.said, outcome_of).faults
        step("finish", finish if with_pages else finish_without_pages)
        folder = step("publish", publish, lambda path: path.name)
        is_current = store.current.resolve() == folder.resolve()
        reminder_problem = _remind(store, record, perform) if is_current else None
    return PublishedNight(day, folder, landed, is_current, reminder_problem, faults)


def _remind(store: Store, record: RunRecord, perform: Perform) -> str | None:
    """Reminders of the published night; what goes wrong is a failed step of the run, never a failed night."""
    try:
        record.step("remind", lambda: perform("remind", remind, store), str)
    except Exception as error:
        return str(error)
    return None


def _land(store: Store, record: RunRecord, received_at: datetime, perform: Perform) -> list[LandedFile]:
    record.step("refresh raw", lambda: perform("refresh raw", refresh_raw, store), lambda n: f"{n} files read again")
    with suppress(Exception):  # a failed step that the record tells; the correction is delivered by the next night
        record.step(
            "deliver corrections",
            lambda: perform("deliver corrections", deliver_corrections, store, received_at),
            lambda said: "; ".join(said) or "none is signed that was not delivered",
        )
    landed = []
    for path in never_landed(store):
        log.warning("%s in the inbox is not a plain file, so it is never landed.", readable(path.name))
    for path in waiting(store):
        name = f"land {path.name}"
        landed.append(
            record.step(
                name,
                lambda path=path, name=name: perform(name, land_one, store, path, received_at),  # type: ignore[misc]
                lambda file: file.refused_reason or f"{file.n_rows} rows of {file.feed}",
            )
        )
    return landed


def build_layers(night: Night) -> list[str]:
    """Staging, facts, rules and signals, each after what it reads."""
    with open_warehouse(night.warehouse) as con:
        return build(con, _relations(BEFORE_COMPARISON))


def compare_with_trial(night: Night) -> int:
    """`signals.rate` and what is watched."""
    with open_warehouse(night.warehouse) as con:
        return compare(con)


def attribute_changes(night: Night) -> int:
    """`signals.change`, then everything that reads it and the comparison."""
    with open_warehouse(night.warehouse) as con:
        n_changes = attribute(con, night_of_an_earlier_day(night.store, night.as_of), night.folder)
        build(con, _relations(AFTER_COMPARISON))
    return n_changes


def check_all(night: Night) -> int:
    """Every check on the finished warehouse."""
    with open_warehouse(night.warehouse) as con:
        return check(con)


def _relations(layers: tuple[str, ...]) -> list[str]:
    return [name for name in relation_files() if name.split(".")[0] in layers]
