"""One of many small figures: the path of an e-value, its boundaries and where it stands today."""

from collections.abc import Sequence
from math import log10
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sequential_marks import first_crossing
from dashboards.figures.sheet import floats, number, ring
from dashboards.words import beside_boundary, day

Rows = Sequence[dict[str, Any]]

HEIGHT_PX = 166
LOWEST, HIGHEST = 0.01, 1000.0
TICKS = {0.01: "0.01", 0.1: "0.1", 1: "1", 10: "10", 100: "100", 1000: "1000"}


def path_multiple(rows: Rows) -> go.Figure:
    """Steps of the e-value on an axis that all share, 0.01 to 1000; beyond it the path runs at its edge.

    The boundary of *above* is dashed, that of *watch* dotted; a large dot is today, a ring the first crossing. Reads
    rows of `signals.monitor` of one path: until_on, value, boundary, watch_boundary.
    Source: as `figures.sequential_path`; small multiples as in Tufte 1983, The Visual Display of Quantitative
    Information.
    """
    path = sorted(rows, key=lambda row: row["until_on"])
    figure = go.Figure(layout={"template": theme.TEMPLATE, "height": HEIGHT_PX, "hovermode": "closest"})
    figure.update_layout(margin={"l": 46, "r": 70, "t": 6, "b": 42})
    days, drawn = [row["until_on"] for row in path], [_inside(value or 0.0) for value in floats(path, "value")]
    figure.add_scatter(
        x=days, y=drawn, mode="lines", name="path", line={"shape": "hv", "color": theme.BLUE, "width": 2},
        text=[f"{day(row['until_on'])}: e-value {beside_boundary(float(row['value']))}" for row in path],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    for name, word, dash in (("boundary", "above", "dash"), ("watch_boundary", "watch", "dot")):
        limit = path[-1][name]
        if limit is not None:
            figure.add_scatter(
                x=[days[0], days[-1]], y=[float(limit)] * 2, mode="lines", name=word, hoverinfo="skip",
                line={"color": theme.INK, "width": 1.5, "dash": dash},
            )  # fmt: skip
            figure.add_annotation(
                text=f"{word} {number(float(limit), 3)}", x=1, xref="paper", xanchor="left", xshift=3,
                y=log10(float(limit)), yanchor="bottom" if name == "boundary" else "top", showarrow=False,
            )  # fmt: skip
    figure.add_scatter(
        x=days[-1:], y=drawn[-1:], mode="markers", name="today", hoverinfo="skip", cliponaxis=False,
        marker={"size": 10, "color": theme.BLUE},
    )  # fmt: skip
    crossing = first_crossing(path)
    if crossing is not None:
        ring(figure, crossing[0]["until_on"], _inside(float(crossing[0]["value"])))
    figure.update_xaxes(
        type="date", nticks=3, tickangle=0, tickformat="%-d %b<br>%Y", showgrid=False, fixedrange=True,
        tickformatstops=[{"dtickrange": ["M1", None], "value": "%b<br>%Y"}],
    )  # fmt: skip
    figure.update_yaxes(
        type="log", range=[-2.1, 3.1], tickvals=list(TICKS), ticktext=list(TICKS.values()), fixedrange=True,
        gridcolor=theme.RULE_LINE, zeroline=False,
    )  # fmt: skip
    return figure


def _inside(value: float) -> float:
    return min(max(value, LOWEST), HIGHEST)
