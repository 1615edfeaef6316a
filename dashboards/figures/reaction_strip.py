"""When reactions began after an infusion, from its end to 72 hours: one lane a rule, one dot a flag."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from itertools import groupby
from math import ceil, sqrt
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sheet import empty, number, sheet, x_title
from dashboards.words import counted, day, minutes

Rows = Sequence[dict[str, Any]]

LAST_HOUR = 72
TICK_HOURS = (0, 0.25, 1, 3, 6, 12, 24, 48, 72)
DURING = -0.55
LANE_PX, HEAD = 150, 0.18
STEP = 0.3
DOT_PX, SMALLEST_NUMBERED_PX = 19, 15
MOST_STACKED = 6
LEAST_APART_PX = 2
"""Dots of one column that would lie nearer are one dot, which tells how many it stands for: one hides the other."""
NOTHING = "No onset to draw: no flag of a reaction has a known time of onset."


def reaction_strip(rows: Rows, window_minutes: float) -> go.Figure:
    """Flags by hours after the end of the infusion before them, on a square-root scale so that the first hour is seen.

    A flag that began while the infusion ran stands left of zero; one after 72 hours, or without a time, is not drawn
    and is said. Dots of nearly the same time are stacked in columns, and of very many one dot stands for those that
    would hide each other; the number in a dot is its grade. `window_minutes` (dashed) is the number of
    infusion_reaction. Reads rows of `marts.reaction`: title, patient_id, minutes_after_end, grade, method,
    infusion_number, infused_on, in lanes of their order. Sources: CTCAE v5.0, infusion related reaction;
    Cleveland 1985, The Elements of Graphing Data (root scales).
    """
    drawn = _drawn(rows)
    if not drawn:
        return empty(NOTHING)
    lanes = {title: list(own) for title, own in groupby(rows, lambda row: row["title"])}
    figure = sheet(
        "Onset by hours after the end of the infusion (square-root scale); number: grade",
        plot_px=LANE_PX * len(lanes), left_px=16,
    )  # fmt: skip
    figure.add_shape(
        type="rect", name="during", x0=-1.0, x1=-0.1, y0=0, y1=1, yref="y domain", layer="below", line={"width": 0},
        fillcolor=theme.TRIAL_BAND_OUTER,
    )  # fmt: skip
    end = sqrt(window_minutes / 60)
    figure.add_shape(
        type="line", name="window", x0=end, x1=end, y0=0, y1=1, yref="y domain", layer="below",
        line={"color": theme.INK, "width": 1.5, "dash": "dash"},
    )  # fmt: skip
    for place, (title, own) in enumerate(lanes.items()):
        base = len(lanes) - 1 - place
        _add_lane(figure, title, own, base)
    ticks = [sqrt(hour) for hour in TICK_HOURS]
    figure.update_xaxes(
        range=[-1.05, sqrt(LAST_HOUR) + 0.3], tickvals=[DURING, *ticks], zeroline=False,
        ticktext=["during", *("¼" if hour == 0.25 else f"{hour:g}" for hour in TICK_HOURS)], tickangle=0,
    )  # fmt: skip
    figure.update_yaxes(range=[0, len(lanes)], visible=False)
    x_title(figure, f"Hours after the end; dashed: the rule’s {number(window_minutes / 60)} h")
    return figure


def finding(rows: Rows) -> str:
    """How many flags have a time of onset, how many of them began during the infusion or within an hour of its end."""
    drawn = _drawn(rows)
    if not drawn:
        return NOTHING
    during = sum(float(row["minutes_after_end"]) <= 0 for row in drawn)
    hour = sum(0 < float(row["minutes_after_end"]) <= 60 for row in drawn)
    sentence = (
        f"Of {counted(len(drawn), 'flag')} with a time up to {LAST_HOUR} hours, {during} began during the infusion and "
        f"{hour} within an hour of its end"
    )
    n_late = sum(row["minutes_after_end"] is not None for row in rows) - len(drawn)
    n_untimed = sum(row["minutes_after_end"] is None for row in rows)
    if n_late:
        sentence += f"; {counted(n_late, 'flag')} began later"
    if n_untimed:
        sentence += f"; of {counted(n_untimed, 'flag')} the time is not known"
    return f"{sentence}."


def _drawn(rows: Rows) -> list[dict[str, Any]]:
    timed = (row for row in rows if row["minutes_after_end"] is not None)
    return [row for row in timed if float(row["minutes_after_end"]) <= LAST_HOUR * 60]


def _place(row: dict[str, Any]) -> float:
    after = float(row["minutes_after_end"])
    return DURING if after <= 0 else sqrt(after / 60)


def _add_lane(figure: go.Figure, title: str, rows: Rows, base: int) -> None:
    own = sorted(_drawn(rows), key=lambda row: (_place(row), row["patient_id"], row["flag_id"]))
    seen: Counter[int] = Counter()
    dots = []
    for row in own:
        column = round(_place(row) / STEP)
        seen[column] += 1
        dots.append((row, column, seen[column]))
    highest = max([*seen.values(), MOST_STACKED])
    size = max(4, DOT_PX * MOST_STACKED / highest)
    room = 1 - HEAD - 0.1
    together = max(1, ceil(LEAST_APART_PX * highest / (LANE_PX * room)))
    dots = [dot for dot in dots if (dot[2] - 1) % together == 0]
    figure.add_scatter(
        x=[column * STEP if _place(row) > 0 else DURING for row, column, _ in dots],
        y=[base + 0.1 + (height - 0.5) * room / highest for _, _, height in dots],
        mode="markers+text" if size >= SMALLEST_NUMBERED_PX else "markers", name=title, cliponaxis=False,
        marker={"size": size, "color": theme.BLUE, "line": {"width": 1, "color": "#FFFFFF"}},
        text=["" if row["grade"] is None else f"{row['grade']}" for row, _, _ in dots], textposition="middle center",
        textfont={"color": "#FFFFFF", "size": 14}, 
        customdata=[_said(row, min(together, seen[column] - height + 1) - 1) for row, column, height in dots],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    n_other = len(rows) - len(own)
    figure.add_annotation(
        text=f"<b>{escape(title, quote=False)}</b>: {len(own)} drawn" + (f", {n_other} not" if n_other else ""),
        x=0, xref="x domain", xanchor="left", xshift=4, y=base + 1, yanchor="top", showarrow=False,
        bgcolor=theme.LABEL_GROUND,
    )  # fmt: skip
    if base:
        figure.add_shape(
            type="line", name="lane", x0=0, x1=1, xref="x domain", y0=base, y1=base, layer="below",
            line={"color": theme.RULE_LINE, "width": 1},
        )  # fmt: skip


def _said(row: dict[str, Any], n_hidden: int) -> str:
    after = float(row["minutes_after_end"])
    lines = [
        f"{row['patient_id']}, infusion {row['infusion_number']} on {day(row['infused_on'])}",
        "during the infusion" if after <= 0 else f"{minutes(after)} after its end",
        f"{row['method'] or 'method not reported'}" + ("" if row["grade"] is None else f", grade {row['grade']}"),
        *([f"and {counted(n_hidden, 'more flag')} here"] if n_hidden else []),
    ]
    return "<br>".join(escape(line, quote=False) for line in lines)
