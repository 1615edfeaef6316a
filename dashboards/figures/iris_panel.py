"""CD4 and HIV RNA of one person around a report that may be IRIS: two panels, one below the other, on one time axis."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.patient_panel_row import panel_row
from dashboards.figures.patient_panels import Panel, of_panel
from dashboards.figures.patient_rows import Span, iso, stacked
from dashboards.figures.sheet import empty
from dashboards.words import day

Rows = Sequence[dict[str, Any]]

PANELS = (Panel("cd4", "CD4 cells", "value"), Panel("hiv_rna", "HIV-1 RNA", "value", is_log=True))
DRAWN_AROUND = timedelta(days=120)
NOTHING = "Nothing to draw: no CD4 count and no HIV RNA around the report."


def iris_panel(report: Mapping[str, Any], results: Rows, *, cut_off: date, longest_gap: int | None) -> go.Figure:
    """Both courses from DRAWN_AROUND before the start of treatment to as long after the onset.

    Two units are two panels, never two lines in one. A value joins the next only when no more days lie between than
    `longest_gap`, and neither is a bound. `report` is a row of `marts.iris_report`, `results` are rows of
    `marts.patient_result` of the same person. Sources: French 2004, AIDS 18:1615 (what is read); Powsner and Tufte
    1994, Lancet 344:386 (small multiples of one person).
    """
    span = time_drawn(report, cut_off)
    if not any(of_panel(results, panel, span) for panel in PANELS):
        return empty(NOTHING)
    rows = [
        panel_row(panel, results, numbers={}, first_dose_on=None, span=span, longest_gap=longest_gap)
        for panel in PANELS
    ]
    rows.sort(key=lambda row: row.px > 0)  # a panel of words stands above the drawn ones, clear of the axis
    figure = go.Figure(stacked(rows, span, cut_off))
    _mark(figure, report["index_on"], "start of treatment", "dash")
    said = "dashed: start of treatment"
    if report["started_on"] is not None:
        _mark(figure, report["started_on"], "onset", "solid")
        said += "; solid: onset"
    figure.update_layout(xaxis={"title": {"text": said}})
    return figure


def finding(report: Mapping[str, Any]) -> str:
    """The pair of results that the rule compared, in one sentence."""
    return f"HIV RNA {_pair(report, 'rna', 'copies/mL')}; CD4 {_pair(report, 'cd4', '/µL')}."


def time_drawn(report: Mapping[str, Any], cut_off: date) -> Span:
    """The days around the start and the onset, none after the cut-off."""
    onset = report["started_on"] or report["index_on"]
    return Span(report["index_on"] - DRAWN_AROUND, max(min(onset + DRAWN_AROUND, cut_off), report["index_on"]))


def _pair(report: Mapping[str, Any], name: str, unit: str) -> str:
    before, near = (
        (report[f"{name}_{when}_operator"], report[f"{name}_{when}"], report[f"{name}_{when}_on"])
        for when in ("before", "near")
    )
    if before[1] is None or near[1] is None:
        return "could not be compared: no pair of results"
    return f"{_value(*before[:2])} on {day(before[2])} and {_value(*near[:2])} {unit} on {day(near[2])}"


def _value(operator: str | None, value: Any) -> str:
    return f"{'' if operator == '=' else operator or '?'}{float(value):,.0f}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def _mark(figure: go.Figure, on: date, name: str, dash: str) -> None:
    figure.add_shape(
        type="line", name=name, x0=iso(on), x1=iso(on), xref="x", y0=0, y1=1, yref="paper", layer="below",
        line={"color": theme.INK, "width": 1.5, "dash": dash},
    )  # fmt: skip
