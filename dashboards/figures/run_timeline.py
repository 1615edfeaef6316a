"""The steps of one run on one axis of time, each beside what it usually takes."""

from collections.abc import Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sheet import empty, sheet, x_title
from dashboards.words import counted, seconds

Rows = Sequence[dict[str, Any]]

STEP_PX = 44
BAR, LOOSE = 0.34, 0.5
SLOW_FROM, SLOW_BY_SECONDS = 1.5, 5.0
"""A step is called slow from this multiple of its usual time on, when it also took so many seconds more."""
NOTHING = "No step to draw: no step of this run has ended."


def run_timeline(steps: Rows) -> go.Figure:
    """Solid bars: when each step ran; hollow ones behind: its median over the last 30 runs, from the same start.

    Reads rows as `dashboards.pages.run_step.in_short` gives them, in the order in which they began: step, started_at,
    seconds, usual_seconds, outcome. A failed step is drawn in its colour with a cross; one that has not ended is left
    out. Source: Gantt charts, as in Wilson 2003, Eur J Oper Res 149:430.
    """
    drawn = _drawn(steps)
    if not drawn:
        return empty(NOTHING)
    begun = min(step["started_at"] for step in drawn)
    figure = sheet("Steps from the start of the run; hollow: the usual time", plot_px=STEP_PX * len(drawn), left_px=16)
    places = {id(step): len(drawn) - 1 - place for place, step in enumerate(drawn)}
    usual = [step for step in drawn if step["usual_seconds"] is not None]
    if usual:
        _add_bars(
            figure, usual, [places[id(step)] for step in usual], begun, "usual_seconds",
            {"color": "rgba(255,255,255,0)", "line": {"width": 1.5, "color": theme.TRIAL_LINE}}, LOOSE,
        )  # fmt: skip
    for name, colour in (("done", theme.BLUE), ("failed", theme.ABOVE)):
        own = [step for step in drawn if (step["outcome"] == "failed") == (name == "failed")]
        if own:
            marker = {"color": colour, "line": {"width": 0}}
            _add_bars(figure, own, [places[id(step)] for step in own], begun, "seconds", marker, BAR)
            figure.data[-1].name = name
    for step in drawn:
        sign = "✕ " if step["outcome"] == "failed" else ""
        figure.add_annotation(
            text=f"{sign}{escape(step['step'], quote=False)}: {seconds(step['seconds'])}", x=0, xref="x domain",
            xanchor="left", xshift=2, y=places[id(step)] + 0.24, yanchor="bottom", showarrow=False, yshift=1,
        )  # fmt: skip
    figure.update_xaxes(rangemode="tozero", ticksuffix=" s", nticks=6, zeroline=False)
    figure.update_yaxes(range=[-0.5, len(drawn) - 0.15], visible=False)
    figure.update_layout(barmode="overlay")
    x_title(figure, "Seconds from the start of the run")
    return figure


def finding(steps: Rows) -> str:
    """How long the steps took together, and which took much longer than usual."""
    drawn = _drawn(steps)
    if not drawn:
        return NOTHING
    total = sum(float(step["seconds"]) for step in drawn)
    slow = [
        f"{step['step']} ({seconds(step['seconds'])}, usually {seconds(step['usual_seconds'])})"
        for step in drawn
        if step["usual_seconds"] is not None
        and float(step["seconds"]) >= SLOW_FROM * float(step["usual_seconds"])
        and float(step["seconds"]) - float(step["usual_seconds"]) >= SLOW_BY_SECONDS
    ]
    usual = [step for step in drawn if step["usual_seconds"] is not None]
    if slow:
        beside = f"much longer than usual: {', '.join(slow)}"
    else:
        beside = "none much longer than usual" if usual else "there is no other run to compare with"
    return f"{counted(len(drawn), 'step')} took {seconds(total)} together; {beside}."


def _drawn(steps: Rows) -> list[dict[str, Any]]:
    return [step for step in steps if step["seconds"] is not None]


def _add_bars(
    figure: go.Figure, steps: Rows, places: Sequence[int], begun: Any, column: str, marker: dict[str, Any], width: float
) -> None:
    figure.add_bar(
        orientation="h", y=[place - 0.05 for place in places], x=[float(step[column]) for step in steps],
        base=[(step["started_at"] - begun).total_seconds() for step in steps], width=width, marker=marker,
        name="usual" if column == "usual_seconds" else "took", textposition="none",
        text=[f"{escape(step['step'], quote=False)}: {seconds(step[column])}" for step in steps],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
