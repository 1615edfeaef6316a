"""Vital signs before, every quarter of an hour during, and after each infusion."""

from datetime import datetime, timedelta

import numpy as np

from flows.simulator.chart import Chart, Dose, add, instant

SIGNS = {
    # sign: unit, centre, spread between people, spread between readings, decimals
    "systolic_pressure": ("mm[Hg]", 121.0, 5.0, 3.0, 0),
    "diastolic_pressure": ("mm[Hg]", 76.0, 4.0, 2.5, 0),
    "heart_rate": ("/min", 75.0, 5.0, 3.0, 0),
    "respiratory_rate": ("/min", 15.0, 1.0, 1.0, 0),
    "oxygen_saturation": ("%", 98.0, 0.4, 0.5, 0),
    "temperature": ("Cel", 36.7, 0.12, 0.12, 1),
}
QUARTER = timedelta(minutes=15)
OBSERVED_FIRST, OBSERVED_LATER = 4, 1
"""Quarters of an hour after the end."""


def write_readings(chart: Chart, rng: np.random.Generator) -> None:
    """Fill `chart.readings`: (dose, sign) → rows in order of time, the first read before the infusion."""
    own = {sign: spec[1] + spec[2] * float(np.clip(rng.normal(), -2, 2)) for sign, spec in SIGNS.items()}
    for dose in chart.doses:
        if dose.row is None or "T" not in dose.row.fields["started_at"]:
            continue
        times = _times(dose)
        scatter = rng.normal(size=(len(times), len(SIGNS))).clip(-1.8, 1.8)
        for column, (sign, (unit, _, _, noise, decimals)) in enumerate(SIGNS.items()):
            most = 99.0 if sign == "oxygen_saturation" else np.inf
            chart.readings[dose.number, sign] = [
                add(
                    chart, "vital_sign", dose.ended + timedelta(hours=2),
                    measured_at=instant(chart, at),
                    sign=sign,
                    value=f"{min(own[sign] + noise * float(scatter[line, column]), most):.{decimals}f}",
                    unit=unit,
                    phase=phase,
                )
                for line, (at, phase) in enumerate(times)
            ]  # fmt: skip


def _times(dose: Dose) -> list[tuple[datetime, str]]:
    during = []
    at = dose.started + QUARTER
    while at <= dose.ended:
        during.append((at, "during"))
        at += QUARTER
    quarters = OBSERVED_FIRST if dose.number == 1 else OBSERVED_LATER
    after = [(dose.ended + count * QUARTER, "post") for count in range(1, quarters + 1)]
    return [(dose.started - timedelta(minutes=10), "pre"), *during, *after]


def set_readings(chart: Chart, number: int, sign: str, *values: str) -> None:
    """Overwrite the first readings of one sign at one dose; the first value was read before the infusion."""
    for row, value in zip(chart.readings[number, sign], values, strict=False):
        row.fields["value"] = value
