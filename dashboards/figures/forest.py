"""Our share, or rate, beside the trial's, each with its whole exact interval: a paired-dot forest."""

from collections.abc import Callable, Sequence
from html import escape
from textwrap import wrap
from typing import Any, NamedTuple

import plotly.graph_objects as go

from dashboards import theme
from dashboards.words import counted, fraction, interval, number

ROW_PX = 92
TITLE_WRAPS_AT = 32
AXIS_PX = 60


class Measure(NamedTuple):
    """What a forest draws: the columns of its values, the title and ticks of its axis, and its words."""

    value: str
    low: str
    high: str
    axis_title: str
    tick: Callable[[float], str]
    ours: Callable[[dict[str, Any]], str]
    trial: Callable[[dict[str, Any]], str]


SHARE = Measure(
    "share", "share_low", "share_high", "Patients with it, per cent", lambda tick: f"{100 * tick:.0f} %",
    lambda rate: f"Ours {fraction(rate['n_with_event'], rate['n_in_window'], rate['share'])}<br>exact 95 % interval "
    f"{interval(rate['share_low'], rate['share_high'], rate['n_in_window'])}",
    lambda rate: f"Trial {fraction(rate['trial_n_with_event'], rate['trial_n_patients'], rate['trial_share'])}"
    f"<br>exact 95 % interval "
    f"{interval(rate['trial_share_low'], rate['trial_share_high'], rate['trial_n_patients'])}",
)  # fmt: skip
PERSON_TIME = Measure(
    "rate_per_100_patient_years", "rate_low", "rate_high", "First events per 100 patient-years",
    lambda tick: f"{tick:g}",
    lambda rate: f"Ours {_in_time(rate['n_first_events'], rate['patient_years'])}<br>"
    f"{number(rate['rate_per_100_patient_years'])} per 100, exact 95 % interval "
    f"{number(rate['rate_low'])} to {number(rate['rate_high'])}",
    lambda rate: f"Trial {_in_time(rate['trial_n_with_event'], rate['trial_patient_years'])}<br>"
    f"{number(rate['trial_rate_per_100_patient_years'])} per 100, exact 95 % interval "
    f"{number(rate['trial_rate_low'])} to {number(rate['trial_rate_high'])}",
)  # fmt: skip


def forest(rates: Sequence[dict[str, Any]], *, axis_end: float, measure: Measure = SHARE) -> go.Figure:
    """One row per rate, first on top: the trial as a grey band and hollow dot, ours as a solid dot and line.

    Reads rows of `marts.rate` or `marts.rate_by_window` in which the trial has the measure; `axis_end` is the value at
    the right end of the axis, so that several forests can share one scale. A rate without people in the window shows
    the trial alone. Source: paired dots with intervals as in Lewis and Clarke 2001, BMJ 322:1479 (forest plots).
    """
    figure = go.Figure(layout={"template": theme.TEMPLATE})
    for place, rate in enumerate(rates):
        _add_trial(figure, rate, place, measure)
        _add_ours(figure, rate, place, measure)
        add_title(figure, rate["title"], place)
    ticks = _ticks(axis_end)
    figure.update_xaxes(
        range=[0, axis_end],
        tickvals=ticks,
        ticktext=[measure.tick(tick) for tick in ticks],
        title={"text": measure.axis_title, "standoff": 8, "font": {"size": theme.TEXT_PX}},
        gridcolor=theme.RULE_LINE,
        zeroline=True,
        zerolinecolor=theme.TRIAL_LINE,
        fixedrange=True,
    )
    set_rows(figure, len(rates))
    return figure


def set_rows(figure: go.Figure, n_rows: int) -> None:
    """Makes room for so many rows of one height, so that figures side by side stay in line."""
    figure.update_yaxes(range=[n_rows - 0.4, -0.6], visible=False, fixedrange=True)
    figure.update_layout(height=ROW_PX * n_rows + AXIS_PX, hovermode="closest")


def add_title(figure: go.Figure, title: str, place: int) -> None:
    """The name of a row above its marks."""
    lines = [escape(line, quote=False) for line in wrap(title, TITLE_WRAPS_AT)]
    figure.add_annotation(
        text="<br>".join(lines), x=0, xref="paper", xanchor="left", align="left", y=place - 0.18, yanchor="bottom",
        showarrow=False, font={"weight": "bold"},
    )  # fmt: skip


def axis_end(rates: Sequence[dict[str, Any]]) -> float:
    """Right end of the axis that holds every interval: the next tenth, at most the whole."""
    ends = [rate[name] for rate in rates for name in ("share_high", "trial_share_high") if rate[name] is not None]
    return min(1.0, (int(10 * max(ends, default=0.1)) + 1) / 10)


def axis_end_in_time(rates: Sequence[dict[str, Any]]) -> float:
    """Right end of an axis of rates per 100 patient-years that holds every interval: a whole number of its ticks."""
    ends = [rate[name] for rate in rates for name in ("rate_high", "trial_rate_high") if rate[name] is not None]
    highest = max(ends, default=10.0)
    step = _step_in_time(highest)
    return step * (int(highest / step) + 1)


def _ticks(end: float) -> list[float]:
    of_shares = 0.05 if end <= 0.3 else 0.1 if end <= 0.6 else 0.2
    step = _step_in_time(end) if end > 1 else of_shares
    return [round(step * place, 2) for place in range(int(end / step + 1e-9) + 1)]


def _step_in_time(end: float) -> float:
    return next((step for step in (1, 2, 5, 10, 20, 50, 100) if end / step <= 8), 200)


def _add_trial(figure: go.Figure, rate: dict[str, Any], place: int, measure: Measure) -> None:
    low, high = rate[f"trial_{measure.low}"], rate[f"trial_{measure.high}"]
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
    figure.add_scatter(
        x=[rate[f"trial_{measure.value}"]],
        y=[place + 0.25],
        mode="markers",
        name="trial",
        marker={"symbol": "circle-open", "size": 13, "color": theme.TRIAL_LINE, "line": {"width": 2.5}},
        hovertemplate=f"{measure.trial(rate)}<extra></extra>",
    )


def _add_ours(figure: go.Figure, rate: dict[str, Any], place: int, measure: Measure) -> None:
    value, low, high = rate[measure.value], rate[measure.low], rate[measure.high]
    if value is None:
        return
    figure.add_scatter(
        x=[value],
        y=[place],
        mode="markers",
        name="ours",
        cliponaxis=False,
        marker={"symbol": "circle", "size": 13, "color": theme.BLUE},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [high - value],
            "arrayminus": [value - low],
            "color": theme.BLUE,
            "thickness": 3,
            "width": 6,
        },
        hovertemplate=f"{measure.ours(rate)}<extra></extra>",
    )


def _in_time(n: int | None, patient_years: float | None) -> str:
    return f"{counted(n or 0, 'first event')} in {number(patient_years)} patient-years"
