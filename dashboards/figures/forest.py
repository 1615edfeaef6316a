"""Our share beside the trial's, each with its whole exact interval: a paired-dot forest."""

from collections.abc import Sequence
from html import escape
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.words import fraction, interval

ROW_PX = 92
TITLE_WRAPS_AT = 32
AXIS_PX = 60


def forest(rates: Sequence[dict[str, Any]], *, axis_end: float) -> go.Figure:
    """One row per rate, first on top: the trial as a grey band and hollow dot, ours as a solid dot and line.

    Reads rows of `marts.rate` that have a trial share; `axis_end` is the share at the right end of the axis,
    so that several forests can share one scale. A rate without people in the window shows the trial alone.
    """
    figure = go.Figure(layout={"template": theme.TEMPLATE})
    for place, rate in enumerate(rates):
        _add_trial(figure, rate, place)
        _add_ours(figure, rate, place)
        figure.add_annotation(
            text=_title(rate["title"]),
            x=0,
            xref="paper",
            xanchor="left",
            align="left",
            y=place - 0.18,
            yanchor="bottom",
            showarrow=False,
            font={"weight": "bold"},
        )
    ticks = _ticks(axis_end)
    figure.update_xaxes(
        range=[0, axis_end],
        tickvals=ticks,
        ticktext=[f"{100 * tick:.0f} %" for tick in ticks],
        title={"text": "Patients with it, per cent", "standoff": 8, "font": {"size": theme.TEXT_PX}},
        gridcolor=theme.RULE_LINE,
        zeroline=True,
        zerolinecolor=theme.TRIAL_LINE,
        fixedrange=True,
    )
    figure.update_yaxes(range=[len(rates) - 0.4, -0.6], visible=False, fixedrange=True)
    figure.update_layout(height=ROW_PX * len(rates) + AXIS_PX, hovermode="closest")
    return figure


def _title(title: str) -> str:
    lines = [escape(line, quote=False) for line in wrap(title, TITLE_WRAPS_AT)]
    return "<br>".join(lines)


def axis_end(rates: Sequence[dict[str, Any]]) -> float:
    """Right end of the axis that holds every interval: the next tenth, at most the whole."""
    ends = [rate[name] for rate in rates for name in ("share_high", "trial_share_high") if rate[name] is not None]
    return min(1.0, (int(10 * max(ends, default=0.1)) + 1) / 10)


def _ticks(end: float) -> list[float]:
    step = 0.05 if end <= 0.3 else 0.1 if end <= 0.6 else 0.2
    return [round(step * place, 2) for place in range(int(end / step + 1e-9) + 1)]


def _add_trial(figure: go.Figure, rate: dict[str, Any], place: int) -> None:
    low, high = rate["trial_share_low"], rate["trial_share_high"]
    figure.add_shape(
        type="rect",
        x0=low,
        x1=high,
        y0=place - 0.16,
        y1=place + 0.42,
        layer="below",
        fillcolor=theme.TRIAL_BAND,
        line={"color": theme.TRIAL_LINE, "width": 1},
    )
    said = fraction(rate["trial_n_with_event"], rate["trial_n_patients"], rate["trial_share"])
    figure.add_scatter(
        x=[rate["trial_share"]],
        y=[place + 0.25],
        mode="markers",
        name="trial",
        marker={"symbol": "circle-open", "size": 13, "color": theme.TRIAL_LINE, "line": {"width": 2.5}},
        hovertemplate=f"Trial {said}<br>exact 95 % interval {interval(low, high, rate['trial_n_patients'])}"
        "<extra></extra>",
    )


def _add_ours(figure: go.Figure, rate: dict[str, Any], place: int) -> None:
    if rate["share"] is None:
        return
    share, low, high = rate["share"], rate["share_low"], rate["share_high"]
    said = fraction(rate["n_with_event"], rate["n_in_window"], share)
    figure.add_scatter(
        x=[share],
        y=[place],
        mode="markers",
        name="ours",
        cliponaxis=False,
        marker={"symbol": "circle", "size": 13, "color": theme.BLUE},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [high - share],
            "arrayminus": [share - low],
            "color": theme.BLUE,
            "thickness": 3,
            "width": 6,
        },
        hovertemplate=f"Ours {said}<br>exact 95 % interval {interval(low, high, rate['n_in_window'])}<extra></extra>",
    )
