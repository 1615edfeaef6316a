"""What doses, events and medicines of the patient profile share: lanes, names beside marks, bars and arrows."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from typing import Any

from dashboards import theme
from dashboards.figures.patient_rows import Span, heading_lines, iso

LONGEST_NAME = 40
"""Letters that the whole width of a telephone holds."""
LANES: dict[str, Any] = {"visible": False}


def bold_start(words: str, start: str) -> list[str]:
    """A heading in lines, its first words bold."""
    lines = heading_lines(words)
    return [lines[0].replace(start, f"<b>{start}</b>", 1), *lines[1:]]


def names_beside(
    starts: Sequence[date], places: Sequence[int], names: Sequence[str | None], span: Span, *, beside: int
) -> dict[str, Any]:
    """Names beside their mark, towards the side with more room, as long as a telephone has room for them."""
    gap = "\N{NO-BREAK SPACE}" * beside
    shares = [span.share(on) for on in starts]
    told = [_cut(name, round(LONGEST_NAME * max(share, 1 - share))) for name, share in zip(names, shares, strict=True)]
    return {
        "type": "scatter", "mode": "text", "name": "names", "hoverinfo": "skip", "cliponaxis": False,
        "x": [iso(on) for on in starts], "y": list(places),
        "text": [f"{gap}{name}" if share <= 0.5 else f"{name}{gap}" for name, share in zip(told, shares, strict=True)],
        "textposition": ["middle right" if share <= 0.5 else "middle left" for share in shares],
        "textfont": {"size": theme.TEXT_PX, "color": theme.INK},
    }  # fmt: skip


def _cut(name: str | None, longest: int) -> str:
    words = name or "no term"
    return escape(words if len(words) <= longest else f"{words[: longest - 1]}…", quote=False)


def bar(first: date, last: date, low: float, high: float, fill: str | None, edge: str | None = None) -> dict[str, Any]:
    """A bar in a lane; without a fill it is a dotted outline of days that are only possible."""
    return {
        "type": "rect", "name": "possible" if fill is None else "bar", "layer": "below",
        "x0": iso(first), "x1": iso(last), "y0": low, "y1": high, "fillcolor": fill or "rgba(0, 0, 0, 0)",
        "line": {"width": 1 if edge else 0, "color": edge or fill, "dash": "dot" if fill is None else "solid"},
    }  # fmt: skip


def arrows(places: Iterable[float], symbol: str, at: str, name: str) -> list[dict[str, Any]]:
    """Marks at one day that say that something goes on."""
    heights = list(places)
    if not heights:
        return []
    return [{
        "type": "scatter", "mode": "markers", "name": name, "x": [at] * len(heights), "y": heights, "cliponaxis": False,
        "marker": {"symbol": symbol, "size": 10, "color": theme.INK}, "hoverinfo": "name",
    }]  # fmt: skip
