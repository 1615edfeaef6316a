"""Liver injury and jaundice: each person's highest aminotransferase beside the highest bilirubin."""

from collections import Counter
from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10
from typing import Any

import plotly.graph_objects as go

from dashboards import theme
from dashboards.figures.sheet import LABEL_GAP_PX, apart, empty, number, sheet, x_title
from dashboards.words import counted

Rows = Sequence[dict[str, Any]]

PLOT_PX = 380
MOST_NAMES = 12
NAMES_PX = 66
MOST_TOLD = 1000
"""With more people than this, those with neither high carry no words of their own, and one mark stands for all of
them in one place."""
PLACES_IN_A_DECADE = 50
NOTHING = "Nobody to place: no treated patient has both an aminotransferase and a bilirubin with their upper limits."
WORDS = {
    "both": "Both high",
    "aminotransferase alone": "Aminotransferase<br>alone",
    "bilirubin alone": "Bilirubin alone",
    "neither": "Neither",
}
CORNERS = {"both": (1, 1), "aminotransferase alone": (1, 0), "bilirubin alone": (0, 1), "neither": (0, 0)}
LOOKS = {
    "flagged": {"size": 13, "color": theme.BLUE, "line": {"width": 3, "color": theme.INK}},
    "not settled": {"symbol": "circle-open", "size": 9, "color": theme.BLUE, "line": {"width": 1.5}},
    "not flagged": {"size": 8, "color": theme.BLUE, "line": {"width": 1, "color": "#FFFFFF"}},
}
AXIS = {"alt": "ALT", "ast": "AST"}


def edish(rows: Rows, aminotransferase_x_uln: float, bilirubin_x_uln: float) -> go.Figure:
    """One point a person on two logarithmic axes, cut into quadrants; those flagged by the timed rule are ringed.

    The two peaks may lie any time apart. Reads rows of `marts.liver_peak`: patient_id, aminotransferase,
    aminotransferase_x_uln, aminotransferase_on, bilirubin_x_uln, bilirubin_on, their operators, days_between,
    quadrant, is_flagged; the multiples are rows of `marts.rule_number` of hys_law. Sources: Watkins et al. 2011,
    Drug Saf 34:243 (eDISH); FDA 2009, Guidance for Industry, drug-induced liver injury.
    """
    placed = [row for row in rows if row["quadrant"] is not None]
    if not placed:
        return empty(NOTHING)
    named = [row for row in placed if row["quadrant"] == "both"]
    is_told = len(placed) <= MOST_TOLD
    marks = placed if is_told else _one_mark_a_place(placed)
    together = "" if is_told else "; with neither high a mark may stand for several people"
    figure = sheet(
        f"Highest total bilirubin by highest ALT or AST, as multiples of the upper limit; ringed: flagged{together}",
        plot_px=PLOT_PX, left_px=44, right_px=NAMES_PX if named else 20,
    )  # fmt: skip
    cuts = aminotransferase_x_uln, bilirubin_x_uln
    for axis, column, cut in zip("xy", ("aminotransferase_x_uln", "bilirubin_x_uln"), cuts, strict=True):
        _log_axis(figure, axis, [float(row[column]) for row in placed], cut)
    for kind in reversed(LOOKS):
        _add_points(figure, [row for row in marks if _kind(row) == kind], kind)
    _name(figure, named)
    _add_corners(figure, Counter(row["quadrant"] for row in placed))
    x_title(figure, "Highest ALT or AST ÷ its upper limit")
    return figure


def finding(rows: Rows, aminotransferase_x_uln: float, bilirubin_x_uln: float) -> str:
    """How many people lie in which quadrant, how many of them the timed rule flags, and how many have no place."""
    placed = [row for row in rows if row["quadrant"] is not None]
    if not placed:
        return NOTHING
    counts = Counter(row["quadrant"] for row in placed)
    n_flagged = sum(row["is_flagged"] for row in placed if row["quadrant"] == "both")
    timed = f" ({counted(n_flagged, 'of them', 'of them')} also in the order and time that the rule asks for)"
    sentence = (
        f"Of {counted(len(placed), 'patient')} with both, {counts['both']} had a peak of ALT or AST at or above "
        f"{number(aminotransferase_x_uln)} × and one of bilirubin above {number(bilirubin_x_uln)} × the upper limit"
        f"{timed if counts['both'] else ''}, {counts['aminotransferase alone']} the first alone and "
        f"{counts['bilirubin alone']} the second alone"
    )
    if counts["not settled"]:
        sentence += f"; for {counted(counts['not settled'], 'patient')} only bounds were reported that do not settle it"
    n_without = len(rows) - len(placed)
    return f"{sentence}; {counted(n_without, 'more patient')} could not be placed." if n_without else f"{sentence}."


def _kind(row: dict[str, Any]) -> str:
    if row["is_flagged"]:
        return "flagged"
    return "not settled" if row["quadrant"] == "not settled" else "not flagged"


