"""Laboratory panels of the patient profile: one analyte a panel, each in its own unit and with the line of a rule."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any, NamedTuple

from dashboards import theme
from dashboards.figures.patient_rows import Row, Span, heading_lines, iso
from dashboards.figures.sheet import number
from dashboards.words import day, plain, unit_in_print

Rows = Sequence[dict[str, Any]]
Numbers = Mapping[tuple[str, str], dict[str, Any]]

PANEL_PX = 86
NARROWEST_BAND = timedelta(days=2)
SYMBOLS = {
    "=": "circle",
    "<": "triangle-down-open",
    "<=": "triangle-down-open",
    ">": "triangle-up-open",
    ">=": "triangle-up-open",
}
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
    beyond = undecided = n = 0
    for row in drawn:
        if row["collected_on"] >= line.from_on:
            n += 1
            operator, value = row["value_operator"], float(row[panel.column])
            is_beyond = value <= line.at if panel.is_low else value >= line.at
            wrong_way = ABOVE if panel.is_low else BELOW
            if is_beyond and operator in wrong_way:
                undecided += 1
            elif not is_beyond and operator in (BELOW if panel.is_low else ABOVE):
                undecided += 1
            else:
                beyond += is_beyond
    return Compared(panel.title, beyond, n, undecided)


def panel_row(
    panel: Panel, results: Rows, *, numbers: Numbers, first_dose_on: date | None, span: Span, longest_gap: int | None
) -> Row:
    """The panel as a row: in-range band, line, values; no line across a gap, to a bound or from one."""
    drawn = of_panel(results, panel, span)
    if not drawn:
        has_any = any(row["analyte"] == panel.analyte for row in results)
        none = "no result with a number to draw" if has_any else "none delivered"
        return Row([f"<b>{panel.title}</b>: {none}"], 0, {})
    line = line_of(panel, drawn, numbers, first_dose_on)
    bands = _bands(panel, drawn, span)
    floor_of_axis = 1e-9 if panel.is_log else 0
    shapes = [_band(first, last, floor_of_axis if low is None else low, high) for first, last, low, high in bands]
    if line and line.from_on <= span.last:
        shapes.append(
            {"type": "line", "name": f"line {panel.analyte}", "y0": line.at, "y1": line.at,
             "x0": iso(max(line.from_on, span.first)), "x1": iso(span.last), "layer": "below",
             "line": {"color": theme.INK, "width": 1.5, "dash": "dash"}}
        )  # fmt: skip
    return Row(
        _heading(panel, drawn, line),
        PANEL_PX,
        _axis(panel, drawn, line, bands),
        [_trace(panel, drawn, longest_gap)],
        shapes,
    )


def _heading(panel: Panel, drawn: Rows, line: Line | None) -> list[str]:
    unit = "÷ upper limit" if panel.column == "x_uln" else unit_in_print(drawn[-1]["unit"])
    dashed = f"; dashed: {line.words}" if line else ""
    words = (
        f"{panel.title}{' ' if panel.column == 'x_uln' else ', '}{unit}{' (log axis)' if panel.is_log else ''}{dashed}"
    )
    lines = [escape(part, quote=False) for part in heading_lines(words)]
    return [lines[0].replace(panel.title, f"<b>{panel.title}</b>", 1), *lines[1:]]


def _bands(panel: Panel, drawn: Rows, span: Span) -> list[tuple[date, date, float | None, float | None]]:
    """(from, until, lower, upper): the range that was reported with the results, one band as long as it stays the same."""
    if panel.column == "x_uln":
        return [(span.first, span.last, None, 1.0)]
    found: list[tuple[date, date, float | None, float | None]] = []
    for row in drawn:
        low, high = (_short(row[name]) for name in ("lower_limit_in_unit", "upper_limit_in_unit"))
        on = row["collected_on"]
        if found and found[-1][2:] == (low, high):
            found[-1] = (found[-1][0], on, low, high)
        else:
            found.append((on, on, low, high))
    return [band for band in found if band[2:] != (None, None)]


def _band(first: date, last: date, low: float, high: float | None) -> dict[str, Any]:
    ends = (first, last) if last > first else (first - NARROWEST_BAND, last + NARROWEST_BAND)
    # An open end reaches beyond any axis that is drawn; the axis cuts it off.
    return {
        "type": "rect", "name": "in range", "x0": iso(ends[0]), "x1": iso(ends[1]), "layer": "below", "line": {"width": 0},
        "y0": low, "y1": 1e9 if high is None else high, "fillcolor": theme.TRIAL_BAND_OUTER,
    }  # fmt: skip


def _axis(panel: Panel, drawn: Rows, line: Line | None, bands: Sequence[Any]) -> dict[str, Any]:
    values = [float(row[panel.column]) for row in drawn] + ([line.at] if line else [])
    if panel.is_log:
        low, high = log10(min(values)) - 0.35, log10(max(values)) + 0.35
        ticks = list(range(ceil(low), floor(high) + 1))
        ticks = ticks[:: 2 if len(ticks) > 4 else 1]
        return {
            "type": "log", "range": [low, high], "tickvals": [10**tick for tick in ticks],
            "ticktext": [number(10**tick) for tick in ticks],
        }  # fmt: skip
    limits = [low for _first, _last, low, _high in bands if low is not None]
    limits += [high for _first, _last, _low, high in bands if high is not None and high <= 2 * max(values)]
    return {"range": [0, 1.12 * max([*values, *limits]) or 1], "nticks": 4, "separatethousands": True}


def _trace(panel: Panel, drawn: Rows, longest_gap: int | None) -> dict[str, Any]:
    cells: list[dict[str, Any] | None] = [drawn[0]]
    for before, row in pairwise(drawn):
        is_long = longest_gap is None or (row["collected_on"] - before["collected_on"]).days > longest_gap
        if is_long or any(one["value_operator"] in (*BELOW, *ABOVE) for one in (before, row)):
            cells.append(None)
        cells.append(row)
    return {
        "type": "scatter", "mode": "lines+markers", "name": panel.title, "connectgaps": False, "cliponaxis": False,
        "x": [row and iso(row["collected_on"]) for row in cells],
        "y": [row and _short(row[panel.column]) for row in cells],
        "text": [_said(panel, row) if row else "" for row in cells], "hovertemplate": "%{text}<extra></extra>",
        "line": {"color": theme.BLUE, "width": 1},
        "marker": {
            "color": theme.BLUE, "opacity": 1,
            "symbol": [SYMBOLS.get(row["value_operator"], "circle-open") if row else "circle" for row in cells],
            "size": [_size(row) for row in cells],
            "line": {"color": [theme.INK if row and row["label_hit"] else theme.BLUE for row in cells],
                     "width": [2.5 if row and row["label_hit"] else 1 for row in cells]},
        },
    }  # fmt: skip


def _size(row: Mapping[str, Any] | None) -> int:
    if row is None or row["value_operator"] == "=":
        return 11 if row and row["label_hit"] else 6
    return 9


def _said(panel: Panel, row: Mapping[str, Any]) -> str:
    operator = "" if row["value_operator"] == "=" else row["value_operator"] or "?"
    reported = f"{operator}{plain(row['reported_value'])} {unit_in_print(row['reported_unit'])}".strip()
    lines = [f"{panel.title} {reported}, {day(row['collected_on'])}"]
    for name, words in (("x_uln", "upper limit"), ("x_baseline", "baseline")):
        if row[name] is not None:
            lines.append(f"{operator}{number(float(row[name]), 3)} × {words}")
    if row["daids_grade"] is not None:
        lines.append(f"DAIDS grade {row['daids_grade']}{' or more' if row['daids_grade_is_minimum'] else ''}")
    if row["label_hit"]:
        lines.append("beyond the threshold that the label prints")
    return "<br>".join(escape(text, quote=False) for text in lines)


def _short(value: Any) -> float | None:
    return None if value is None else float(f"{float(value):.4g}")
