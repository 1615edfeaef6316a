"""The sheet on which figures over time are drawn: a heading in place of a vertical title, labels beside the lines."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import floor, log, log10
from textwrap import wrap
from typing import Any, NamedTuple

import plotly.graph_objects as go

from dashboards import theme
from dashboards.words import counted

PLOT_PX = 240
LINE_PX = 19
WRAPS_AT = 42
LEFT_PX = 52
LABEL_GAP_PX = 17
MEAN_BEHIND_NONE = -log(0.05)
"""The mean count that still shows no event once in twenty: the one-sided 95 % upper bound behind a zero."""


class Label(NamedTuple):
    """Words that stand to the right of the plot, beside the line they name."""

    y: float
    text: str
    is_ours: bool = False


def sheet(
    heading: str, *, plot_px: int = PLOT_PX, left_px: int = LEFT_PX, right_px: int = 20, below_px: int = 52
) -> go.Figure:
    """An empty figure with its heading above the plot; the same on a wide screen and on a telephone."""
    lines = wrap(heading, WRAPS_AT)
    top_px = LINE_PX * len(lines) + 12
    words = {
        "text": "<br>".join(lines), "showarrow": False, "align": "left",
        "x": 0, "xref": "paper", "xanchor": "left", "xshift": 4 - left_px,
        "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 6,
    }  # fmt: skip
    return go.Figure(
        layout={
            "template": theme.TEMPLATE,
            "height": plot_px + top_px + below_px,
            "hovermode": "closest",
            "margin": {"l": left_px, "r": right_px, "t": top_px, "b": below_px},
            "annotations": [words],
            "xaxis": {
                "fixedrange": True, "showgrid": False, "showline": True, "linecolor": theme.TRIAL_LINE,
                "ticks": "outside",
            },
            "yaxis": {"fixedrange": True, "gridcolor": theme.RULE_LINE, "zeroline": False},
        }
    )  # fmt: skip


def annotate(figure: go.Figure, notes: Iterable[dict[str, Any]]) -> None:
    """Several words at once: with each that is added alone, Plotly checks all words of a figure again."""
    figure.layout.annotations = [*figure.layout.annotations, *({"showarrow": False, **note} for note in notes)]


def empty(sentence: str) -> go.Figure:
    """A figure of nothing, which says so in words."""
    figure = sheet(sentence, plot_px=0, below_px=8)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    return figure


def add_band(
    figure: go.Figure, days: Sequence[float], low: Sequence[float | None], high: Sequence[float | None]
) -> None:
    """The 95 % band of a curve of steps from nothing at day 0; `days` has one more than the ends."""
    edge: dict[str, Any] = {
        "mode": "lines",
        "hoverinfo": "skip",
        "line": {"shape": "hv", "width": 1, "color": theme.BLUE},
    }
    figure.add_scatter(x=days, y=[0, *low], name="95 % band, low", **edge)
    figure.add_scatter(x=days, y=[0, *high], name="95 % band, high", fill="tonexty", fillcolor=theme.OURS_BAND, **edge)


def x_title(figure: go.Figure, text: str) -> None:
    """The title under the horizontal axis."""
    figure.update_xaxes(title={"text": text, "standoff": 8, "font": {"size": theme.TEXT_PX}})


def over_days(figure: go.Figure, days: Sequence[date]) -> tuple[date, date]:
    """Makes the horizontal axis one of dates that holds all of them; gives its two ends."""
    first, last = min(days), max(days)
    pad = timedelta(days=max(3, round((last - first).days * 0.03)))
    ends = first - pad, last + pad
    figure.update_xaxes(type="date", range=[f"{end:%Y-%m-%d}" for end in ends], nticks=5, tickformat="%-d %b<br>%Y")
    return ends


def label_at_right(figure: go.Figure, labels: Iterable[Label], *, top: float, plot_px: int = PLOT_PX) -> None:
    """Names lines to the right of a plot from 0 to `top`; labels that would overlap are moved apart."""
    by_height = sorted(labels, key=lambda label: label.y)
    places = apart([label.y for label in by_height], gap=LABEL_GAP_PX * top / plot_px, top=top)
    notes = [
        {
            "text": label.text, "x": 1, "xref": "paper", "xanchor": "left", "xshift": 4, "y": place,
            "yanchor": "middle", "align": "left",
            "font": {"color": theme.BLUE, "weight": "bold"} if label.is_ours else {},
        }
        for label, place in zip(by_height, places, strict=True)
    ]  # fmt: skip
    annotate(figure, notes)


def apart(places: Sequence[float], *, gap: float, top: float) -> list[float]:
    """Rising places moved up until `gap` lies between neighbours, and down again where that leads beyond `top`."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + gap) if found else place)
    ceiling = top
    for i in reversed(range(len(found))):
        found[i] = min(found[i], ceiling)
        ceiling = found[i] - gap
    return found


def percent_axis(figure: go.Figure, end: float) -> None:
    """Makes the vertical axis one of per cent from 0 to a share."""
    step = next((step for step in (0.01, 0.02, 0.05, 0.1, 0.2) if end / step <= 6), 0.25)
    ticks = [step * place for place in range(int(end / step + 1e-9) + 1)]
    figure.update_yaxes(range=[0, end], tickvals=ticks, ticktext=[f"{100 * tick:.0f} %" for tick in ticks])


def ring(figure: go.Figure, x: Any, y: float, **axis: str) -> None:
    """A ring around the point at which a boundary was first reached."""
    figure.add_scatter(
        x=[x], y=[y], mode="markers", name="first crossing", hoverinfo="skip", cliponaxis=False,
        marker={"symbol": "circle-open", "size": 16, "color": theme.ABOVE, "line": {"width": 3}}, **axis,
    )  # fmt: skip


def exposure(n_events: int, patient_years: float) -> str:
    """5 first events in 56.8 patient-years; without any, with what the rate could still be."""
    if n_events or not patient_years:
        return f"{counted(n_events, 'first event')} in {patient_years:.1f} patient-years"
    bound = number(100 * MEAN_BEHIND_NONE / patient_years)
    return f"0 first events in {patient_years:.1f} patient-years, one-sided 95 % upper bound {bound} per 100"


def number(value: float, figures: int = 2) -> str:
    """A number with its significant figures, whole from 100 on, with thin spaces between the thousands."""
    decimals = max(0, figures - 1 - floor(log10(abs(value)))) if value else 0
    text = f"{value:,.{decimals}f}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return text.rstrip("0").rstrip(".") if "." in text else text


def floats(rows: Iterable[dict[str, Any]], name: str) -> list[float | None]:
    """One column as numbers that can be drawn; what is missing stays missing."""
    return [None if row[name] is None else float(row[name]) for row in rows]
