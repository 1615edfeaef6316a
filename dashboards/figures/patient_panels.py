"""Laboratory panels of the patient profile: one analyte a panel, each in its own unit and with the line of a rule."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from dashboards.figures.patient_rows import Span
from dashboards.words import plain

Rows = Sequence[dict[str, Any]]
Numbers = Mapping[tuple[str, str], dict[str, Any]]

BELOW, ABOVE = ("<", "<="), (">", ">=")


class Panel(NamedTuple):
    """What one panel draws: a column of `marts.patient_result`, and the number of a rule that gives its line."""

    analyte: str
    title: str
    column: str = "x_uln"
    line: tuple[str, str] | None = None
    is_low: bool = False
    times_baseline: bool = False
    from_day: tuple[str, str] | None = None
    is_log: bool = False


PANELS = (
    Panel("alt", "ALT", line=("hys_law", "aminotransferase_x_uln")),
    Panel("ast", "AST", line=("hys_law", "aminotransferase_x_uln")),
    Panel("alp", "ALP", line=("hys_law", "alp_x_uln")),
    Panel("bilirubin_total", "Total bilirubin", line=("bilirubin_rise", "x_uln")),
    Panel("creatinine", "Creatinine", "value", line=("creatinine_rise", "x_baseline"), times_baseline=True),
    Panel("neutrophils", "Neutrophils", "value", line=("neutropenia", "neutrophils_giga_per_l"), is_low=True),
    Panel("cd4", "CD4 cells", "value"),
    Panel(
        "hiv_rna", "HIV-1 RNA", "value", line=("virologic_failure", "copies_per_ml"),
        from_day=("virologic_failure", "failure_from_day"), is_log=True,
    ),
)  # fmt: skip
RULES = tuple(dict.fromkeys(panel.line[0] for panel in PANELS if panel.line))


class Line(NamedTuple):
    """The dashed line of a panel: its height in the panel's unit, the first day it counts, and its words."""

    at: float
    from_on: date
    words: str


class Compared(NamedTuple):
    """How many results of a panel lie at or beyond its line, of how many; bounds that leave it open apart."""

    title: str
    n_beyond: int
    n: int
    n_open: int


def of_panel(results: Rows, panel: Panel, span: Span) -> list[dict[str, Any]]:
    """Results that the panel draws, oldest first; those without a number in its unit are not among them."""
    found = [
        row
        for row in results
        if row["analyte"] == panel.analyte
        and row[panel.column] is not None
        and span.holds(row["collected_on"])
        and not (panel.is_log and row[panel.column] <= 0)
    ]
    return sorted(found, key=lambda row: (row["collected_on"], row["collected_at"] is not None, row["collected_at"]))


def line_of(panel: Panel, drawn: Rows, numbers: Numbers, first_dose_on: date | None) -> Line | None:
    """The line of a panel, or None where no number, no first dose, no baseline or another unit leaves none."""
    given = numbers.get(panel.line) if panel.line else None
    if given is None or first_dose_on is None:
        return None
    at, words = float(given["value"]), plain(given["value"])
    if panel.times_baseline:
        baselines = [row["baseline_value"] for row in drawn if row["baseline_value"] is not None]
        if not baselines:
            return None
        at, words = at * float(baselines[-1]), f"{words} × baseline"
    elif panel.column == "value" and any(row["unit"] != given["unit"] for row in drawn):
        return None
    from_on = first_dose_on
    if panel.from_day:
        if panel.from_day not in numbers:
            return None
        start = int(numbers[panel.from_day]["value"])
        from_on, words = first_dose_on + timedelta(days=start), f"{words} from day {start}"
    return Line(at, from_on, words)


def compare(panel: Panel, drawn: Rows, line: Line) -> Compared:
    """Counts results since the day from which the line counts; one exactly on the line is counted as beyond."""
    towards, away = (BELOW, ABOVE) if panel.is_low else (ABOVE, BELOW)
    counted = [row for row in drawn if row["collected_on"] >= line.from_on]
    n_beyond = n_open = 0
    for row in counted:
        value = float(row[panel.column])
        is_beyond = value <= line.at if panel.is_low else value >= line.at
        if row["value_operator"] in (away if is_beyond else towards):
            n_open += 1
        else:
            n_beyond += is_beyond
    return Compared(panel.title, n_beyond, len(counted), n_open)
