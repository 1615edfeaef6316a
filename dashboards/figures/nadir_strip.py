"""The lowest count of each person on one line of values, with the bands of the grades behind."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from itertools import zip_longest
from math import floor, log10
from typing import Any, NamedTuple

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sheet import empty, number, sheet, x_title
from dashboards.words import count, counted, day

Rows = Sequence[dict[str, Any]]

PLOT_PX = 210
BINS = 45
STEPS = (1, 2, 2.5, 5, 10)
RAMP = ("#FFFFFF", "#F1F2F3", theme.RULE_LINE, theme.TRIAL_BAND, theme.TRIAL_BAND_INNER)
NOTHING = "No lowest result to draw: nobody has one in a known unit after the first dose."
UNITS = {"10*9/L": "× 10⁹/L"}


class _Bins(NamedTuple):
    """Steps of values counted from where the grades begin, so that no column of grade 0 reaches into a band."""

    origin: float
    width: float

    def of(self, row: dict[str, Any]) -> int:
        return floor((float(row["value"]) - self.origin) / self.width + 1e-9)

    def middle(self, place: int) -> float:
        return self.origin + (place + 0.5) * self.width


def nadir_strip(rows: Rows, cuts: Rows) -> go.Figure:
    """People by their lowest result: grade 0 as columns, every other person as a dot; bands from the printed cuts.

    A grey band is a grade, darker is worse; a dot's grade is its own (a bound or a missing unit may leave it open).
    Reads, of one analyte, people of `marts.lowest_count` (patient_id, value, operator, unit, collected_on, grade,
    days_to_recovery), counts of `marts.lowest_value` (value, operator, unit, grade 0, n_patients) among them, and
    rows of `marts.grade_cut` for the same people (grade, cut, direction). Sources: DAIDS table, corrected version 2.1
    (bands); Wilkinson 1999, Am Stat 53:276 (dot plots).
    """
    known = _known(rows)
    if not known:
        return empty(NOTHING)
    unit = in_print(known[0]["unit"])
    figure = sheet(f"Lowest result of each patient, {unit}; grey bands are grades, darker is worse", plot_px=PLOT_PX,
                   left_px=40)  # fmt: skip
    values = [float(row["value"]) for row in known]
    low_cuts = _low_cuts(cuts)
    end = 1.03 * max([*values, *(float(cut["cut"]) for cut in low_cuts)])
    bins = _Bins(float(low_cuts[0]["cut"]) if low_cuts else 0.0, _width(end))
    columns: Counter[int] = Counter()
    for row in known:
        if row["grade"] == 0:
            columns[bins.of(row)] += n_of(row)
    dots = [row for row in known if row["grade"] != 0]
    heights = _stacked(dots, bins, columns)
    top = 1.3 * max([*columns.values(), *heights, 4])
    _add_bands(figure, low_cuts)
    if columns:
        _add_columns(figure, columns, bins)
    _add_dots(figure, dots, heights)
    figure.update_xaxes(range=[0, end], nticks=8, zeroline=False)
    figure.update_yaxes(range=[0, top], nticks=5, showgrid=False, tickformat="d")
    x_title(figure, f"Lowest result after the first dose, {unit}")
    return figure


def finding(rows: Rows) -> str:
    """How many people fell to which grade, and of how many no lowest result or no grade is known."""
    known = _known(rows)
    if not known:
        return NOTHING
    grades = by_grade(rows)
    parts = [f"of grade {grade} in {count(grades[grade])}" for grade in (4, 3, 2, 1) if grades[grade]]
    lowest = known[0]
    said = f"{'' if lowest['operator'] == '=' else lowest['operator']}{number(float(lowest['value']))}"
    sentence = (
        f"Of {counted(grades.total(), 'patient')}, the lowest result was "
        f"{', '.join(parts) or 'of no grade above 0 in anybody judged'}; "
        f"the lowest of all is {said} {in_print(lowest['unit'])}"
    )
    if grades[None]:
        sentence += f"; of {counted(grades[None], 'patient')} the grade is not known"
    n_without = sum(map(n_of, rows)) - grades.total()
    return f"{sentence}; without such a result: {counted(n_without, 'patient')}." if n_without else f"{sentence}."


def by_grade(rows: Rows) -> Counter[int | None]:
    """People with a lowest result by its grade; a grade that is not known is None."""
    found: Counter[int | None] = Counter()
    for row in rows:
        if row["value"] is not None:
            found[row["grade"]] += n_of(row)
    return found


def n_of(row: dict[str, Any]) -> int:
    """How many people a row stands for: one, unless it is a count."""
    return int(row.get("n_patients", 1))


def in_print(unit: str | None) -> str:
    """A UCUM unit as people write it."""
    return UNITS.get(unit or "", unit or "unit not known")


def _known(rows: Rows) -> list[dict[str, Any]]:
    return sorted(
        (row for row in rows if row["value"] is not None), key=lambda row: (row["value"], row.get("patient_id", ""))
    )


def _low_cuts(cuts: Rows) -> list[dict[str, Any]]:
    return sorted((cut for cut in cuts if cut["direction"] == "low"), key=lambda cut: -cut["cut"])


def _width(end: float) -> float:
    raw = end / BINS
    scale = 10.0 ** floor(log10(raw))
    return next(step * scale for step in STEPS if step * scale >= raw * 0.999)


def _stacked(dots: Rows, bins: _Bins, columns: Counter[int]) -> list[int]:
    seen = Counter(columns)
    heights = []
    for row in dots:
        seen[bins.of(row)] += 1
        heights.append(seen[bins.of(row)])
    return heights


def _add_bands(figure: go.Figure, cuts: Rows) -> None:
    bands, names = [], []
    for cut, harder in zip_longest(cuts, cuts[1:]):
        left, right = 0.0 if harder is None else float(harder["cut"]), float(cut["cut"])
        bands.append({
            "type": "rect", "x0": left, "x1": right, "y0": 0, "y1": 1, "yref": "y domain", "layer": "below",
            "name": f"grade {cut['grade']}", "fillcolor": RAMP[cut["grade"]],
            "line": {"width": 1, "color": theme.TRIAL_LINE},
        })  # fmt: skip
        names.append({
            "text": f"{cut['grade']}", "x": (left + right) / 2, "y": 1, "yref": "y domain", "yanchor": "top",
            "showarrow": False,
        })  # fmt: skip
    figure.update_layout(shapes=bands, annotations=[*figure.layout.annotations, *names])


def _add_columns(figure: go.Figure, columns: Counter[int], bins: _Bins) -> None:
    places = sorted(columns)
    figure.add_bar(
        x=[bins.middle(place) for place in places], y=[columns[place] for place in places], width=bins.width,
        name="grade 0", marker={"color": theme.OURS_BAND, "line": {"width": 1, "color": theme.BLUE}},
        text=[f"{counted(columns[place], 'patient')} of grade 0" for place in places], textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _add_dots(figure: go.Figure, dots: Rows, heights: Sequence[int]) -> None:
    if dots:
        figure.add_scatter(
            x=[float(row["value"]) for row in dots], y=[height - 0.5 for height in heights],
            mode="markers", name="grade 1 to 4 or not known", cliponaxis=False, text=[_said(row) for row in dots],
            hovertemplate="%{text}<extra></extra>",
            marker={
                "size": 9, "color": theme.BLUE, "line": {"width": 1, "color": "#FFFFFF"},
                "symbol": ["circle-open" if row["grade"] is None else "circle" for row in dots],
            },
        )  # fmt: skip


def _said(row: dict[str, Any]) -> str:
    grade = "grade not known" if row["grade"] is None else f"grade {row['grade']}"
    bound = "" if row["operator"] == "=" else escape(row["operator"] or "?", quote=False)
    recovered = row["days_to_recovery"]
    return (
        f"{escape(row['patient_id'], quote=False)}: {bound}{number(float(row['value']))} on {day(row['collected_on'])}"
        f"<br>{grade}" + (f", recovered in {counted(recovered, 'day')}" if recovered is not None else "")
    )
