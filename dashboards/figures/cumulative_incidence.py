"""Share of people with the signal by each day after the first dose, with the people still at risk under it."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sheet import (
    LINE_PX,
    Label,
    add_band,
    annotate,
    empty,
    floats,
    label_at_right,
    percent_axis,
    sheet,
    x_title,
)
from dashboards.words import count, interval, percent

Rows = Sequence[dict[str, Any]]

WEEK = 7
MOST_STEPS = 6
BAND_SHARE = 0.02
NOTHING = "No curve to draw: nobody had the event, died or stopped treatment in the window."


def cumulative_incidence(
    rows: Rows,
    *,
    trial_share: float | None = None,
    trial_share_low: float | None = None,
    trial_share_high: float | None = None,
    trial_window_days: int | None = None,
) -> go.Figure:
    """The share as steps in its 95 % band; dashed, the share that died or stopped first; grey, the trial's interval.

    Reads rows of `signals.cumulative_incidence` of one rule: day, n_at_risk, cumulative_incidence, low, high,
    competing_incidence; the trial's share with both ends of its interval stands at the end of its window, when all
    are given. Sources: Aalen and Johansen 1978, Scand J Stat 5:141; numbers at risk under the curve: Pocock, Clayton
    and Altman 2002, Lancet 359:1686.
    """
    steps = sorted(rows, key=lambda row: row["day"])
    if not steps:
        return empty(NOTHING)
    figure = sheet("Share of patients with a first event by then, with its 95 % band", right_px=100, below_px=110)
    last = steps[-1]
    end = max(last["day"], trial_window_days or 0, WEEK)
    _add_curve(figure, steps)
    labels = [
        Label(float(last["cumulative_incidence"]), "ours", is_ours=True),
        Label(float(last["competing_incidence"]), "died/stopped"),
    ]
    highest = [*floats(steps, "high"), *floats(steps, "competing_incidence")]
    if None not in (trial_share, trial_share_low, trial_share_high, trial_window_days):
        highest.append(trial_share_high)
        _add_trial(figure, trial_share, trial_share_low, trial_share_high, trial_window_days, BAND_SHARE * end)
    top = min(1.0, 1.18 * max(0.05, *(share for share in highest if share is not None)))
    label_at_right(figure, labels, top=top)
    percent_axis(figure, top)
    add_numbers_at_risk(figure, steps, end)
    return figure


def finding(rows: Rows) -> str:
    """The share by the last step with its interval and the people still at risk, in one sentence."""
    steps = sorted(rows, key=lambda row: row["day"])
    if not steps:
        return NOTHING
    last = steps[-1]
    n, share = last["n_at_risk"], float(last["cumulative_incidence"])
    still = f"{count(n)} {'was' if n == 1 else 'were'} still at risk just before that day"
    if share == 0:
        bound = 1 - 0.05 ** (1 / max(n, 1))
        return (
            f"Nobody had a first event by day {last['day']} after the first dose; {still}, "
            f"which still allows a share of up to {percent(bound, n)} (one-sided 95 %)."
        )
    most = max(row["n_at_risk"] for row in steps)
    return (
        f"By day {last['day']} after the first dose {percent(share, most)} had a first event (95 % interval "
        f"{interval(float(last['low']), float(last['high']), most)}), where death or stopping treatment may come "
        f"first; {still}."
    )


def at_risk_on(steps: Rows, day: int) -> int | None:
    """People at risk just before the first step on or after a day; not known after the last step."""
    return next((row["n_at_risk"] for row in steps if row["day"] >= day), None)


def _add_curve(figure: go.Figure, steps: Rows) -> None:
    days = [0, *(row["day"] for row in steps)]
    add_band(figure, days, floats(steps, "low"), floats(steps, "high"))
    figure.add_scatter(
        x=days, y=[0, *floats(steps, "competing_incidence")], mode="lines", name="died or stopped first",
        hoverinfo="skip", line={"shape": "hv", "width": 1.5, "color": theme.INK, "dash": "dash"},
    )  # fmt: skip
    said = [
        f"Day {row['day']}: {percent(float(row['cumulative_incidence']), row['n_at_risk'])}, 95 % interval "
        f"{interval(float(row['low']), float(row['high']), row['n_at_risk'])}<br>"
        f"{count(row['n_at_risk'])} at risk just before"
        for row in steps
    ]
    figure.add_scatter(
        x=days, y=[0, *floats(steps, "cumulative_incidence")], mode="lines", name="ours",
        line={"shape": "hv", "width": 3, "color": theme.BLUE},
        text=["First dose", *said], hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _add_trial(
    figure: go.Figure, share: float | None, low: float | None, high: float | None, day: int | None, half: float
) -> None:
    x = float(day or 0) + 1.5 * half
    figure.add_shape(
        type="rect", x0=x - half, x1=x + half, y0=low, y1=high, layer="below", name="trial",
        fillcolor=theme.TRIAL_BAND, line={"color": theme.TRIAL_LINE, "width": 1},
    )  # fmt: skip
    figure.add_annotation(text="trial", x=x, y=high, yanchor="bottom", showarrow=False)
    figure.add_scatter(
        x=[x], y=[share], mode="markers", name="trial", cliponaxis=False, hovertemplate="Trial<extra></extra>",
        marker={"symbol": "circle-open", "size": 13, "color": theme.TRIAL_LINE, "line": {"width": 2.5}},
    )  # fmt: skip


def add_numbers_at_risk(figure: go.Figure, steps: Rows, end: int) -> None:
    """An axis of weeks up to a day, and under it the people still at risk: those of each seventh day are known."""
    weeks = next(weeks for weeks in (1, 2, 4, 6, 8, 13, 26, 52, 104, 10_000) if end / WEEK / weeks <= MOST_STEPS)
    ticks = list(range(0, end + 1, weeks * WEEK))
    figure.update_xaxes(
        range=[0, end * (1 + 3 * BAND_SHARE)], tickvals=ticks, ticktext=[f"{tick // WEEK}" for tick in ticks]
    )
    x_title(figure, "Weeks after the first dose")
    below = {"y": 0, "yref": "paper", "yanchor": "top"}
    heading = {
        "text": "Still at risk",
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "xshift": -10,
        "yshift": -52,
        **below,
    }
    known = [
        {
            "text": count(at_risk_on(steps, tick)), "x": tick, "xanchor": "center", "yshift": -52 - LINE_PX,
            "name": "at risk", **below,
        }
        for tick in ticks
    ]  # fmt: skip
    annotate(figure, [heading, *known])
