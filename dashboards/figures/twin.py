"""The points of a figure in words, so that no figure is the only place where its numbers stand."""

from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, NamedTuple

MOST_POINTS = 500


class Twin(NamedTuple):
    """Rows of the table: name of the series, the point in words. `n_more` points are left out."""

    rows: list[tuple[str, str]]
    n_more: int


def twin(figure: Mapping[str, Any]) -> Twin:
    """What a reader sees when pointing at each mark of a figure that is plain data, in the order of its series."""
    points = [point for trace in figure["data"] for point in _points(trace)]
    return Twin(points[:MOST_POINTS], max(len(points) - MOST_POINTS, 0))


def _points(trace: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The points that are told; lines without words of their own (limits, bands) are named in the figure."""
    template = (trace.get("hovertemplate") or "").removesuffix("<extra></extra>")
    if not template or trace.get("hoverinfo") == "skip":
        return
    texts, details = trace.get("text"), trace.get("customdata")
    for place in range(_n_points(trace)):
        words = template.replace("%{text}", _at(texts, place)).replace("%{customdata}", _at(details, place))
        yield str(trace.get("name") or ""), in_plain_words(words)


def in_plain_words(words: str) -> str:
    """A text of Plotly without its marks: lines become clauses."""
    lines = [line.strip() for line in words.replace("<b>", "").replace("</b>", "").split("<br>")]
    return unescape("; ".join(filter(None, lines)))


def _n_points(trace: Mapping[str, Any]) -> int:
    return next((len(trace[axis]) for axis in ("x", "y") if isinstance(trace.get(axis), list)), 0)


def _at(words: Any, place: int) -> str:
    return str(words[place]) if isinstance(words, list) and place < len(words) else str(words or "")
