"""Our rate as a multiple of the trial's, each with its exact interval, on one logarithmic axis."""

from collections.abc import Sequence
from math import isinf, log10
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.forest import add_title, set_rows
from dashboards.words import counted, number

Rows = Sequence[dict[str, Any]]

LOWEST, HIGHEST = 0.1, 20.0
TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
NOTHING = "No ratio can be formed: it needs time at risk on our side and a trial count with person-time."


def ratio_forest(rates: Rows) -> go.Figure:
    """One row per rate, in line with `forest`: a dot and its interval; 1 is a whole line and 2 a dashed one.

    An interval that leaves the axis ends in an arrow. Without an event in the trial there is no ratio, only its lower
    end; without one on either side there is nothing, and that is written. Reads rows of `marts.rate_by_window`:
    title, rate_ratio, rate_ratio_low, rate_ratio_high, n_first_events.
    Source: exact conditional interval, Przyborowski and Wilenski 1940, Biometrika 31:313.
    """
    figure = go.Figure(layout={"template": theme.TEMPLATE})
    _add_marked(figure, 1, "the trial’s rate", "solid", len(rates))
    _add_marked(figure, 2, "twice", "dash", len(rates))
    for place, rate in enumerate(rates):
        add_title(figure, rate["title"], place)
        if rate["rate_ratio_low"] is None and rate["rate_ratio_high"] is None:
            figure.add_annotation(
                text="no ratio", x=log10(LOWEST), xanchor="left", y=place, showarrow=False,
                bgcolor=theme.LABEL_GROUND, font={"color": theme.TRIAL_LINE},
            )  # fmt: skip
        else:
            _add_ratio(figure, rate, place)
    figure.update_xaxes(
        type="log", range=[log10(LOWEST), log10(HIGHEST)], tickvals=TICKS, ticktext=[f"{tick:g}" for tick in TICKS],
        title={"text": "Our rate ÷ the trial’s", "standoff": 8, "font": {"size": theme.TEXT_PX}},
        gridcolor=theme.RULE_LINE, zeroline=False, fixedrange=True,
    )  # fmt: skip
    set_rows(figure, len(rates))
    figure.update_layout(margin={"t": 30})
    figure.update_layout(height=figure.layout.height + 22)
    return figure


def finding(rates: Rows) -> str:
    """How many intervals lie wholly above 1, hold it, or lie below it, in one sentence without a verdict."""
    known = [rate for rate in rates if rate["rate_ratio_low"] is not None and rate["rate_ratio_high"] is not None]
    if not known:
        return NOTHING
    above = sum(rate["rate_ratio_low"] > 1 for rate in known)
    below = sum(rate["rate_ratio_high"] < 1 for rate in known)
    beyond = sum(rate["rate_ratio_high"] >= 2 for rate in known)
    held = len(known) - above - below
    lie, hold = "lies" if above == 1 else "lie", "holds" if held == 1 else "hold"
    reach = "reaches" if beyond == 1 else "reach"
    return (
        f"Of {counted(len(known), 'interval')} of the ratio to the trial’s rate, {above} {lie} wholly above 1, {below} "
        f"wholly below it, and {held} {hold} it; {beyond} {reach} 2 or more, so that a doubling is not excluded there. "
        f"Each was looked at on its own."
    )


def in_words(rate: dict[str, Any]) -> tuple[str, str]:
    """The ratio and its interval; a dash, and no interval, where there is none."""
    low, high = rate["rate_ratio_low"], rate["rate_ratio_high"]
    if low is None or high is None:
        return "–", ""
    ends = f"from {number(low)}, no upper end" if isinf(high) else f"{number(low)} to {number(high)}"
    return number(rate["rate_ratio"]), ends


def _add_marked(figure: go.Figure, ratio: float, name: str, dash: str, n_rows: int) -> None:
    figure.add_scatter(
        x=[ratio, ratio], y=[-0.6, n_rows - 0.4], mode="lines", name=name, hoverinfo="skip",
        line={"color": theme.INK, "width": 1.5, "dash": dash},
    )  # fmt: skip
    figure.add_annotation(
        text=name, x=log10(ratio), y=1, yref="paper", yanchor="bottom", yshift=4, showarrow=False,
        xanchor="right" if ratio == 1 else "left", xshift=14 if ratio == 1 else -6,
    )  # fmt: skip


def _add_ratio(figure: go.Figure, rate: dict[str, Any], place: int) -> None:
    low, high, ratio = rate["rate_ratio_low"], rate["rate_ratio_high"], rate["rate_ratio"]
    ends = [min(max(end, LOWEST), HIGHEST) for end in (low, high)]
    value, interval = in_words(rate)
    events = counted(rate["n_first_events"], "first event")
    said = f"{value} (95 % interval {interval})<br>{events} of ours<extra></extra>"
    figure.add_scatter(
        x=ends, y=[place, place], mode="lines+markers", name="interval", cliponaxis=False, hovertemplate=said,
        line={"color": theme.BLUE, "width": 3},
        marker={
            "color": theme.BLUE, "size": [11 if end else 9 for end in (low < LOWEST, high > HIGHEST)], "opacity": 1,
            "symbol": [
                "triangle-left" if low < LOWEST else "line-ns-open",
                "triangle-right" if high > HIGHEST else "line-ns-open",
            ],
        },
    )  # fmt: skip
    if ratio is not None and ratio > 0:
        figure.add_scatter(
            x=[min(max(ratio, LOWEST), HIGHEST)], y=[place], mode="markers", name="ours", cliponaxis=False,
            marker={"symbol": "circle", "size": 13, "color": theme.BLUE}, hovertemplate=said,
        )  # fmt: skip
