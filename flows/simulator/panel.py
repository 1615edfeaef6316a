"""What each laboratory measures, and how it writes a result."""

import csv
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from flows.simulator.chart import Chart
from flows.simulator.places import CENTRAL

FOLDER = Path(__file__).parent


class Assay(NamedTuple):
    """One analyte at one laboratory. `factor` leads from the conventional unit to the laboratory's.

    Results below `floor` are written as "<floor", above `ceiling` as ">ceiling".
    """

    name: str
    loinc: str
    unit: str
    factor: float
    decimals: int
    floor: float | None
    ceiling: float | None
    lower_limit: str
    lower_limit_f: str
    upper_limit: str


class Level(NamedTuple):
    """Values of people who are well, in the conventional unit: typical value, spread between people and noise
    between visits (both as shares), and the bounds that no value leaves."""

    typical: float
    spread: float
    noise: float
    least: float
    most: float


@cache
def assays(laboratory_id: str) -> dict[str, Assay]:
    """Analyte → assay of that laboratory, as panel.csv lists them."""
    return {
        row["analyte"]: Assay(
            row["name"], row["loinc"], row["unit"], float(row["factor"]), int(row["decimals"]),
            _optional(row["floor"]), _optional(row["ceiling"]),
            row["lower_limit"], row["lower_limit_f"] or row["lower_limit"], row["upper_limit"],
        )
        for row in _read("panel.csv")
        if row["laboratory"] == laboratory_id
    }  # fmt: skip


@cache
def levels() -> dict[str, Level]:
    """Analyte → level, as analyte.csv lists them."""
    return {row["analyte"]: Level(*(float(row[name]) for name in Level._fields)) for row in _read("analyte.csv")}


def written(chart: Chart, text: str) -> str:
    """A number with the decimal mark of the person's laboratory."""
    return text.replace(".", chart.laboratory.decimal_mark)


def result_text(chart: Chart, assay: Assay, conventional: float) -> str:
    """A result in the conventional unit as the laboratory writes it."""
    value = conventional * assay.factor
    if assay.floor is not None and value < assay.floor:
        return written(chart, f"<{assay.floor:g}")
    if assay.ceiling is not None and value > assay.ceiling:
        return written(chart, f">{assay.ceiling:g}")
    return written(chart, f"{value:.{assay.decimals}f}")


def add_letter_flags(chart: Chart) -> None:
    """LAB-CENTRAL writes H or L behind results outside their limits."""
    if chart.laboratory.sender_id != CENTRAL:
        return
    for row in chart.rows["lab_result"]:
        value, lower, upper = (row.fields[name] for name in ("value", "lower_limit", "upper_limit"))
        if value[0] in "<>":
            continue
        if lower and float(value) < float(lower):
            row.fields["value"] = f"{value} L"
        elif upper and float(value) > float(upper):
            row.fields["value"] = f"{value} H"


def times_upper_limit(chart: Chart, analyte: str, multiple: str, steps: int = 0) -> str:
    """Exactly so many times the upper limit, moved by so many steps of the last decimal reported."""
    assay = assays(chart.laboratory.sender_id)[analyte]
    exact = Decimal(assay.upper_limit) * Decimal(multiple)
    return f"{(exact + steps * Decimal(1).scaleb(-assay.decimals)).normalize():f}"


def _optional(text: str) -> float | None:
    return float(text) if text else None


def _read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
