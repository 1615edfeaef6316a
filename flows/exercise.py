"""The night tries itself: the fire drill, and a past night built again. What they find stops no night, and is told."""

from dataclasses import dataclass, field
from time import monotonic

import pandas as pd

from flows.drill import drill_in_words, hold_drill
from flows.load import Night
from flows.rebuild import Rebuilt, as_frame, chosen_night, rebuild
from flows.run_record import steps
from flows.tables import fill
from flows.warehouse import open_warehouse


@dataclass(frozen=True)
class Tried:
    """What one exercise came to, as a sentence; `faults` holds it too when somebody must look into it."""

    said: str
    faults: list[str] = field(default_factory=list)


def outcome_of(tried: Tried) -> str:
    """The outcome of the step."""
    return "failed" if tried.faults else "done"


def drill(night: Night) -> Tried:
    """Hold the fire drill with the SQL and reference rows of the night, and write `raw.drill`."""
    answers = hold_drill(night.warehouse)
    _write(night, "raw.drill", answers)
    said = drill_in_words(answers)
    return Tried(said, [] if answers["passed"].all() else [said])


def rebuild_past_night(night: Night) -> Tried:
    """Build a past night again that the run's id chooses, and write `raw.rebuild`."""
    clock = monotonic()
    rebuilt = choose_and_rebuild(night)
    _write(night, "raw.rebuild", as_frame(rebuilt, monotonic() - clock))
    return Tried(rebuilt.finding, [f"THE REBUILD FAILED: {rebuilt.finding}"] if rebuilt.is_wrong else [])


def choose_and_rebuild(night: Night) -> Rebuilt:
    """Choose a past night and build it again, unless tonight already took too long."""
    folder = chosen_night(night.store, night.run_id)
    if folder is None:
        return Rebuilt(None, None, "none", "There is no past night to build again.")
    longest, tonight = longest_minutes(night), minutes_so_far(night)
    if tonight > longest:
        return Rebuilt(
            folder.name, None, "skipped",
            f"No past night was built again: this one took {tonight:.0f} minutes, and the limit is {longest:g} "
            "(reference.night_number).",
        )  # fmt: skip
    return rebuild(night.store, folder)


def longest_minutes(night: Night) -> float:
    """How long a night may take for another one to be built again in it."""
    with open_warehouse(night.warehouse) as con:
        numbers = dict(con.table("reference.night_number").select("name, value").fetchall())
    return float(numbers["rebuild_longest_minutes"])


def minutes_so_far(night: Night) -> float:
    """How long the steps of this run took."""
    done = steps(night.store)
    return float(done.loc[done["run_id"] == night.run_id, "seconds"].sum()) / 60


def _write(night: Night, relation: str, rows: pd.DataFrame) -> None:
    with open_warehouse(night.warehouse) as con:
        fill(con, relation, rows)
