"""Marks and bars of the swimmer plot: the shape tells the method, the fill the kind, a bar the interval covered."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.words import counted, day

Rows = Sequence[dict[str, Any]]

DAY_MS = 86_400_000
METHODS = {"infusion": "circle", "push": "diamond", None: "square"}
MARKS: Mapping[str, dict[str, Any]] = {
    "maintenance": {"size": 9, "color": "#FFFFFF", "line": {"width": 1.5, "color": theme.BLUE}},
    "loading": {"size": 12, "color": theme.BLUE, "line": {"width": 1, "color": theme.INK}},
    "reload": {"size": 13, "color": theme.BLUE, "line": {"width": 3, "color": theme.INK}},
    "late": {"size": 13, "color": theme.ABOVE, "line": {"width": 1.5, "color": theme.INK}},
    "not_known": {"size": 11, "color": theme.TRIAL_BAND, "line": {"width": 2, "color": theme.TRIAL_LINE}},
}
MARK_WORDS = {
    "maintenance": "maintenance dose",
    "loading": "loading dose",
    "reload": "loading dose again after a gap",
    "late": "late, and without the loading dose that was due",
    "not_known": "amount not known",
}
BARS: Mapping[str, dict[str, Any]] = {
    "covered": {"color": theme.OURS_BAND, "line": {"width": 1, "color": theme.BLUE}},
    "gap": {"color": theme.INK, "line": {"width": 1, "color": theme.INK},
            "pattern": {"shape": "/", "fgcolor": theme.INK, "bgcolor": "#FFFFFF", "size": 5}},
    "no dose known": {"color": theme.ABOVE, "line": {"width": 1, "color": theme.INK}},
    "site has not reported": {"color": theme.TRIAL_BAND, "line": {"width": 1, "color": theme.TRIAL_LINE}},
}  # fmt: skip
WIDE, NARROW = 0.62, 0.3


def add_bars(figure: go.Figure, pieces: Iterable[tuple[str, date, date]], kind: str, places: Mapping[str, int]) -> None:
    """Bars of one kind: (patient, from, to)."""
    kept = list(pieces)
    if kept:
        figure.add_bar(
            orientation="h", name=kind, marker=BARS[kind], hoverinfo="skip",
            width=WIDE if kind == "covered" else NARROW,
            base=[f"{begin:%Y-%m-%d}" for _who, begin, _end in kept],
            x=[(end - begin).days * DAY_MS for _who, begin, end in kept],
            y=[places[who] for who, _begin, _end in kept],
        )  # fmt: skip


def add_marks(figure: go.Figure, doses: Rows, mark: str, method: str | None, places: Mapping[str, int]) -> None:
    """Doses of one kind and method, each with its words under the pointer."""
    if doses:
        figure.add_scatter(
            x=[dose["started_on"] for dose in doses], y=[places[dose["patient_id"]] for dose in doses],
            mode="markers", name=f"{MARK_WORDS[mark]}, {method or 'method not reported'}", cliponaxis=False,
            marker={**MARKS[mark], "symbol": METHODS[method], "opacity": 1},
            text=[_said(dose) for dose in doses], hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip


def _said(dose: Mapping[str, Any]) -> str:
    late = dose["days_late"]
    lines = [
        f"{dose['patient_id']}, {day(dose['started_on'])}: {MARK_WORDS[dose['mark']]}",
        f"{'amount not reported' if dose['dose_mg'] is None else format(float(dose['dose_mg']), 'g') + ' mg'}, "
        f"{dose['method'] or 'method not reported'}",
        *([] if late is None else [f"given {beside_the_day(late)}"]),
    ]
    return "<br>".join(escape(line, quote=False) for line in lines)


def beside_the_day(days_late: int) -> str:
    """Where the cut-off lies beside the scheduled day, in words."""
    if days_late == 0:
        return "on the scheduled day"
    return f"{counted(abs(days_late), 'day')} {'after' if days_late > 0 else 'before'} the scheduled day"


def method_of(dose: Mapping[str, Any]) -> str | None:
    """The method of a dose where it has a shape of its own."""
    return dose["method"] if dose["method"] in METHODS else None