def _log_axis(figure: go.Figure, axis: str, values: Sequence[float], cut: float) -> None:
    low, high = min([*values, cut / 4]) / 1.25, max([*values, cut * 2]) * 1.5
    decades = range(floor(log10(low)), ceil(log10(high)) + 1)
    ticks = sorted({cut, *(step * 10.0**decade for decade in decades for step in (1, 3))})
    ticks = [tick for tick in ticks if low <= tick <= high and (tick == cut or abs(log10(tick / cut)) > 0.15)]
    figure.update_layout({
        f"{axis}axis": {
            "type": "log", "range": [log10(low), log10(high)], "tickvals": ticks, "showgrid": False,
            "ticktext": [f"{number(tick)} ×" for tick in ticks], "zeroline": False,
        }
    })  # fmt: skip
    along, across = ("x", "y") if axis == "x" else ("y", "x")
    figure.add_shape(
        {f"{along}0": cut, f"{along}1": cut, f"{across}0": 0, f"{across}1": 1, f"{across}ref": f"{across} domain"},
        type="line", name=f"cut {axis}", layer="below", line={"color": theme.INK, "width": 1.5, "dash": "dash"},
    )  # fmt: skip


def _one_mark_a_place(placed: Rows) -> list[dict[str, Any]]:
    """Everybody with something high, and of the others one row a place, with `n_people` who are there."""
    found: dict[Any, dict[str, Any]] = {}
    for row in placed:
        if row["quadrant"] != "neither" or row["is_flagged"]:
            found[row["patient_id"]] = row
        else:
            peaks = float(row["aminotransferase_x_uln"]), float(row["bilirubin_x_uln"])
            place = tuple(round(log10(peak) * PLACES_IN_A_DECADE) for peak in peaks)
            found.setdefault(place, {**row, "n_people": 0})["n_people"] += 1
    return list(found.values())


def _add_points(figure: go.Figure, rows: Rows, kind: str) -> None:
    if rows:
        text = [_together(row["n_people"]) if "n_people" in row else _said(row) for row in rows]
        figure.add_scatter(
            x=[_short(row["aminotransferase_x_uln"]) for row in rows],
            y=[_short(row["bilirubin_x_uln"]) for row in rows],
            mode="markers", name=kind, cliponaxis=False, marker=LOOKS[kind], text=text,
            hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip


def _name(figure: go.Figure, rows: Rows) -> None:
    """Names to the right of the plot, moved apart where two would overlap, each tied to its point by a line."""
    if not rows:
        return
    low, high = figure.layout.yaxis.range
    by_height = sorted(rows, key=lambda row: (not row["is_flagged"], -row["bilirubin_x_uln"]))[:MOST_NAMES]
    by_height.sort(key=lambda row: row["bilirubin_x_uln"])
    heights = [(log10(row["bilirubin_x_uln"]) - low) / (high - low) for row in by_height]
    for row, height in zip(by_height, apart(heights, gap=LABEL_GAP_PX / PLOT_PX, top=1.0), strict=True):
        figure.add_shape(
            type="line", x0=float(row["aminotransferase_x_uln"]), x1=10 ** figure.layout.xaxis.range[1],
            y0=float(row["bilirubin_x_uln"]), y1=10 ** (low + height * (high - low)), layer="below", name="tie",
            line={"color": theme.TRIAL_LINE, "width": 1},
        )  # fmt: skip
        figure.add_annotation(
            text=escape(row["patient_id"], quote=False), x=1, xref="x domain", xanchor="left", xshift=2, y=height,
            yref="y domain", yanchor="middle", showarrow=False,
        )  # fmt: skip


def _add_corners(figure: go.Figure, counts: Counter[str]) -> None:
    for quadrant, (x, y) in CORNERS.items():
        figure.add_annotation(
            text=f"{WORDS[quadrant]}: <b>{counts[quadrant]}</b>", x=x, xref="x domain", y=y, yref="y domain",
            xanchor="right" if x else "left", yanchor="top" if y else "bottom", showarrow=False,
            align="right" if x else "left", xshift=-4 if x else 6, yshift=-4 if y else 4, bgcolor=theme.LABEL_GROUND,
        )  # fmt: skip


def _together(n_people: int) -> str:
    return f"{counted(n_people, 'person', 'people')}, neither high"


def _said(row: dict[str, Any]) -> str:
    name = AXIS.get(row["aminotransferase"], "ALT or AST")
    days = row["days_between"]
    apart = f"{counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}" if days else "the same day"
    lines = (
        f"{row['patient_id']}{', flagged' if row['is_flagged'] else ''}",
        f"{name} {multiple(row['aminotransferase_operator'], row['aminotransferase_x_uln'])}",
        f"bilirubin {multiple(row['bilirubin_operator'], row['bilirubin_x_uln'])}, {apart}",
    )
    return "<br>".join(escape(line, quote=False) for line in lines)


def multiple(operator: str | None, value: Any) -> str:
    """A multiple in print: 3.2 ×, <0.17 ×; a dash when it is not known."""
    if value is None:
        return "–"
    return f"{'' if operator == '=' else operator or '?'}{number(float(value), 3)} ×"


def _short(value: Any) -> float:
    return float(f"{float(value):.3g}")
