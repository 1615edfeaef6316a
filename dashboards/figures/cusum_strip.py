"""Our own months: counts beside what the months before let expect, and the CUSUM of the surplus under them."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.month_columns import add_counts, add_expected, mark_provisional, middle, set_months
from dashboards.figures.sheet import LEFT_PX, MEAN_BEHIND_NONE, Label, empty, label_at_right, number, sheet
from dashboards.words import counted

Rows = Sequence[dict[str, Any]]

PLOT_PX = 360
COUNTS, STRIP = (0.45, 1.0), (0.0, 0.3)
NOTHING = "No month to draw: no time under treatment has been counted yet."
TOO_RARE = "Too few events a month are expected<br>for a CUSUM: see the gaps between events."


def cusum_strip(rows: Rows) -> go.Figure:
    """Columns of counts with the expected count of each month as a bar of ink; below, the CUSUM and its limit.

    Months that are not closed are hatched, with the reports still to come as an empty column above; they are not in
    the CUSUM. Reads rows of `signals.drift` of one rule: month_on, n_events, n_nowcast, n_expected, cusum, cusum_limit,
    is_closed. Sources: Lucas 1985, Technometrics 27:129; Rossi et al. 1999, Stat Med 18:2111 (exposure that varies).
    """
    months = sorted(rows, key=lambda row: row["month_on"])
    if not months:
        return empty(NOTHING)
    figure = sheet(
        "First events of each month, and what our own months before let expect", plot_px=PLOT_PX, right_px=84
    )
    add_counts(figure, months)
    add_expected(figure, months)
    top = 1.35 * max(
        2.0, *(float(row[name] or 0) for row in months for name in ("n_events", "n_nowcast", "n_expected"))
    )
    figure.update_yaxes(range=[0, top], domain=COUNTS, nticks=5, tickformat=",d")
    with_expected = [row for row in months if row["n_expected"] is not None]
    if with_expected:
        place = Label(float(with_expected[-1]["n_expected"]), "expected")
        label_at_right(figure, [place], top=top, plot_px=round(PLOT_PX * (COUNTS[1] - COUNTS[0])))
    _add_strip(figure, months)
    mark_provisional(figure, months)
    set_months(figure, months, anchor="y2" if any(row["cusum_limit"] is not None for row in months) else "y")
    return figure


def finding(rows: Rows) -> str:
    """The last closed month against its expectation and where the CUSUM stands, in one sentence."""
    closed = sorted((row for row in rows if row["is_closed"]), key=lambda row: row["month_on"])
    if not closed:
        return "No month is closed yet: provisional months are shown, but not judged." if rows else NOTHING
    last = closed[-1]
    return f"{last['month_on']:%B %Y}, the last closed month, had {_against(last)}{_stands(closed)}."


def _against(row: dict[str, Any]) -> str:
    events = counted(row["n_events"], "first event") if row["n_events"] else "no first event"
    if row["n_events"] == 0:
        events += f" (a mean of up to {number(MEAN_BEHIND_NONE)} would allow that, one-sided 95 %)"
    if row["n_expected"] is None:
        return f"{events} and no closed month before it to compare with"
    against = f"{events} against {number(float(row['n_expected']))} expected from our own months before it"
    if None in (row["ratio"], row["ratio_low"], row["ratio_high"]):
        return against
    low, high = float(row["ratio_low"]), float(row["ratio_high"])
    shows = ", which shows neither a change nor that there is none" if low <= 1 <= high else ""
    return f"{against} (ratio {number(float(row['ratio']))}, 95 % interval {number(low)} to {number(high)}){shows}"


def _stands(closed: Rows) -> str:
    judged = [row for row in closed if row["cusum"] is not None and row["cusum_limit"] is not None]
    if not judged:
        return "; events are too rare for a CUSUM"
    last, crossed = judged[-1], _first_crossing(judged)
    cusum, limit = number(float(last["cusum"])), number(float(last["cusum_limit"]))
    stands = f"; the CUSUM is {cusum} with its limit for review at {limit}"
    return f"{stands}, first reached in {crossed['month_on']:%B %Y}" if crossed else stands


def _first_crossing(judged: Rows) -> dict[str, Any] | None:
    return next((row for row in judged if row["cusum"] >= row["cusum_limit"]), None)


def _add_strip(figure: go.Figure, months: Rows) -> None:
    judged = [row for row in months if row["is_closed"] and row["cusum"] is not None and row["cusum_limit"] is not None]
    figure.add_annotation(
        text="CUSUM of the surplus, closed months only" if judged else TOO_RARE,
        x=0, xref="paper", xanchor="left", xshift=4 - LEFT_PX, y=STRIP[1], yref="paper", yanchor="bottom", yshift=6,
        align="left", showarrow=False,
    )  # fmt: skip
    if not judged:
        return
    limit, highest = float(judged[-1]["cusum_limit"]), max(float(row["cusum"]) for row in judged)
    days = [middle(row["month_on"]) for row in judged]
    figure.add_scatter(
        x=days, y=[float(row["cusum"]) for row in judged], mode="lines+markers", name="CUSUM", yaxis="y2",
        line={"color": theme.BLUE, "width": 2.5}, marker={"size": 6}, cliponaxis=False,
        text=[f"{row['month_on']:%B %Y}: CUSUM {number(float(row['cusum']))}" for row in judged],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    figure.add_shape(
        type="line", x0=0, x1=1, xref="x domain", y0=limit, y1=limit, yref="y2", name="limit",
        line={"color": theme.INK, "width": 1.5, "dash": "dash"},
    )  # fmt: skip
    figure.add_annotation(
        text=f"review<br>from {number(limit)}", x=1, xref="paper", xanchor="left", xshift=4, y=limit, yref="y2",
        align="left", showarrow=False,
    )  # fmt: skip
    crossed = _first_crossing(judged)
    if crossed:
        _ring(figure, crossed)
    figure.update_layout(
        yaxis2={
            "domain": STRIP, "anchor": "x", "range": [0, 1.35 * max(limit, highest)], "nticks": 4, "fixedrange": True,
            "gridcolor": theme.RULE_LINE, "zeroline": False,
        }
    )  # fmt: skip


def _ring(figure: go.Figure, crossed: dict[str, Any]) -> None:
    figure.add_scatter(
        x=[middle(crossed["month_on"])], y=[float(crossed["cusum"])], mode="markers", name="first crossing", yaxis="y2",
        hoverinfo="skip", cliponaxis=False,
        marker={"symbol": "circle-open", "size": 16, "color": theme.ABOVE, "line": {"width": 3}},
    )  # fmt: skip
    figure.add_annotation(
        text=f"reached in {crossed['month_on']:%b %Y}", x=middle(crossed["month_on"]), y=float(crossed["cusum"]),
        yref="y2", xanchor="right", yanchor="bottom", xshift=-10, showarrow=False, bgcolor=theme.LABEL_GROUND,
        font={"weight": "bold"},
    )  # fmt: skip
