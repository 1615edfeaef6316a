"""How long after the last dose the events began, among those who had one."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from statistics import median, quantiles
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sheet import empty, number, sheet, x_title
from dashboards.words import counted

Rows = Sequence[dict[str, Any]]

ROOM_SHARE = 0.5
FEWEST_FOR_QUARTILES = 4
ROW_PX, FEWEST_ROWS, MOST_ROWS = 15, 4, 20
LABELS_PX = 44
NOTHING = "No onset to draw: nobody has had the event with a known date."


def onset_strip(rows: Rows) -> go.Figure:
    """One dot an onset on its day after the last dose before it, equal days stacked; median and middle half marked.

    Conditional on having had the event: it says nothing about how often it happens. Reads rows of `signals.onset` of
    one rule: patient_id, days_since_first_dose, days_since_last_dose. Sources: Wilkinson 1999, Am Stat 53:276 (dot
    plots); Hyndman and Fan 1996, Am Stat 50:361, definition 7 (quartiles).
    """
    known = _known(rows)
    if not known:
        return empty(NOTHING)
    days = [float(row["days_since_last_dose"]) for row in known]
    heights = _stacked(days)
    n_rows = min(max([*heights, FEWEST_ROWS]), MOST_ROWS)
    dots_px = ROW_PX * n_rows
    figure = sheet(
        f"Only those who had it: {counted(len(known), 'onset')} by days after the last dose",
        plot_px=dots_px + LABELS_PX, left_px=20,
    )  # fmt: skip
    highest = max([*heights, n_rows])
    top = (highest + 0.6) * (dots_px + LABELS_PX) / dots_px
    end = max([*days, 7.0])
    _add_middle(figure, days, end)
    figure.add_scatter(
        x=days, y=heights, mode="markers", name="onsets", cliponaxis=False,
        marker={"size": max(4, 11 * n_rows / highest), "color": theme.BLUE, "line": {"width": 1, "color": "#FFFFFF"}},
        text=[_said(row) for row in known], hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    every = next(step for step in (1, 2, 7, 14, 28, 56, 112, 364, 10_000) if end / step <= 7)
    figure.update_xaxes(range=[-0.02 * end, 1.04 * end], tick0=0, dtick=every, zeroline=False)
    figure.update_yaxes(range=[0.2, top], visible=False)
    x_title(figure, "Days after the last dose")
    return figure


def finding(rows: Rows) -> str:
    """Median and middle half of the time to onset, and among how many, in one sentence."""
    if not rows:
        return NOTHING
    known = _known(rows)
    days = [float(row["days_since_last_dose"]) for row in known]
    n_unknown = len(rows) - len(known)
    without = f"; for {counted(n_unknown, 'more onset')} the time is not known" if n_unknown else ""
    if not days:
        return f"The time since the last dose is not known for any of {counted(len(rows), 'onset')}."
    patients = len({row["patient_id"] for row in known})
    middle = f", middle half {_quartile_words(days)}" if len(days) >= FEWEST_FOR_QUARTILES else ""
    return (
        f"Among {counted(len(days), 'onset')} of {counted(patients, 'patient')} who had it, the median time since the "
        f"last dose is {_in_days(median(days))}{middle}{without}; this is conditional on having had the event and does "
        "not say how often it happens."
    )


def _known(rows: Rows) -> list[dict[str, Any]]:
    known = [row for row in rows if row["days_since_last_dose"] is not None]
    return sorted(known, key=lambda row: (row["days_since_last_dose"], row["patient_id"]))


def _stacked(days: Sequence[float]) -> list[int]:
    seen: Counter[float] = Counter()
    heights = []
    for day in days:
        seen[day] += 1
        heights.append(seen[day])
    return heights


def _quartiles(days: Sequence[float]) -> tuple[float, float]:
    first, _, third = quantiles(days, n=4, method="inclusive")
    return first, third


def _quartile_words(days: Sequence[float]) -> str:
    first, third = _quartiles(days)
    return f"{number(first, 3)} to {_in_days(third)}"


def _in_days(days: float) -> str:
    return f"{number(days, 3)} {'day' if days == 1 else 'days'}"


def _said(row: dict[str, Any]) -> str:
    said = (
        f"{escape(row['patient_id'], quote=False)}: {_in_days(float(row['days_since_last_dose']))} after the last dose"
    )
    first = row["days_since_first_dose"]
    return said if first is None else f"{said}<br>{_in_days(float(first))} after the first dose"


def _add_middle(figure: go.Figure, days: Sequence[float], end: float) -> None:
    middle = median(days)
    first = last = middle
    said = f"median {_in_days(middle)}"
    if len(days) >= FEWEST_FOR_QUARTILES:
        first, last = _quartiles(days)
        figure.add_shape(
            type="rect", x0=first, x1=last, y0=0, y1=1, yref="y domain", layer="below", name="middle half",
            fillcolor=theme.TRIAL_BAND, line={"color": theme.TRIAL_LINE, "width": 1},
        )  # fmt: skip
        said += f"<br>middle half {_quartile_words(days)}"
    figure.add_shape(
        type="line", x0=middle, x1=middle, y0=0, y1=1, yref="y domain", layer="below", name="median",
        line={"color": theme.INK, "width": 2, "dash": "dash"},
    )  # fmt: skip
    # To the side with room; where neither has it, over the grey band, above the dots.
    if last < ROOM_SHARE * end:
        place: dict[str, Any] = {"x": last, "xanchor": "left", "xshift": 6, "align": "left"}
    elif first > (1 - ROOM_SHARE) * end:
        place = {"x": first, "xanchor": "right", "xshift": -6, "align": "right"}
    else:
        place = {"x": 0, "xref": "paper", "xanchor": "left", "xshift": 0, "align": "left"}
    figure.add_annotation(
        text=said, y=1, yref="y domain", yanchor="top", showarrow=False, bgcolor=theme.LABEL_GROUND, **place
    )
