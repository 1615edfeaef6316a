"""The path of a sequential statistic, its boundaries, and where it first reached one."""

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sequential_marks import add_boundaries, add_crossing, add_last, first_crossing, lowest_boundary
from dashboards.figures.sheet import empty, exposure, number, over_days, sheet, x_title
from dashboards.words import beside_boundary, count, day

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
    add_boundaries(figure, path, ends, is_log, drawn)
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
    add_last(figure, days, drawn, _value(path[-1], is_log))
    crossing = first_crossing(path)
    if crossing is not None:
        add_crossing(figure, *crossing, ends, _drawn(crossing[0]["value"], is_log), is_log)
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
        limit = lowest_boundary(last)
        never = f"it has not reached {number(limit, 3)} on any day" if limit is not None else "it has no boundary"
        return f"{stands[0].upper()}{stands[1:]}; {never}, which does not show that there is no difference."
    row, limit = crossing
    tier = "boundary for review" if limit == row["boundary"] else "boundary for watching"
    return f"The {tier}, {number(limit, 3)}, was first reached with the data to {day(row['until_on'])}; {stands}."


def _path(rows: Rows, statistic: str) -> list[dict[str, Any]]:
    return sorted((row for row in rows if row["statistic"] == statistic), key=lambda row: row["until_on"])


def _drawn(value: float, is_log: bool) -> float:
    return min(max(float(value), LOWEST), HIGHEST) if is_log else float(value)


def _value(row: dict[str, Any], is_log: bool) -> str:
    value = row["value"]
    if is_log and value > HIGHEST:
        return f"above {number(HIGHEST)}"
    if is_log and value < LOWEST:
        return f"below {LOWEST:g}"
    return beside_boundary(float(value), 1 if is_log else 2)


def _exposure(row: dict[str, Any]) -> str:
    return exposure(row["n_events"], float(row["patient_years"]))


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
