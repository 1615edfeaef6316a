"""What the lines of `vigil compare` have in common, of shares as of rates."""

from typing import NamedTuple

import numpy as np

from flows.monitoring_design import MonitoringDesign
from flows.numbers_in_print import beside_one, in_figures
from flows.person_time_sentence import FINE_FROM_EVENTS

JEFFREYS = "Jeffreys priors; for reading only"
INTERVAL = "95 % interval"
HEAD = ("ours", "trial")


class Line(NamedTuple):
    """One line: a name, one value or ours and the trial's, and the method."""

    label: str
    values: tuple[str, ...]
    method: str = ""


def ratio_in_print(ratio: float, low: float, high: float, n_events: int) -> str:
    is_fine = n_events >= FINE_FROM_EVENTS
    if np.isnan(low):
        return "none (no event on either side)"
    if np.isinf(ratio):
        return f"at least {beside_one(low, is_fine)} (no event in the trial)"
    return f"{in_figures(ratio, is_fine)} ({beside_one(low, is_fine)}–{beside_one(high, is_fine)})"


def expected_of(whom: str, design: MonitoringDesign) -> str:
    return f"{100 * design.predictive_probability:g} % band expected {whom}"


def band(count: int, low: int, high: int) -> str:
    lies = "inside" if low <= count <= high else "above" if count > high else "below"
    return f"{low:,}–{high:,}; {count:,} lies {lies}"


def tails(design: MonitoringDesign) -> tuple[float, float]:
    tail = (1 - design.predictive_probability) / 2
    return tail, 1 - tail


def one_look(test: str, design: MonitoringDesign) -> str:
    return f"{test} p ≤ {design.notable_probability:g} in a single look"
