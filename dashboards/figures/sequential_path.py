"""The path of a sequential statistic, its boundaries, and where it first reached one."""

from collections.abc import Sequence
from datetime import date
from math import ceil, floor, log10
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sheet import empty, exposure, number, over_days, ring, sheet, x_title
from dashboards.words import count, day

Rows = Sequence[dict[str, Any]]

LOWEST, HIGHEST = 1e-3, 1e6
WIDE_FROM = 4000
NAMES = {"e_value": "e-value", "cmaxsprt": "log-likelihood ratio (CMaxSPRT)"}
NOTHING = "No path to draw: the statistic has not been computed on any day."


def sequential_path(rows: Rows, *, statistic: str = "e_value") -> go.Figure:
    """The statistic after each day as steps; a dot is a day with a new first event, a ring the first crossing.

    An e-value stands on a logarithmic axis from 0.001 to 1 000 000; beyond it the path runs along the edge.
    Reads rows of `signals.monitor` of one rule and baseline: statistic, until_on, n_events, patient_years, value,
    boundary, watch_boundary. Sources: Grünwald, de Heide and Koolen 2024, J R Stat Soc B 86:1091 (e-values);
    Li and Kulldorff 2010, Stat Med 29:284 (CMaxSPRT).
    """
    path = _path(rows, statistic)
    if not path:
        return empty(NOTHING)
    is_log = statistic == "e_value"
    days, drawn = [row["until_on"] for row in path], [_drawn(row["value"], is_log) for row in path]
    said = [f"{day(row['until_on'])}: {_value(row, is_log)}<br>{_exposure(row)}" for row in path]
    heading = f"{NAMES[statistic]} over time; each dot is a day with a new first event"
    figure = sheet(
        heading[0].upper() + heading[1:], left_px=80 if is_log and max(drawn) > WIDE_FROM else 52, below_px=70
    )
    ends = over_days(figure, days)
    _add_boundaries(figure, path[-1], ends, is_log, drawn)
    figure.add_scatter(
        x=days, y=drawn, mode="lines", name="path", line={"shape": "hv", "color": theme.BLUE, "width": 2.5},
        text=said, hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    new = [i for i, row in enumerate(path) if row["n_events"] > (path[i - 1]["n_events"] if i else 0)]
    figure.add_scatter(
        x=[days[i] for i in new], y=[drawn[i] for i in new], mode="markers", name="days with a new event",
        marker={"size": 7, "color": theme.BLUE, "line": {"width": 1, "color": "#FFFFFF"}},
        text=[said[i] for i in new], hovertemplate="%{text}<extra></extra>", cliponaxis=False,
    )  # fmt: skip
    _set_axis(figure, drawn, path[-1], is_log)
    _add_last(figure, days, drawn, _value(path[-1], is_log))
    _add_crossing(figure, path, ends, is_log)
    x_title(figure, "Last day counted")
    return figure


def finding(rows: Rows, *, statistic: str = "e_value") -> str:
    """Where the statistic stands and whether it ever reached a boundary, in one sentence."""
    path = _path(rows, statistic)
    if not path:
        return NOTHING
    last, crossing = path[-1], first_crossing(path)
    value = _value(last, statistic == "e_value")
    stands = f"the {NAMES[statistic]} is {value} on {day(last['until_on'])} ({_exposure(last)})"
    if crossing is None:
        limit = _lowest_boundary(last)
        never = f"it has not reached {number(limit, 3)} on any day" if limit is not None else "it has no boundary"
        return f"{stands[0].upper()}{stands[1:]}; {never}, which does not show that there is no difference."
    row, limit = crossing
    tier = "boundary for review" if limit == row["boundary"] else "boundary for watching"
    return f"The {tier}, {number(limit, 3)}, was first reached with the data to {day(row['until_on'])}; {stands}."


def first_crossing(path: Rows) -> tuple[dict[str, Any], float] | None:
    """The first row that reaches the boundary, else the first that reaches the lower one, with what it reached."""
    for name in ("boundary", "watch_boundary"):
        for row in path:
            if row[name] is not None and row["value"] >= row[name]:
                return row, float(row[name])
    return None


def _path(rows: Rows, statistic: str) -> list[dict[str, Any]]:
    return sorted((row for row in rows if row["statistic"] == statistic), key=lambda row: row["until_on"])


def _drawn(value: float, is_log: bool) -> float:
    return min(max(float(value), LOWEST), HIGHEST) if is_log else float(value)


def _value(row: dict[str, Any], is_log: bool) -> str:
    value = row["value"]
    if is_log and value > HIGHEST:
        return f"above {number(HIGHEST)}"
    return f"below {LOWEST:g}" if is_log and value < LOWEST else number(value)


def _exposure(row: dict[str, Any]) -> str:
    return exposure(row["n_events"], float(row["patient_years"]))


def _lowest_boundary(row: dict[str, Any]) -> float | None:
    known = [float(row[name]) for name in ("watch_boundary", "boundary") if row[name] is not None]
    return min(known, default=None)


def _add_boundaries(
    figure: go.Figure, last: dict[str, Any], ends: tuple[date, date], is_log: bool, drawn: list[float]
) -> None:
    """Labels stand where the path leaves room: at the left, unless it comes near a boundary in its first half."""
    lowest = _lowest_boundary(last)
    is_near = lowest is not None and max(drawn[: len(drawn) // 2 + 1]) > lowest / 3
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


def _set_axis(figure: go.Figure, drawn: list[float], last: dict[str, Any], is_log: bool) -> None:
    limits = [float(last[name]) for name in ("boundary", "watch_boundary") if last[name] is not None]
    if not is_log:
        figure.update_yaxes(range=[0, 1.3 * max([*drawn, *limits, 1])])
        return
    low, high = floor(log10(min([*drawn, 0.1]))), min(6, ceil(log10(max([*drawn, *limits, 10]) * 2)))
    decades = range(low, high + 1, 1 if high - low <= 5 else 2)
    figure.update_yaxes(
        type="log", range=[low - 0.1, high + 0.1], tickvals=[10.0**power for power in decades],
        ticktext=[count(10**power) if power >= 0 else f"{10.0**power:g}" for power in decades],
    )  # fmt: skip


def _add_last(figure: go.Figure, days: list[date], drawn: list[float], value: str) -> None:
    """The last value stands above a path that rises and below one that falls, where the path has not been."""
    is_risen = drawn[-1] > drawn[-1 - len(drawn) // 10]
    figure.add_scatter(
        x=days[-1:], y=drawn[-1:], mode="markers+text", name="last day", text=[value], hoverinfo="skip",
        textposition="top left" if is_risen else "bottom left", cliponaxis=False,
        textfont={"weight": "bold", "color": theme.BLUE}, marker={"size": 11, "color": theme.BLUE},
    )  # fmt: skip


def _add_crossing(figure: go.Figure, path: Rows, ends: tuple[date, date], is_log: bool) -> None:
    """Its words stand where the path has not been: below an early crossing, above and left of a late one."""
    crossing = first_crossing(path)
    if crossing is None:
        return
    row, limit = crossing
    y = _drawn(row["value"], is_log)
    ring(figure, row["until_on"], y)
    is_left = row["until_on"] - ends[0] < (ends[1] - ends[0]) / 2
    figure.add_annotation(
        text=f"reached {number(limit, 3)} on {day(row['until_on'])}", x=f"{row['until_on']:%Y-%m-%d}",
        y=log10(y) if is_log else y, xanchor="left" if is_left else "right", ax=0, ay=78 if is_left else -30,
        showarrow=True, arrowhead=0, arrowcolor=theme.ABOVE, standoff=9, bgcolor=theme.LABEL_GROUND,
        font={"weight": "bold"},
    )  # fmt: skip
