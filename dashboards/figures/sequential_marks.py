"""What stands beside the path of a sequential statistic: its boundaries, its last value, its first crossing."""

from collections.abc import Sequence
from datetime import date
from math import log10
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sheet import number, ring
from dashboards.words import day

Rows = Sequence[dict[str, Any]]


def first_crossing(path: Rows) -> tuple[dict[str, Any], float] | None:
    """The first row that reaches the boundary, else the first that reaches the lower one, with what it reached."""
    for name in ("boundary", "watch_boundary"):
        for row in path:
            if row[name] is not None and row["value"] >= row[name]:
                return row, float(row[name])
    return None


def lowest_boundary(row: dict[str, Any]) -> float | None:
    """The boundary that a path reaches first; not known where there is none."""
    known = [float(row[name]) for name in ("watch_boundary", "boundary") if row[name] is not None]
    return min(known, default=None)


def add_boundaries(figure: go.Figure, path: Rows, ends: tuple[date, date], is_log: bool, drawn: list[float]) -> None:
    """Labels stand where the path leaves room: at the left, unless it comes near a boundary in its first half."""
    last, lowest = path[-1], lowest_boundary(path[-1])
    middle = ends[0] + (ends[1] - ends[0]) / 2
    early = [value for row, value in zip(path, drawn, strict=True) if row["until_on"] <= middle]
    is_near = lowest is not None and max(early, default=0) > lowest / 3
    for name, word, dash, above in (("boundary", "review", "dash", True), ("watch_boundary", "watch", "dot", False)):
        if last[name] is None:
            continue
        limit = float(last[name])
        figure.add_scatter(
            x=list(ends), y=[limit, limit], mode="lines", name=word, hoverinfo="skip",
            line={"color": theme.INK, "width": 1.5, "dash": dash},
        )  # fmt: skip
        figure.add_annotation(
            text=f"{word} from {number(limit, 3)}", x=1 if is_near else 0, xref="paper",
            xanchor="right" if is_near else "left", y=log10(limit) if is_log else limit,
            yanchor="bottom" if above else "top", showarrow=False, bgcolor=theme.LABEL_GROUND,
        )  # fmt: skip


def add_last(figure: go.Figure, days: list[date], drawn: list[float], value: str) -> None:
    """The last value stands above a path that rises and below one that falls, where the path has not been."""
    is_risen = drawn[-1] > drawn[-1 - len(drawn) // 10]
    figure.add_scatter(
        x=days[-1:], y=drawn[-1:], mode="markers+text", name="last day", text=[value], hoverinfo="skip",
        textposition="top left" if is_risen else "bottom left", cliponaxis=False,
        textfont={"weight": "bold", "color": theme.BLUE}, marker={"size": 11, "color": theme.BLUE},
    )  # fmt: skip


def add_crossing(
    figure: go.Figure, row: dict[str, Any], limit: float, ends: tuple[date, date], y: float, is_log: bool
) -> None:
    """A ring and its date, where the path has not been: below an early crossing, above and left of a late one."""
    ring(figure, row["until_on"], y)
    is_left = row["until_on"] - ends[0] < (ends[1] - ends[0]) / 2
    figure.add_annotation(
        text=f"reached {number(limit, 3)} on {day(row['until_on'])}", x=f"{row['until_on']:%Y-%m-%d}",
        y=log10(y) if is_log else y, xanchor="left" if is_left else "right", ax=0, ay=78 if is_left else -30,
        showarrow=True, arrowhead=0, arrowcolor=theme.ABOVE, standoff=9, bgcolor=theme.LABEL_GROUND,
        font={"weight": "bold"},
    )  # fmt: skip
