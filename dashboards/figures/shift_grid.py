"""How many people moved from which grade at baseline to which worst grade after the first dose."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sheet import empty, sheet, x_title
from dashboards.words import count, counted

Rows = Sequence[dict[str, Any]]

GRADES = (0, 1, 2, 3, 4, None)
NAMES = ("0", "1", "2", "3", "4", "not<br>known")
CELL_PX = 42
NOTHING = "No grade to show: nobody was treated."
NOBODY, NOT_KNOWN, SAME_OR_BETTER, WORSE = range(4)
COLOURS = ["#FFFFFF", theme.TRIAL_BAND_OUTER, theme.TRIAL_BAND_INNER, theme.OURS_BAND]


def shift_grid(rows: Rows) -> go.Figure:
    """A counted grid, baseline down and worst grade across; what is not known has its own row and column.

    Reads rows of `marts.grade_shift` of one analyte: baseline_grade, worst_grade, n_patients. Sources: FDA 2022,
    Standard Safety Tables and Figures (shift tables); Amit et al. 2008, Pharm Stat 7:20.
    """
    cells = grid(rows)
    if not any(map(any, cells)):
        return empty(NOTHING)
    figure = sheet(
        "Grade at baseline (down) and worst grade after the first dose (across), in patients; blue: worse",
        plot_px=CELL_PX * len(GRADES), left_px=58,
    )  # fmt: skip
    figure.add_heatmap(
        x=NAMES, y=NAMES, z=[[_kind(row, column, n) for column, n in zip(GRADES, line, strict=True)]
                             for row, line in zip(GRADES, cells, strict=True)],
        text=[[count(n) for n in line] for line in cells], texttemplate="%{text}",
        textfont={"size": theme.TEXT_PX, "color": theme.INK}, name="patients", xgap=2, ygap=2, showscale=False,
        zmin=NOBODY, zmax=WORSE, colorscale=[[place / 3, colour] for place, colour in enumerate(COLOURS)],
        hovertemplate="baseline %{y}, worst %{x}: %{text}<extra></extra>",
    )  # fmt: skip
    figure.update_yaxes(autorange="reversed", showgrid=False, type="category", ticks="")
    figure.update_xaxes(type="category", ticks="", showline=False)
    x_title(figure, "Worst grade after the first dose")
    return figure


def grid(rows: Rows) -> list[list[int]]:
    """Patients by grade at baseline (rows) and worst grade (columns), in the order 0 to 4 and not known."""
    found = {(row["baseline_grade"], row["worst_grade"]): row["n_patients"] for row in rows}
    return [[found.get((baseline, worst), 0) for worst in GRADES] for baseline in GRADES]


def finding(rows: Rows) -> str:
    """How many people became worse, how many of those reached grade 3 or 4, and of how many it is not known."""
    total = sum(row["n_patients"] for row in rows)
    if not total:
        return NOTHING
    known = [row for row in rows if row["baseline_grade"] is not None and row["worst_grade"] is not None]
    n_known = sum(row["n_patients"] for row in known)
    n_unknown = total - n_known
    without = f"; of {counted(n_unknown, 'patient')} one of the two grades is not known" if n_unknown else ""
    if not n_known:
        return f"Of none of {counted(total, 'patient')} are both grades known."
    worse = [row for row in known if row["worst_grade"] > row["baseline_grade"]]
    n_worse, n_severe = (
        sum(row["n_patients"] for row in rows_) for rows_ in (worse, [row for row in worse if row["worst_grade"] >= 3])
    )
    n_open = sum(row["n_may_be_higher"] for row in known)
    may_be = f"; of {counted(n_open, 'patient')} the worst grade may be higher" if n_open else ""
    return (
        f"Of {counted(n_known, 'patient')} with both grades, {count(n_worse)} got worse after the first dose than "
        f"at baseline, {count(n_severe)} of them to grade 3 or 4{may_be}{without}."
    )


def _kind(baseline: int | None, worst: int | None, n: int) -> int:
    if not n:
        return NOBODY
    if baseline is None or worst is None:
        return NOT_KNOWN
    return WORSE if worst > baseline else SAME_OR_BETTER
