"""Rows of the patient profile: each has its heading and its own vertical axis, and all share one axis of time."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from textwrap import wrap
from typing import Any, NamedTuple

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sheet import LINE_PX, WRAPS_AT
from dashboards.words import day

LEFT_PX, RIGHT_PX, BELOW_PX, ABOVE_PX = 58, 14, 48, 46
GAP_PX = 14


class Row(NamedTuple):
    """One row: heading (markup of Plotly, already escaped), height, traces and shapes without their vertical axis."""

    heading: Sequence[str]
    px: int
    axis: dict[str, Any]
    traces: Sequence[dict[str, Any]] = ()
    shapes: Sequence[dict[str, Any]] = ()


class Span(NamedTuple):
    """The time that is drawn, both days included; what lies outside is told in words."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Length in days, at least one."""
        return max(1, (self.last - self.first).days)

    def holds(self, on: date | None) -> bool:
        """Whether a day is known and lies in the time that is drawn."""
        return on is not None and self.first <= on <= self.last

    def share(self, on: date) -> float:
        """Where a day lies: 0 at the left end, 1 at the right end."""
        return (on - self.first).days / self.days


def heading_lines(text: str) -> list[str]:
    """A heading in lines that a telephone holds."""
    return wrap(text, WRAPS_AT)


def iso(on: date) -> str:
    """A day as the axis reads it."""
    return f"{on:%Y-%m-%d}"


def stacked(rows: Iterable[Row], span: Span, cut_off: date) -> go.Figure:
    """The rows below each other on one proportional axis of time, the data cut-off marked across all of them."""
    kept = list(rows)
    heights = [row.px + LINE_PX * len(row.heading) + GAP_PX for row in kept]
    total = sum(heights)
    layout: dict[str, Any] = {
        "template": theme.TEMPLATE,
        "height": total + ABOVE_PX + BELOW_PX,
        "margin": {"l": LEFT_PX, "r": RIGHT_PX, "t": ABOVE_PX, "b": BELOW_PX},
        "hovermode": "closest",
        "shapes": [], "annotations": [],
    }  # fmt: skip
    traces: list[dict[str, Any]] = []
    names: list[str] = []
    below = total
    for place, (row, height) in enumerate(zip(kept, heights, strict=True)):
        number = "" if place == 0 else str(place + 1)
        top = below - GAP_PX - LINE_PX * len(row.heading)
        below -= height
        layout["annotations"].append(_heading(row.heading, top / total))
        if row.px:
            names.append(f"y{number}")
            axis = {
                "fixedrange": True,
                "zeroline": False,
                "gridcolor": theme.RULE_LINE,
                "domain": [below / total, top / total],
            }
            layout[f"yaxis{number}"] = axis | row.axis
            is_first = len(names) == 1
            traces += [{**trace, "yaxis": names[-1], "xaxis": "x2" if is_first else "x"} for trace in row.traces]
            layout["shapes"] += [{"yref": names[-1], **shape} for shape in row.shapes]
    layout |= _time_axes(span, names)
    layout["shapes"].append(
        {"type": "line", "name": "data cut-off", "x0": iso(cut_off), "x1": iso(cut_off), "yref": "paper", "y0": 0, "y1": 1,
         "line": {"color": theme.INK, "width": 2, "dash": "dot"}}
    )  # fmt: skip
    layout["annotations"].append(
        {"text": f"dotted: data cut-off {day(cut_off)}", "x": 1, "xref": "paper", "xanchor": "right", "y": 0, "yref": "paper",
         "yanchor": "bottom", "xshift": -6, "showarrow": False, "bgcolor": theme.LABEL_GROUND}
    )  # fmt: skip
    return go.Figure(data=traces, layout=layout)


def _heading(lines: Sequence[str], y: float) -> dict[str, Any]:
    return {
        "text": "<br>".join(lines), "x": 0, "xref": "paper", "xanchor": "left", "xshift": 4 - LEFT_PX, "align": "left",
        "y": y, "yref": "paper", "yanchor": "bottom", "yshift": 3, "showarrow": False,
    }  # fmt: skip


def _time_axes(span: Span, names: Sequence[str]) -> dict[str, Any]:
    """The axis below the last row, and the same again above the first."""
    pad = timedelta(days=max(2, round(span.days * 0.025)))
    common = {
        "type": "date", "range": [iso(span.first - pad), iso(span.last + pad)], "nticks": 5, "tickformat": "%-d %b<br>%Y",
        "tickangle": 0, "fixedrange": True, "gridcolor": theme.RULE_LINE, "ticks": "outside", "linecolor": theme.TRIAL_LINE,
        "showline": True, "showspikes": True, "spikemode": "across", "spikesnap": "cursor", "spikethickness": 1,
        "spikecolor": theme.TRIAL_LINE, "spikedash": "solid",
    }  # fmt: skip
    return {
        "xaxis": common | {"anchor": names[-1]},
        "xaxis2": common | {"side": "top", "anchor": names[0], "matches": "x"},
    }
