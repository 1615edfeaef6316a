"""Reported events of the patient profile: one lane each."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from dashboards import theme
from dashboards.figures.patient_lanes import LANES, arrows, bar, bold_start, names_beside
from dashboards.figures.patient_rows import Row, Span, iso
from dashboards.words import counted, day

Rows = Sequence[dict[str, Any]]

MOST_EVENTS = 12
EVENT_PX = 32
GRADE_FILLS = {1: "#E8F1F8", 2: "#B9D7EA", 3: "#6AAED6", 4: "#0072B2", 5: "#0B3D66"}
"""Grades as one hue from light to dark; the number in the mark says the grade."""
DARK_FROM_GRADE = 4
GOING_ON = ("recovering", "not_recovered")


def event_row(events: Rows, span: Span, cut_off: date) -> Row:
    """One lane an event with a known day: grade in the mark, S and a thick outline when serious, a bar to its end.

    Without an end a bar is drawn only when the reporter says that it goes on. Reads rows of `marts.patient_event`.
    """
    drawn = drawn_events(events, span)
    if not drawn:
        return Row(["<b>Reported events</b>: none with a known day"], 0, {})
    places = list(range(len(drawn), 0, -1))
    shapes, going_on = [], []
    for event, place in zip(drawn, places, strict=True):
        end = cut_off if _goes_on(event) else event["ended_on"]
        if end is not None and end > event["started_on"]:
            shapes.append(bar(event["started_on"], min(end, span.last), place - 0.4, place - 0.26, theme.INK))
        if _goes_on(event):
            going_on.append(place - 0.33)
    traces = [
        names_beside(
            [event["started_on"] for event in drawn], places, [event["term"] for event in drawn], span, beside=4
        ),
        _marks(drawn, places),
        *arrows(going_on, "triangle-right", iso(span.last), "goes on"),
    ]
    rest = sum(span.holds(event["started_on"]) for event in events) - len(drawn)
    words = "Reported events: number = grade, S = serious, bar to the end" + (
        f"; {rest} more in the table" if rest else ""
    )
    axis = LANES | {"range": [0.4, len(drawn) + 0.6]}
    return Row(bold_start(words, "Reported events"), EVENT_PX * len(drawn), axis, traces, shapes)


def _marks(drawn: Rows, places: Sequence[int]) -> dict[str, Any]:
    is_dark = [_grade(event) >= DARK_FROM_GRADE for event in drawn]
    return {
        "type": "scatter", "mode": "markers+text", "name": "reported events", "cliponaxis": False,
        "x": [iso(event["started_on"]) for event in drawn], "y": list(places),
        "text": [_in_mark(event) for event in drawn], "textposition": "middle center",
        "textfont": {"size": theme.TEXT_PX, "weight": "bold",
                     "color": ["#FFFFFF" if dark else theme.INK for dark in is_dark]},
        "marker": {
            "symbol": ["square" if event["severity_grade"] is None else "circle" for event in drawn], "opacity": 1,
            "size": [27 if event["is_serious"] else 22 for event in drawn],
            "color": [GRADE_FILLS.get(_grade(event), "#FFFFFF") for event in drawn],
            "line": {"color": theme.INK, "width": [3 if event["is_serious"] else 1 for event in drawn]},
        },
        "customdata": [_said_of_event(event) for event in drawn], "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip


def drawn_events(events: Rows, span: Span) -> list[dict[str, Any]]:
    """Events that get a lane, by onset: all serious ones, then the highest grades, up to MOST_EVENTS."""
    known = [event for event in events if span.holds(event["started_on"])]
    ranked = sorted(
        known, key=lambda event: (not event["is_serious"], -_grade(event), event["started_on"], event["event_id"])
    )
    n_serious = sum(bool(event["is_serious"]) for event in known)
    kept = ranked[: max(MOST_EVENTS, n_serious)]
    return sorted(kept, key=lambda event: (event["started_on"], event["event_id"]))


def _grade(event: Mapping[str, Any]) -> int:
    return event["severity_grade"] or 0


def _in_mark(event: Mapping[str, Any]) -> str:
    return f"{event['severity_grade'] or '?'}{'S' if event['is_serious'] else ''}"


def _said_of_event(event: Mapping[str, Any]) -> str:
    grade = "grade not reported" if event["severity_grade"] is None else f"grade {event['severity_grade']}"
    serious = {True: ", serious", False: "", None: ", seriousness not reported"}[event["is_serious"]]
    days = event["days_from_infusion"]
    end = "goes on" if _goes_on(event) else "end not reported"
    if event["ended_on"]:
        end = f"to {day(event['ended_on'])}"
    lines = [
        f"{event['term'] or 'no term'}: {grade}{serious}",
        f"from {day(event['started_on'])}, {end}",
        *([] if days is None else [f"{counted(days, 'day')} after dose {event['infusion_number']}"]),
    ]
    return "<br>".join(escape(line, quote=False) for line in lines)


def _goes_on(event: Mapping[str, Any]) -> bool:
    return event["ended_on"] is None and event["outcome"] in GOING_ON
