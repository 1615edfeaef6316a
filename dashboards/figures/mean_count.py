"""Mean number of flags per person by each day after the first dose, with the people still at risk under it."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.cumulative_incidence import WEEK, add_numbers_at_risk
from dashboards.figures.sheet import Label, empty, floats, label_at_right, number, sheet
from dashboards.words import count, counted

Rows = Sequence[dict[str, Any]]

NOTHING = "No curve to draw: nobody was flagged more than once while at risk, or it is a laboratory rule."


def mean_count(rows: Rows) -> go.Figure:
    """The mean as steps in its 95 % band.

    Reads rows of `signals.mean_count` of one rule: day, n_at_risk, n_events, mean_count, low, high. Sources: Lawless
    and Nadeau 1995, Technometrics 37:158; Nelson 2003, Recurrent Events Data Analysis.
    """
    steps = sorted(rows, key=lambda row: row["day"])
    if not steps:
        return empty(NOTHING)
    figure = sheet("Mean number of flags per person by then, with its 95 % band", right_px=100, below_px=110)
    days = [0, *(row["day"] for row in steps)]
    edge: dict[str, Any] = {
        "mode": "lines",
        "hoverinfo": "skip",
        "line": {"shape": "hv", "width": 1, "color": theme.BLUE},
    }
    figure.add_scatter(x=days, y=[0, *floats(steps, "low")], name="95 % band, low", **edge)
    figure.add_scatter(
        x=days, y=[0, *floats(steps, "high")], name="95 % band, high", fill="tonexty", fillcolor=theme.OURS_BAND, **edge
    )
    figure.add_scatter(
        x=days, y=[0, *floats(steps, "mean_count")], mode="lines", name="ours",
        line={"shape": "hv", "width": 3, "color": theme.BLUE},
        text=["First dose", *(_said(row) for row in steps)], hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    top = 1.18 * max(float(row["high"]) for row in steps)
    figure.update_yaxes(range=[0, top], nticks=6)
    label_at_right(figure, [Label(float(steps[-1]["mean_count"]), "ours", is_ours=True)], top=top)
    add_numbers_at_risk(figure, steps, max(steps[-1]["day"], WEEK))
    return figure


def finding(rows: Rows) -> str:
    """The mean by the last day with its interval, and how many flags make it, in one sentence."""
    steps = sorted(rows, key=lambda row: row["day"])
    if not steps:
        return NOTHING
    last = steps[-1]
    return (
        f"By day {last['day']} after the first dose a person had {_mean(last)} on average, further flags of the same "
        f"person counted too: {counted(sum(row['n_events'] for row in steps), 'flag')} of "
        f"{counted(steps[0]['n_at_risk'], 'person', 'people')} at risk at the first of them, "
        f"{count(last['n_at_risk'])} of whom were still at risk on that day."
    )


def _mean(row: dict[str, Any]) -> str:
    low, high = number(float(row["low"])), number(float(row["high"]))
    return f"{number(float(row['mean_count']))} flags (95 % interval {low} to {high})"


def _said(row: dict[str, Any]) -> str:
    return f"Day {row['day']}: {_mean(row)} per person<br>{count(row['n_at_risk'])} at risk"
