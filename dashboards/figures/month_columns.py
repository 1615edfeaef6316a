"""The months of a series as columns: closed, provisional, and the reports that are still to come."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sheet import number
from dashboards.words import counted

Rows = Sequence[dict[str, Any]]

BAR_SHARE = 0.84
MOST_TICKS = 6
MS_A_DAY = 86_400_000


def days_in(month: date) -> int:
    """Days of the month that begins on that day."""
    return monthrange(month.year, month.month)[1]


def middle(month: date) -> str:
    """The day in the middle of the month, as it stands on the axis."""
    return f"{month + timedelta(days=days_in(month) // 2):%Y-%m-%d}"


def add_counts(figure: go.Figure, months: Rows) -> None:
    """Closed months solid, provisional ones hatched, reports still to come as an empty column on top, in their band."""

    def column(chosen: Rows, heights: list[float], name: str, **looks: Any) -> None:
        widths = [BAR_SHARE * MS_A_DAY * days_in(row["month_on"]) for row in chosen]
        figure.add_bar(
            x=[middle(row["month_on"]) for row in chosen], y=heights, width=widths, name=name,
            text=[_said(row) for row in chosen], textposition="none", hovertemplate="%{text}<extra></extra>", **looks,
        )  # fmt: skip

    closed = [row for row in months if row["is_closed"]]
    still_open = [row for row in months if not row["is_closed"]]
    to_come = [row for row in still_open if row["n_nowcast"] is not None and row["n_nowcast"] > row["n_events"]]
    edge = {"color": theme.BLUE, "width": 1.5}
    hatch = {"shape": "/", "fgcolor": theme.BLUE, "bgcolor": "#FFFFFF", "size": 6, "solidity": 0.35}
    column(closed, [row["n_events"] for row in closed], "closed months", marker={"color": theme.BLUE})
    column(
        still_open, [row["n_events"] for row in still_open], "provisional months",
        marker={"color": "#FFFFFF", "line": edge, "pattern": hatch},
    )  # fmt: skip
    column(
        to_come, [float(row["n_nowcast"]) - row["n_events"] for row in to_come], "reports still to come",
        base=[row["n_events"] for row in to_come], marker={"color": "#FFFFFF", "line": edge},
        error_y={
            "type": "data", "symmetric": False, "color": theme.BLUE, "thickness": 1.5, "width": 5,
            "array": [row["n_nowcast_high"] - float(row["n_nowcast"]) for row in to_come],
            "arrayminus": [max(0, float(row["n_nowcast"]) - row["n_nowcast_low"]) for row in to_come],
        },
    )  # fmt: skip
    figure.update_layout(barmode="overlay")


def _said(row: dict[str, Any]) -> str:
    expected = "" if row["n_expected"] is None else f"<br>{number(float(row['n_expected']))} expected"
    seen = f"{row['month_on']:%B %Y}: {counted(row['n_events'], 'first event')}"
    if row["is_closed"]:
        return seen + expected
    to_come = ""
    if row["n_nowcast"] is not None:
        band = f"95 % band {row['n_nowcast_low']} to {row['n_nowcast_high']}"
        to_come = f"<br>about {number(float(row['n_nowcast']))} once late reports are in ({band})"
    return f"{seen} so far{to_come}<br>provisional, not judged"


def add_expected(figure: go.Figure, months: Rows) -> None:
    """The expected count of each month as a level line as wide as the month."""
    x: list[str | None] = []
    y: list[float | None] = []
    for row in months:
        if row["n_expected"] is not None:
            after = row["month_on"] + timedelta(days=days_in(row["month_on"]))
            x += [f"{row['month_on']:%Y-%m-%d}", f"{after:%Y-%m-%d}", None]
            y += [float(row["n_expected"]), float(row["n_expected"]), None]
    figure.add_scatter(
        x=x, y=y, mode="lines", name="expected", hoverinfo="skip", line={"color": theme.INK, "width": 2.5}
    )


def mark_provisional(figure: go.Figure, months: Rows) -> None:
    """A line where the months begin that are not closed, with the word for them at the top of the plot."""
    still_open = [row["month_on"] for row in months if not row["is_closed"]]
    if not still_open:
        return
    begin, is_late = f"{min(still_open):%Y-%m-%d}", len(still_open) < len(months) / 2
    figure.add_shape(
        type="line", x0=begin, x1=begin, y0=0, y1=1, yref="y domain", name="provisional",
        line={"color": theme.INK, "width": 1, "dash": "dot"},
    )  # fmt: skip
    figure.add_annotation(
        text="provisional", x=1 if is_late else 0, xref="x domain", xanchor="right" if is_late else "left",
        y=1, yref="y domain", yanchor="top", showarrow=False, bgcolor=theme.LABEL_GROUND,
    )  # fmt: skip


def set_months(figure: go.Figure, months: Rows, **axis: Any) -> None:
    """A horizontal axis with at most so many months named as find room on a telephone."""
    first, last = months[0]["month_on"], months[-1]["month_on"]
    n_months = (last.year - first.year) * 12 + last.month - first.month + 1
    every = next(every for every in (1, 2, 3, 6, 12, 24, 10_000) if n_months / every <= MOST_TICKS)
    numbers = [first.year * 12 + first.month - 1 + step for step in range(0, n_months, every)]
    named = [date(n // 12, n % 12 + 1, 1) for n in numbers]
    after = last + timedelta(days=days_in(last))
    figure.update_xaxes(
        type="date", range=[f"{first:%Y-%m-%d}", f"{after:%Y-%m-%d}"], tickvals=[middle(month) for month in named],
        ticktext=[f"{month:%b<br>%Y}" for month in named], **axis,
    )  # fmt: skip
