"""One bar a person: the highest creatinine after the first dose against the person's own baseline, sorted."""

from collections.abc import Sequence
from html import escape
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.edish import multiple
from dashboards.figures.sheet import empty, number, sheet, x_title
from dashboards.words import counted, day

Rows = Sequence[dict[str, Any]]

PLOT_PX = 320
MOST_BARS = 80
WRAPS_AT = 22
UNCHANGED = 1.0
NOTHING = "No bar to draw: no treated patient has a creatinine both before and after the first dose."
LOOKS = {
    "flagged": {"color": theme.BLUE, "line": {"width": 1, "color": theme.INK}},
    "not flagged": {"color": theme.OURS_BAND, "line": {"width": 1, "color": theme.BLUE}},
}


def waterfall(rows: Rows, multiples: Sequence[tuple[float, str]]) -> go.Figure:
    """Sorted bars that begin at the own baseline (1 ×), with the multiples that rules compare with as lines.

    At most 80 bars, the highest; `finding` says where the others lie. A line is a multiple, not the whole rule:
    a rule may also ask for time. Reads rows of `marts.creatinine_change`: patient_id, x_baseline, operator,
    collected_on, baseline_on, flagged_by; `multiples` holds (multiple, words) of `marts.rule_number`. Sources:
    Gillespie 2012, J Adv Pract Oncol 3:106, and FDA 2022, Standard Safety Tables and Figures (waterfall); KDIGO 2012.
    """
    drawn = _known(rows)[:MOST_BARS]
    if not drawn:
        return empty(NOTHING)
    figure = sheet(
        "Highest creatinine after the first dose ÷ own baseline; dark bars: flagged by a rule",
        plot_px=PLOT_PX, left_px=44, below_px=34,
    )  # fmt: skip
    values = [float(row["x_baseline"]) for row in drawn]
    lines = merged(multiples)
    top = 1.12 * max([*values, *(line for line, _words in lines)])
    low = min(0.9 * min(values), 0.9)
    for kind in LOOKS:
        _add_bars(figure, [(place, row) for place, row in enumerate(drawn, start=1) if _kind(row) == kind], kind)
    for line, words in lines:
        _add_line(figure, line, words)
    figure.update_yaxes(range=[low, top], nticks=7, ticksuffix=" ×", showgrid=False)
    figure.update_xaxes(range=[0.4, max(len(drawn), 8) + 0.6], showticklabels=False, ticks="", zeroline=False)
    n_more = len(_known(rows)) - len(drawn)
    x_title(figure, f"{counted(len(drawn), 'patient')}, highest first" + (f" ({n_more} more below)" if n_more else ""))
    return figure


def finding(rows: Rows, multiples: Sequence[tuple[float, str]]) -> str:
    """How many people reached each multiple, where those without a bar lie, and who has no multiple at all."""
    known = _known(rows)
    if not known:
        return NOTHING
    reached = [
        f"{sum(_reaches(row, line) for row in known)} reached {number(line)} ×" for line, _words in merged(multiples)
    ]
    sentence = f"Of {counted(len(known), 'patient')} with a baseline, {', '.join(reached) or 'no multiple is asked'}"
    rest = known[MOST_BARS:]
    if rest:
        low, high = (number(float(row["x_baseline"]), 3) for row in (rest[-1], rest[0]))
        sentence += f"; the {len(rest)} lowest are not drawn and lie between {low} and {high} ×"
    n_without = len(rows) - len(known)
    return f"{sentence}; {counted(n_without, 'more patient')} could not be compared." if n_without else f"{sentence}."


def drawn(rows: Rows) -> list[dict[str, Any]]:
    """The people who have a bar, highest first."""
    return _known(rows)[:MOST_BARS]


def merged(multiples: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Equal multiples as one line with all its words, lowest first."""
    found: dict[float, list[str]] = {}
    for value, words in multiples:
        found.setdefault(value, []).append(words)
    return [(value, ", ".join(dict.fromkeys(found[value]))) for value in sorted(found)]


def _known(rows: Rows) -> list[dict[str, Any]]:
    known = [row for row in rows if row["x_baseline"] is not None]
    return sorted(known, key=lambda row: (-row["x_baseline"], row["patient_id"]))


def _reaches(row: dict[str, Any], line: float) -> bool:
    return row["operator"] in {"=", ">", ">="} and float(row["x_baseline"]) >= line


def _kind(row: dict[str, Any]) -> str:
    return "flagged" if row["flagged_by"] else "not flagged"


def _add_bars(figure: go.Figure, placed: Sequence[tuple[int, dict[str, Any]]], kind: str) -> None:
    if placed:
        figure.add_bar(
            x=[place for place, _row in placed], y=[float(row["x_baseline"]) - UNCHANGED for _place, row in placed],
            base=UNCHANGED, width=0.82, name=kind, marker=LOOKS[kind], text=[_said(row) for _place, row in placed],
            textposition="none", hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip


def _add_line(figure: go.Figure, line: float, words: str) -> None:
    figure.add_shape(
        type="line", x0=0, x1=1, xref="x domain", y0=line, y1=line, name=words,
        line={"color": theme.INK, "width": 1.5, "dash": "dash"},
    )  # fmt: skip
    said = (escape(part, quote=False) for part in wrap(f"{number(line)} × {words}", WRAPS_AT))
    figure.add_annotation(
        text="<br>".join(said), x=1, xref="x domain", xanchor="right", y=line, yanchor="bottom", align="right",
        showarrow=False, bgcolor=theme.LABEL_GROUND,
    )  # fmt: skip


def _said(row: dict[str, Any]) -> str:
    lines = [
        f"{row['patient_id']}: {multiple(row['operator'], row['x_baseline'])} the baseline",
        f"on {day(row['collected_on'])}, baseline {day(row['baseline_on'])}",
        *([f"flagged: {row['flagged_by']}"] if row["flagged_by"] else []),
    ]
    return "<br>".join(escape(line, quote=False) for line in lines)
