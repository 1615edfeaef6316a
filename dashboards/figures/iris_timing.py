"""How many days lay between a start of treatment and the onset of what may be IRIS."""

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sheet import empty, number, sheet, x_title
from dashboards.words import counted

Rows = Sequence[dict[str, Any]]

BIN_DAYS = 14
NOTHING = "No onset to draw: no flag of IRIS has an onset known to the day."


def iris_timing(rows: Rows, window_days: float) -> go.Figure:
    """Columns of two weeks from the start of treatment on, up to the end of the rule's window (a dashed line).

    Reads rows of `marts.iris_report` (days_since_index); `window_days` is the row of `marts.rule_number` that flagged.
    Sources: Novak 2012, AIDS 26:721 (window); Wilkinson 1999, The Grammar of Graphics (histogram).
    """
    known = _known(rows)
    if not known:
        return empty(NOTHING)
    columns = Counter(days // BIN_DAYS for days in known)
    figure = sheet("Flags by time from the start of treatment to the onset, in columns of two weeks", plot_px=170,
                   left_px=34)  # fmt: skip
    places = range(max(int(window_days) // BIN_DAYS, *columns) + 1)
    figure.add_bar(
        x=[(place + 0.5) * BIN_DAYS for place in places], y=[columns[place] for place in places], width=BIN_DAYS - 1,
        name="flags", marker={"color": theme.BLUE},
        text=[_said(place, columns[place]) for place in places], textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    figure.add_shape(
        type="line", name="end of the window", x0=window_days, x1=window_days, y0=0, y1=1, yref="y domain",
        line={"color": theme.INK, "width": 1.5, "dash": "dash"},
    )  # fmt: skip
    figure.add_annotation(
        text=f"window of the rule: {number(window_days, 3)} days", x=window_days, xanchor="right", xshift=-4, y=1,
        yref="y domain", yanchor="top", showarrow=False, bgcolor=theme.LABEL_GROUND,
    )  # fmt: skip
    end = max(places[-1] * BIN_DAYS + BIN_DAYS, window_days)
    figure.update_xaxes(range=[0, end * 1.02], tick0=0, dtick=2 * BIN_DAYS, zeroline=False)
    figure.update_yaxes(range=[0, 1.35 * max(columns.values())], nticks=4, tickformat="d")
    x_title(figure, "Days from the start of treatment to the onset")
    return figure


def finding(rows: Rows, window_days: float) -> str:
    """Number of flags, their median time, and of how many the day of onset is not known."""
    known = _known(rows)
    if not known:
        return NOTHING
    n_unknown = len(rows) - len(known)
    middle = number(float(median(known)), 3)
    without = f"; of {counted(n_unknown, 'more flag')} the day of onset is not known" if n_unknown else ""
    return (
        f"{counted(len(known), 'flag')} with a known day of onset, at the median {middle} days after the start of "
        f"treatment; the rule reads the first {number(window_days, 3)} days{without}."
    )


def _known(rows: Rows) -> list[int]:
    return [row["days_since_index"] for row in rows if row["days_since_index"] is not None]


def _said(place: int, n: int) -> str:
    return f"days {place * BIN_DAYS} to {(place + 1) * BIN_DAYS - 1}: {counted(n, 'flag')}"
