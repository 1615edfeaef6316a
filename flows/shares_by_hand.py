"""The lines of `vigil compare` for patients with an event of patients."""

import numpy as np

from flows.lines_by_hand import (
    HEAD,
    INTERVAL,
    Line,
    band,
    expected_of,
    one_look,
    probability_line,
    ratio_in_print,
    tails,
)  # fmt: skip
from flows.monitoring_design import MonitoringDesign
from flows.numbers_in_print import in_percent
from flows.rate_sentence import contrast, share_ends, share_with_interval, trial_share
from flows.statistics.contrast import share_difference, share_ratio
from flows.statistics.exact_test import smallest_notable_count
from flows.statistics.prediction import predicted_patients
from flows.statistics.proportion import probability_share_above

MOST_PATIENTS_FOR_BOSCHLOO = 20_000
NOISE_IN_POINTS = 1e-9
"""A difference smaller than this is what is left of the arithmetic, not of the counts."""


def compared_shares(x: int, n: int, trial_x: int, trial_n: int, design: MonitoringDesign) -> list[Line]:
    """Shares of patients beside the trial's."""
    counts = (x, n, trial_x, trial_n)
    sides = ((x, n), (trial_x, trial_n))
    above, doubled = (float(probability_share_above(*counts, times=times)) for times in (1, design.doubling_ratio))
    return [
        Line("", HEAD),
        Line("patients with the event", tuple(f"{events:,} of {patients:,}" for events, patients in sides)),
        Line("share", tuple(f"{in_percent(events / patients, patients)} %" for events, patients in sides)),
        Line(f"  {INTERVAL}", tuple(f"{share_ends(*side)} %" for side in sides), "exact (Clopper-Pearson)"),
        Line("", ("",)),
        Line(f"ratio of the shares ({INTERVAL})", (_share_ratio(*counts),), "Miettinen-Nurminen"),
        Line(f"difference in points ({INTERVAL})", (_share_difference(*counts),), "Miettinen-Nurminen"),
        probability_line("P(our share > the trial's)", above, x + trial_x),
        probability_line(f"P(our share > {design.doubling_ratio:g} × the trial's)", doubled, x + trial_x),
        Line(expected_of(f"of {n:,}", design), (_predicted_patients(*counts, design),), "beta-binomial"),
        Line("smallest notable count", (_notable_patients(n, trial_x, trial_n, design),), one_look("Boschloo", design)),
        Line("e-value", ("needs patient-years on both sides",)),
    ]


def share_sentence(x: int, n: int, trial_x: int, trial_n: int, design: MonitoringDesign) -> str:
    """What the shares say, as on the dashboard."""
    ours = f"Ours: {share_with_interval(x, n)}."
    told = contrast(x, n, trial_x, trial_n, adjective_from_events=design.ratio_from_events)
    return " ".join([ours, trial_share("The trial", trial_x, trial_n), told])


def _share_ratio(x: int, n: int, trial_x: int, trial_n: int) -> str:
    low, high = (float(end) for end in share_ratio(x, n, trial_x, trial_n))
    return ratio_in_print((x / n) / (trial_x / trial_n) if trial_x else float("inf"), low, high, x + trial_x)


def _share_difference(x: int, n: int, trial_x: int, trial_n: int) -> str:
    low, high = (100 * float(end) for end in share_difference(x, n, trial_x, trial_n))
    difference = 100 * (x / n - trial_x / trial_n)
    decimals = max(1, 1 - int(np.floor(np.log10(high - low))))
    shown, *ends = (_signed(points, decimals) for points in (difference, low, high))
    return f"{shown} ({' to '.join(ends)})"


def _signed(points: float, decimals: int) -> str:
    """With its sign, which rounding may not take away."""
    if abs(points) < NOISE_IN_POINTS:
        return "0"
    text = f"{points:+.{decimals}f}"
    if float(text) != 0:
        return text
    return str(np.format_float_positional(points, precision=1, unique=False, fractional=False, trim="-", sign=True))


def _predicted_patients(x: int, n: int, trial_x: int, trial_n: int, design: MonitoringDesign) -> str:
    return band(design, x, *(int(predicted_patients(trial_x, trial_n, n, share)) for share in tails(design)))


def _notable_patients(n: int, trial_x: int, trial_n: int, design: MonitoringDesign) -> str:
    if n + trial_n > MOST_PATIENTS_FOR_BOSCHLOO:
        return f"not computed beyond {MOST_PATIENTS_FOR_BOSCHLOO:,} patients"
    count = float(smallest_notable_count(n, trial_x, trial_n, design.notable_probability))
    return f"none: not even {n:,} of {n:,}" if np.isnan(count) else f"{count:,.0f} of {n:,}"
