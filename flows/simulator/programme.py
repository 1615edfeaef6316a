"""A year of a treatment programme: what was planted, and the files in which it arrives."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from flows.simulator import planted_dosing
from flows.simulator.chart import RULES, Chart
from flows.simulator.population import enrol
from flows.simulator.quirk import Malformed, spoil
from flows.simulator.shipping import Delivery, deliveries

FIRST_DAY = date(2025, 11, 3)


@dataclass(frozen=True)
class Programme:
    """A simulated programme.

    `truth` has one row a person and rule: patient_id, rule, expected (flagged, not_flagged, incomplete,
    not_evaluable or not_stated), onset_on (a date; none unless flagged), kind (the planted pattern) and note. It holds
    at the end of the programme and comes from the definitions alone, never from running the rules. People
    without an infusion in force are in it, as not_flagged. `deliveries` are in order of day. `malformed`
    lists the names of deliveries that hold something unreadable, with its kind.
    """

    truth: pd.DataFrame
    deliveries: list[Delivery]
    malformed: Malformed


def simulate(
    seed: int = 1, n_patients: int = 270, n_sites: int = 6, first_day: date = FIRST_DAY, n_days: int = 365
) -> Programme:
    """Simulate a programme. The same arguments give the same bytes.

    Patterns that do not fit into `n_days` are left out; below 270 people so are the last of each rule's.
    """
    rng = np.random.default_rng(seed)
    last_day = first_day + timedelta(days=n_days - 1)
    charts = enrol(rng, n_patients, n_sites, first_day, n_days)
    files, malformed = spoil(deliveries(charts, first_day, last_day), first_day, last_day)
    planted_dosing.state_the_rest(charts, first_day, max(file.day for file in files))
    return Programme(_truth(charts), files, malformed)


def _truth(charts: list[Chart]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "patient_id": chart.patient_id,
                "rule": rule,
                "expected": chart.answers[rule].expected,
                "onset_on": chart.answers[rule].onset_on,
                "kind": chart.answers[rule].kind,
                "note": chart.answers[rule].note,
            }
            for chart in charts
            for rule in RULES
        ]
    )


def drop(programme: Programme, inbox: Path, day: date) -> list[Path]:
    """Write the files of one day into the inbox, each whole or not at all. Returns where they lie."""
    inbox.mkdir(parents=True, exist_ok=True)
    dropped = []
    for delivery in programme.deliveries:
        if delivery.day == day:
            unfinished = inbox / f".{delivery.name}.part"
            unfinished.write_bytes(delivery.content)
            dropped.append(unfinished.replace(inbox / delivery.name))
    return dropped
