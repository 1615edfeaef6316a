"""What the lines of `vigil compare` have in common, of shares as of rates."""

from typing import NamedTuple

import numpy as np

from flows.monitoring_design import MonitoringDesign
from flows.numbers_in_print import FINE_FROM, beside_one, probability_in_print, ratio_and_ends

JEFFREYS = "Jeffreys priors; for reading only"
INTERVAL = "95 % interval"
HEAD = ("ours", "trial")


class Line(NamedTuple):
    """One line: a name, one value or ours and the trial's, and the method."""

    label: str
    values: tuple[str, ...]
    method: str = ""


def ratio_in_print(ratio: float, low: float, high: float, n_events: int) -> str:
    if np.isnan(low):
        return "none: no event on either side"
    if np.isinf(ratio):
        return f"at least {beside_one(low, n_events >= FINE_FROM)} (no event in the trial)"
    return "{} ({})".format(*ratio_and_ends(ratio, low, high, n_events))


def probability_line(label: str, probability: float, n_events: int) -> Line:
    """A probability with Jeffreys priors; of no event on either side the priors alone would tell it."""
    if n_events == 0:
        return Line(label, ("none: no event on either side",), "it would rest on the priors alone")
    return Line(label, (probability_in_print(probability),), JEFFREYS)


def expected_of(whom: str, design: MonitoringDesign) -> str:
    return f"{100 * design.predictive_probability:g} % band expected {whom}"


def band(design: MonitoringDesign, count: int, low: int, high: int) -> str:
    """The predictive band, and how the count lies to it unless it is too small for an adjective."""
    if count < design.ratio_from_events:
        return f"{low:,}–{high:,}"
    lies = "inside" if low <= count <= high else "above" if count > high else "below"
    return f"{low:,}–{high:,}; {count:,} lies {lies}"


def tails(design: MonitoringDesign) -> tuple[float, float]:
    tail = (1 - design.predictive_probability) / 2
    return tail, 1 - tail


def one_look(test: str, design: MonitoringDesign) -> str:
    return f"{test} p ≤ {design.notable_probability:g} in a single look"
