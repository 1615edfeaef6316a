"""Mean number of flags per person by each day after the first dose, with the people still at risk under it."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.cumulative_incidence import WEEK, add_numbers_at_risk
from dashboards.figures.sheet import Label, add_band, empty, floats, label_at_right, number, sheet
from dashboards.words import count, counted

Rows = Sequence[dict[str, Any]]

LEAST_AT_RISK = 0.1
"""Of those ever at risk: where fewer still are, the mean is neither drawn nor told. Pocock, Clayton and Altman 2002."""
NOTHING = "No curve to draw: nobody was flagged more than once while at risk, or it is a laboratory rule."


def mean_count(rows: Rows) -> go.Figure:
    """The mean as steps in its 95 % band, as long as a tenth of the people are still at risk.

    Reads rows of `signals.mean_count` of one rule: day, n_at_risk, n_events, mean_count, low, high. Sources: Lawless
    and Nadeau 1995, Technometrics 37:158; Nelson 2003, Recurrent Events Data Analysis; where to end: Pocock, Clayton
    and Altman 2002, Lancet 359:1686.
    """
    steps = well_observed(rows)
    if not steps:
        return empty(NOTHING)
    figure = sheet("Mean number of flags per person by then, with its 95 % band", right_px=100, below_px=110)
    days = [0, *(row["day"] for row in steps)]
    add_band(figure, days, floats(steps, "low"), floats(steps, "high"))
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
    """The mean by the last day drawn with its interval, and how many flags make it, in one sentence."""
    steps = well_observed(rows)
    if not steps:
        return NOTHING
    last = steps[-1]
    still = "was" if last["n_at_risk"] == 1 else "were"
    return (
        f"By day {last['day']} after the first dose a person had {_mean(last)} on average, further flags of the same "
        f"person counted too: {counted(sum(row['n_events'] for row in steps), 'flag')} of "
        f"{counted(max(row['n_at_risk'] for row in steps), 'person', 'people')} at risk, "
        f"{count(last['n_at_risk'])} of whom {still} still at risk on that day."
    )


def well_observed(rows: Rows) -> list[dict[str, Any]]:
    """The rows in order of days, up to the last on which a tenth of the people ever at risk still are."""
    steps = sorted(rows, key=lambda row: row["day"])
    enough = LEAST_AT_RISK * max((row["n_at_risk"] for row in steps), default=0)
    kept = [number for number, row in enumerate(steps, start=1) if row["n_at_risk"] >= enough]
    return steps[: kept[-1]] if kept else []


def _mean(row: dict[str, Any]) -> str:
    low, high = number(float(row["low"])), number(float(row["high"]))
    return f"{number(float(row['mean_count']))} flags (95 % interval {low} to {high})"


def _said(row: dict[str, Any]) -> str:
    return f"Day {row['day']}: {_mean(row)} per person<br>{count(row['n_at_risk'])} at risk"
