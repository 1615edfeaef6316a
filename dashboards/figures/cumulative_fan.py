"""Our count so far inside the range that the trial lets expect, as patient-years grow."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sheet import Label, empty, exposure, floats, label_at_right, number, sheet, x_title
from dashboards.words import count

Rows = Sequence[dict[str, Any]]

NOTHING = "No count to draw: no time under treatment has been counted yet."
NO_RANGE = "the trial gives no figure to expect"


def cumulative_fan(rows: Rows) -> go.Figure:
    """The cumulative count as steps on the 95 % and 50 % predictive ranges; dashed, the middle of the prediction.

    Each range is for one look at that moment, not for all looks together. Reads rows of `signals.monitor` of one rule
    and baseline (n_events, patient_years, trial_n_with_event, trial_patient_years) with predicted_low, predicted_mid,
    predicted_high, predicted_low_50, predicted_high_50; rows of a second statistic repeat the count and are left out.
    Source: Aitchison and Dunsmore 1975, Statistical Prediction Analysis, chapter 2.
    """
    course = _course(rows)
    if not course:
        return empty(NOTHING)
    figure = sheet("Patients with a first event so far, on the range the trial lets expect", right_px=92)
    years = [float(row["patient_years"]) for row in course]
    last = course[-1]
    if _has_range(last):
        _add_ranges(figure, [row for row in course if _has_range(row)])
    figure.add_scatter(
        x=years, y=[row["n_events"] for row in course], mode="lines", name="ours",
        line={"shape": "hv", "color": theme.BLUE, "width": 3},
        text=[_said(row) for row in course], hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    figure.add_scatter(
        x=years[-1:], y=[last["n_events"]], mode="markers", name="ours today", hoverinfo="skip", cliponaxis=False,
        marker={"size": 11, "color": theme.BLUE},
    )  # fmt: skip
    highest = [max(float(row["predicted_high"] or 0), row["n_events"]) for row in course]
    top = 1.08 * max([*highest, 4])
    labels = [Label(float(last["n_events"]), f"ours: {count(last['n_events'])}", is_ours=True)]
    if _has_range(last):
        labels += [
            Label(float(last["predicted_mid"]), f"middle: {number(float(last['predicted_mid']))}"),
            Label(float(last["predicted_high_50"]), f"50 %: to {number(float(last['predicted_high_50']))}"),
            Label(float(last["predicted_high"]), f"95 %: to {number(float(last['predicted_high']))}"),
        ]
    label_at_right(figure, labels, top=top)
    figure.update_yaxes(range=[0, top], nticks=6, tickformat=",d")
    figure.update_xaxes(range=[0, years[-1] or 1], nticks=6, zeroline=False)
    x_title(figure, "Patient-years at risk so far")
    return figure


def finding(rows: Rows) -> str:
    """Whether the count lies inside the 95 % range, and what that does not show, in one sentence."""
    course = _course(rows)
    if not course:
        return NOTHING
    last = course[-1]
    ours = exposure(last["n_events"], float(last["patient_years"]))
    if not _has_range(last):
        return f"{ours}; {NO_RANGE}, so there is no range to hold this against."
    n, low, high = last["n_events"], float(last["predicted_low"]), float(last["predicted_high"])
    lies = "above" if n > high else "below" if n < low else "inside"
    trial = (
        f"{count(last['trial_n_with_event'])} in {float(last['trial_patient_years']):.1f} patient-years of the trial"
    )
    limits = (
        "which does not show that there is no difference: the trial was small"
        if lies == "inside"
        else "for one look; other patients, or how closely they were watched, may explain it"
    )
    lets = f"the 95 % range of {number(low)} to {number(high)} that {trial} lets expect"
    comma = "" if n else ","
    return f"{ours}{comma} {'lies' if n == 1 else 'lie'} {lies} {lets}, {limits}."


def _course(rows: Rows) -> list[dict[str, Any]]:
    by_day = {row["until_on"]: row for row in rows}
    return [by_day[until_on] for until_on in sorted(by_day)]


def _has_range(row: dict[str, Any]) -> bool:
    return row["predicted_high"] is not None


def _said(row: dict[str, Any]) -> str:
    ours = exposure(row["n_events"], float(row["patient_years"]))
    if not _has_range(row):
        return ours
    return f"{ours}<br>95 % range {number(float(row['predicted_low']))} to {number(float(row['predicted_high']))}"


def _add_ranges(figure: go.Figure, course: Rows) -> None:
    years = floats(course, "patient_years")
    for share, low, high, colour in (
        ("95 %", "predicted_low", "predicted_high", theme.TRIAL_BAND_OUTER),
        ("50 %", "predicted_low_50", "predicted_high_50", theme.TRIAL_BAND_INNER),
    ):
        edge: dict[str, Any] = {
            "mode": "lines",
            "hoverinfo": "skip",
            "line": {"color": theme.TRIAL_LINE, "width": 1, "shape": "hv"},
        }
        figure.add_scatter(x=years, y=floats(course, low), name=f"{share} range, low", **edge)
        figure.add_scatter(
            x=years, y=floats(course, high), name=f"{share} range, high", fill="tonexty", fillcolor=colour, **edge
        )
    figure.add_scatter(
        x=years, y=floats(course, "predicted_mid"), mode="lines", name="middle of the prediction", hoverinfo="skip",
        line={"color": theme.INK, "width": 1.5, "dash": "dash", "shape": "hv"},
    )  # fmt: skip
