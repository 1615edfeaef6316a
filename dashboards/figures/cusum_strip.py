"""Our own months: counts beside what the months before let expect, and the CUSUM of the surplus under them."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.month_columns import add_counts, add_expected, mark_provisional, middle, set_months
from dashboards.figures.sheet import LEFT_PX, MEAN_BEHIND_NONE, Label, empty, label_at_right, number, ring, sheet
from dashboards.words import counted

Rows = Sequence[dict[str, Any]]

PLOT_PX = 360
COUNTS_PX = 198
COUNTS, STRIP = (0.45, 1.0), (0.0, 0.3)
NOTHING = "No month to draw: no time under treatment has been counted yet."
TOO_RARE = "No CUSUM: too few events a month, or<br>no months before; see the event gaps."


def cusum_strip(rows: Rows) -> go.Figure:
    """Columns of counts with the expected count of each month as a bar of ink; below, the CUSUM and its limit.

    Months that are not closed are hatched, with the reports still to come as an empty column above in its 95 % band;
    they are not in the CUSUM. Reads rows of `signals.drift` of one rule: month_on, n_events, n_nowcast, n_nowcast_low,
    n_nowcast_high, n_expected, cusum, cusum_limit, is_closed. Sources: Lucas 1985, Technometrics 27:129; Rossi et al.
    1999, Stat Med 18:2111 (exposure that varies).
    """
    months = sorted(rows, key=lambda row: row["month_on"])
    if not months:
        return empty(NOTHING)
    judged = [row for row in months if row["is_closed"] and row["cusum"] is not None and row["cusum_limit"] is not None]
    figure = sheet(
        "First events of each month, and what our own months before let expect",
        plot_px=PLOT_PX if judged else COUNTS_PX, right_px=84, below_px=52 if judged else 100,
    )  # fmt: skip
    add_counts(figure, months)
    add_expected(figure, months)
    top = _top(months)
    figure.update_yaxes(range=[0, top], domain=COUNTS if judged else (0, 1), nticks=5, tickformat=",d")
    with_expected = [row for row in months if row["n_expected"] is not None]
    if with_expected:
        place = Label(float(with_expected[-1]["n_expected"]), "expected")
        label_at_right(figure, [place], top=top, plot_px=COUNTS_PX)
    if judged:
        _add_strip(figure, judged)
    else:
        _say(figure, TOO_RARE, y=0, yanchor="top", yshift=-48)
    mark_provisional(figure, months)
    set_months(figure, months, anchor="y2" if judged else "y")
    return figure


def _top(months: Rows) -> float:
    """Room for every column, and for a band up to twice the highest: a wider one runs out of the plot."""
    highest = max(2.0, *(float(row[name] or 0) for row in months for name in ("n_events", "n_nowcast", "n_expected")))
    return max(1.35 * highest, *(1.1 * min(2 * highest, float(row["n_nowcast_high"] or 0)) for row in months))


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
        return "; there are too few events a month, or no months before, for a CUSUM"
    last, crossed = judged[-1], _first_crossing(judged)
    cusum, limit = number(float(last["cusum"])), number(float(last["cusum_limit"]), 3)
    stands = f"; the CUSUM is {cusum} with its limit for review at {limit}"
    return f"{stands}, first reached in {crossed['month_on']:%B %Y}" if crossed else stands


def _first_crossing(judged: Rows) -> dict[str, Any] | None:
    return next((row for row in judged if row["cusum"] >= row["cusum_limit"]), None)


def _say(figure: go.Figure, text: str, **place: Any) -> None:
    figure.add_annotation(
        text=text, x=0, xref="paper", xanchor="left", xshift=4 - LEFT_PX, yref="paper", align="left", showarrow=False,
        **place,
    )  # fmt: skip


def _add_strip(figure: go.Figure, judged: Rows) -> None:
    _say(figure, "CUSUM of the surplus, closed months only", y=STRIP[1], yanchor="bottom", yshift=6)
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
        text=f"review<br>from {number(limit, 3)}", x=1, xref="paper", xanchor="left", xshift=4, y=limit, yref="y2",
        align="left", showarrow=False,
    )  # fmt: skip
    crossed = _first_crossing(judged)
    if crossed:
        _mark(figure, crossed, is_late=judged.index(crossed) >= len(judged) / 2)
    figure.update_layout(
        yaxis2={
            "domain": STRIP, "anchor": "x", "range": [0, 1.35 * max(limit, highest)], "nticks": 4, "fixedrange": True,
            "gridcolor": theme.RULE_LINE, "zeroline": False,
        }
    )  # fmt: skip


def _mark(figure: go.Figure, crossed: dict[str, Any], *, is_late: bool) -> None:
    x, y = middle(crossed["month_on"]), float(crossed["cusum"])
    ring(figure, x, y, yaxis="y2")
    figure.add_annotation(
        text=f"reached<br>{crossed['month_on']:%b %Y}", x=x, y=y, yref="y2", xanchor="right" if is_late else "left",
        yanchor="bottom", xshift=-10 if is_late else 10, showarrow=False, bgcolor=theme.LABEL_GROUND,
        font={"weight": "bold"},
    )  # fmt: skip
