"""One laboratory panel of the patient profile, drawn: in-range band, line of a rule, values with what they bound."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any

from dashboards import theme
from dashboards.figures.patient_panels import ABOVE, BELOW, Line, Numbers, Panel, Rows, line_of, of_panel
from dashboards.figures.patient_rows import Row, Span, heading_lines, iso
from dashboards.figures.sheet import number
from dashboards.words import day, plain, unit_in_print

PANEL_PX = 86
NARROWEST_BAND = timedelta(days=2)
SYMBOLS = {
    "=": "circle",
    "<": "triangle-down-open",
    "<=": "triangle-down-open",
    ">": "triangle-up-open",
    ">=": "triangle-up-open",
}


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
    line = line if line and line.from_on <= span.last else None
    bands = _bands(panel, drawn, span)
    floor_of_axis = 1e-9 if panel.is_log else 0
    shapes = [_band(first, last, floor_of_axis if low is None else low, high) for first, last, low, high in bands]
    if line:
        shapes.append(
            {"type": "line", "name": f"line {panel.analyte}", "y0": line.at, "y1": line.at,
             "x0": iso(max(line.from_on, span.first)), "x1": iso(span.last), "layer": "between",
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
    """(from, until, lower, upper) of the range reported with the results: one band as long as it stays the same."""
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
        "type": "rect", "name": "in range", "layer": "below", "line": {"width": 0},
        "x0": iso(ends[0]), "x1": iso(ends[1]), "y0": low, "y1": 1e9 if high is None else high,
        "fillcolor": theme.TRIAL_BAND_OUTER,
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
