"""The lines of `vigil compare` for patients with an event of patients."""

import numpy as np

from flows.lines_by_hand import HEAD, INTERVAL, JEFFREYS, Line, band, expected_of, one_look, ratio_in_print, tails
from flows.monitoring_design import MonitoringDesign
from flows.numbers_in_print import probability_in_print
from flows.rate_sentence import contrast, in_percent, share_with_interval, trial_share
from flows.statistics.contrast import share_difference, share_ratio
from flows.statistics.exact_test import smallest_notable_count
from flows.statistics.prediction import predicted_patients
from flows.statistics.proportion import clopper_pearson, probability_share_above

MOST_PATIENTS_FOR_BOSCHLOO = 20_000


def compared_shares(x: int, n: int, trial_x: int, trial_n: int, design: MonitoringDesign) -> list[Line]:
    """Shares of patients beside the trial's."""
    counts = (x, n, trial_x, trial_n)
    sides = ((x, n), (trial_x, trial_n))
    above, doubled = (float(probability_share_above(*counts, times=times)) for times in (1, design.doubling_ratio))
    return [
        Line("", HEAD),
        Line("patients with the event", tuple(f"{events:,} of {patients:,}" for events, patients in sides)),
        Line("share", tuple(f"{in_percent(events / patients, patients)} %" for events, patients in sides)),
        Line(f"  {INTERVAL}", tuple(_share_ends(*side) for side in sides), "exact (Clopper-Pearson)"),
        Line("", ("",)),
        Line(f"ratio of the shares ({INTERVAL})", (_share_ratio(*counts),), "Miettinen-Nurminen"),
        Line(f"difference in points ({INTERVAL})", (_share_difference(*counts),), "Miettinen-Nurminen"),
        Line("P(our share > the trial's)", (probability_in_print(above),), JEFFREYS),
        Line(f"P(our share > {design.doubling_ratio:g} × the trial's)", (probability_in_print(doubled),), JEFFREYS),
        Line(expected_of(f"of {n:,}", design), (_predicted_patients(*counts, design),), "beta-binomial"),
        Line("smallest notable count", (_notable_patients(n, trial_x, trial_n, design),), one_look("Boschloo", design)),
        Line("e-value", ("needs patient-years on both sides",)),
    ]


def share_sentence(x: int, n: int, trial_x: int, trial_n: int) -> str:
    """What the shares say, as on the dashboard."""
    ours = f"Ours: {share_with_interval(x, n)}."
    return " ".join([ours, trial_share("The trial", trial_x, trial_n), contrast(x, n, trial_x, trial_n)])


def _share_ends(x: int, n: int) -> str:
    low, high = (in_percent(float(end), n) for end in clopper_pearson(x, n))
    return f"{low}–{high} %"


def _share_ratio(x: int, n: int, trial_x: int, trial_n: int) -> str:
    low, high = (float(end) for end in share_ratio(x, n, trial_x, trial_n))
    return ratio_in_print((x / n) / (trial_x / trial_n) if trial_x else float("inf"), low, high, x + trial_x)


def _share_difference(x: int, n: int, trial_x: int, trial_n: int) -> str:
    low, high = (100 * float(end) for end in share_difference(x, n, trial_x, trial_n))
    difference = 100 * (x / n - trial_x / trial_n)
    return f"{_signed(difference)} ({_signed(low)} to {_signed(high)})"


def _signed(points: float) -> str:
    return f"{points:+.1f}" if abs(points) >= 0.05 else "0"


def _predicted_patients(x: int, n: int, trial_x: int, trial_n: int, design: MonitoringDesign) -> str:
    return band(x, *(int(predicted_patients(trial_x, trial_n, n, share)) for share in tails(design)))


def _notable_patients(n: int, trial_x: int, trial_n: int, design: MonitoringDesign) -> str:
    if n + trial_n > MOST_PATIENTS_FOR_BOSCHLOO:
        return f"not computed beyond {MOST_PATIENTS_FOR_BOSCHLOO:,} patients"
    count = float(smallest_notable_count(n, trial_x, trial_n, design.notable_probability))
    return f"none: not even {n:,} of {n:,}" if np.isnan(count) else f"{count:,.0f} of {n:,}"
