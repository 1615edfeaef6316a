"""Rows of the patient profile: each has its heading and its own vertical axis, and all share one axis of time."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from textwrap import wrap
from typing import Any, NamedTuple

from dashboards import theme
from dashboards.figures.sheet import LINE_PX, WRAPS_AT
from dashboards.words import day

LEFT_PX, RIGHT_PX, BELOW_PX, ABOVE_PX = 58, 14, 68, 4
GAP_PX, TOP_AXIS_PX = 14, 44
YAXIS = {"fixedrange": True, "zeroline": False, "gridcolor": theme.RULE_LINE}


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


def stacked(rows: Iterable[Row], span: Span, cut_off: date) -> dict[str, Any]:
    """The rows below each other on one proportional axis of time, the data cut-off marked across all of them.

    Plain data as Plotly draws it (data, layout): checking every value again took longer than the rest of a page.
    """
    kept = list(rows)
    first = next(place for place, row in enumerate(kept) if row.px)
    above = [LINE_PX * len(row.heading) + (TOP_AXIS_PX if place == first else 0) for place, row in enumerate(kept)]
    total = sum(row.px + height + GAP_PX for row, height in zip(kept, above, strict=True))
    layout: dict[str, Any] = {"shapes": [_cut_off_line(cut_off)], "annotations": []}
    traces: list[dict[str, Any]] = []
    names: list[str] = []
    top = total - GAP_PX
    for place, row in enumerate(kept):
        top -= above[place]
        up = TOP_AXIS_PX if place == first else 0
        layout["annotations"].append(_heading(row.heading, top / total, up))
        if row.px:
            names.append(f"y{place + 1}" if place else "y")
            domain = [(top - row.px) / total, top / total]
            layout[f"yaxis{names[-1][1:]}"] = YAXIS | {"domain": domain} | row.axis
            traces += [{**trace, "yaxis": names[-1], "xaxis": "x2" if place == first else "x"} for trace in row.traces]
            layout["shapes"] += [{"yref": names[-1], **shape} for shape in row.shapes]
        top -= row.px + GAP_PX
    traces.append(_whole_time(span, names[-1]))
    return {"data": traces, "layout": layout | _sheet(total) | _time_axes(span, names, cut_off)}


def _sheet(total: int) -> dict[str, Any]:
    return {
        "template": theme.TEMPLATE_AS_DATA, "height": total + ABOVE_PX + BELOW_PX, "hovermode": "closest",
        "margin": {"l": LEFT_PX, "r": RIGHT_PX, "t": ABOVE_PX, "b": BELOW_PX},
    }  # fmt: skip


def _heading(lines: Sequence[str], y: float, up: int) -> dict[str, Any]:
    return {
        "text": "<br>".join(lines), "x": 0, "xref": "paper", "xanchor": "left", "xshift": 4 - LEFT_PX, "align": "left",
        "y": y, "yref": "paper", "yanchor": "bottom", "yshift": 3 + up, "showarrow": False,
    }  # fmt: skip


def _cut_off_line(cut_off: date) -> dict[str, Any]:
    return {
        "type": "line", "name": "data cut-off",
        "x0": iso(cut_off), "x1": iso(cut_off), "yref": "paper", "y0": 0, "y1": 1,
        "layer": "below", "line": {"color": theme.INK, "width": 2, "dash": "dot"},
    }  # fmt: skip


def _whole_time(span: Span, axis: str) -> dict[str, Any]:
    """A trace of nothing, so that the lower axis of time is there whatever is drawn."""
    return {
        "type": "scatter", "name": "time", "x": [iso(span.first), iso(span.last)], "y": [None, None], "xaxis": "x",
        "yaxis": axis, "hoverinfo": "skip",
    }  # fmt: skip


def _time_axes(span: Span, names: Sequence[str], cut_off: date) -> dict[str, Any]:
    """The axis below the last row, and the same again above the first."""
    pad = timedelta(days=max(2, round(span.days * 0.025)))
    common = {
        "type": "date", "range": [iso(span.first - pad), iso(span.last + pad)], "nticks": 5, "tickangle": 0,
        "tickformat": "%-d %b<br>%Y", "fixedrange": True, "gridcolor": theme.RULE_LINE, "ticks": "outside",
        "linecolor": theme.TRIAL_LINE, "showline": True,
        "showspikes": True, "spikemode": "across", "spikesnap": "cursor", "spikethickness": 1,
        "spikecolor": theme.TRIAL_LINE, "spikedash": "solid",
    }  # fmt: skip
    title = {"text": f"dotted: data cut-off {day(cut_off)}", "standoff": 8, "font": {"size": theme.TEXT_PX}}
    return {
        "xaxis": common | {"anchor": names[-1], "title": title},
        "xaxis2": common | {"side": "top", "anchor": names[0], "matches": "x"},
    }
