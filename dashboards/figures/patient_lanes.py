"""Doses, reported events and medicines of the patient profile, each in lanes above the laboratory panels."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from dashboards import theme
from dashboards.figures.patient_rows import Row, Span, heading_lines, iso
from dashboards.figures.swimmer_marks import MARK_WORDS, MARKS, METHODS, beside_the_day
from dashboards.words import counted, day, plain

Rows = Sequence[dict[str, Any]]

MOST_EVENTS, MOST_MEDICINES = 12, 14
DOSES_PX, EVENT_PX, MEDICINE_PX = 34, 32, 24
LONGEST_NAME = 22
LANES: dict[str, Any] = {"visible": False}
GRADE_FILLS = {1: "#E8F1F8", 2: "#B9D7EA", 3: "#6AAED6", 4: "#0072B2", 5: "#0B3D66"}
"""Grades as one hue from light to dark; the number in the mark says the grade."""
DARK_FROM_GRADE = 4
GOING_ON = ("recovering", "not_recovered")


def dose_row(doses: Rows, span: Span) -> Row:
    """One mark a dose: its fill tells the kind, its shape the method. Reads rows of `marts.patient_dose`."""
    drawn = [dose for dose in doses if span.holds(dose["started_on"])]
    if not drawn:
        return Row(["<b>Doses</b>: none in force"], 0, {})
    traces = []
    for mark, look in MARKS.items():
        for method, symbol in METHODS.items():
            own = [dose for dose in drawn if dose["mark"] == mark and _method(dose) == method]
            if own:
                traces.append({
                    "type": "scatter", "mode": "markers", "name": f"{MARK_WORDS[mark]}, {method or 'method not reported'}",
                    "x": [iso(dose["started_on"]) for dose in own], "y": [1] * len(own), "cliponaxis": False,
                    "marker": {**look, "symbol": symbol, "opacity": 1},
                    "text": [_said_of_dose(dose) for dose in own], "hovertemplate": "%{text}<extra></extra>",
                })  # fmt: skip
    return Row(_legend(drawn), DOSES_PX, LANES | {"range": [0, 2]}, traces)


def event_row(events: Rows, span: Span, cut_off: date) -> Row:
    """One lane an event with a known day: grade in the mark, S and a thick outline when serious, a bar to its end.

    Without an end a bar is drawn only when the reporter says that it goes on. Reads rows of `marts.patient_event`.
    """
    drawn = drawn_events(events, span)
    if not drawn:
        return Row(["<b>Reported events</b>: none with a known day in this time"], 0, {})
    places = list(range(len(drawn), 0, -1))
    shapes = []
    arrows = []
    for event, place in zip(drawn, places, strict=True):
        goes_on = event["ended_on"] is None and event["outcome"] in GOING_ON
        end = cut_off if goes_on else event["ended_on"]
        if end is not None and end > event["started_on"]:
            shapes.append(_bar(event["started_on"], min(end, span.last), place - 0.4, place - 0.26, theme.INK))
        if goes_on:
            arrows.append(place - 0.33)
    traces = [
        _names([event["started_on"] for event in drawn], places, [event["term"] for event in drawn], span, beside=2),
        {
            "type": "scatter", "mode": "markers+text", "name": "reported events", "cliponaxis": False,
            "x": [iso(event["started_on"]) for event in drawn], "y": places,
            "text": [_in_mark(event) for event in drawn], "textposition": "middle center",
            "textfont": {"size": theme.TEXT_PX, "weight": "bold",
                         "color": ["#FFFFFF" if _grade(event) >= DARK_FROM_GRADE else theme.INK for event in drawn]},
            "marker": {
                "symbol": ["circle" if event["severity_grade"] else "square" for event in drawn], "opacity": 1,
                "size": [27 if event["is_serious"] else 22 for event in drawn],
                "color": [GRADE_FILLS.get(_grade(event), "#FFFFFF") for event in drawn],
                "line": {"color": theme.INK, "width": [3 if event["is_serious"] else 1 for event in drawn]},
            },
            "customdata": [_said_of_event(event) for event in drawn], "hovertemplate": "%{customdata}<extra></extra>",
        },
        *_arrows(arrows, "triangle-right", iso(span.last), "goes on"),
    ]  # fmt: skip
    rest = len([event for event in events if span.holds(event["started_on"])]) - len(drawn)
    words = "Reported events: number = grade, S = serious, bar to the end" + (
        f"; {rest} more in the table" if rest else ""
    )
    return Row(
        _bold_start(words, "Reported events"),
        EVENT_PX * len(drawn),
        LANES | {"range": [0.4, len(drawn) + 0.6]},
        traces,
        shapes,
    )


def drawn_events(events: Rows, span: Span) -> list[dict[str, Any]]:
    """Events that get a lane, by onset: all serious ones, then the highest grades, up to MOST_EVENTS."""
    known = [event for event in events if span.holds(event["started_on"])]
    ranked = sorted(
        known, key=lambda event: (not event["is_serious"], -_grade(event), event["started_on"], event["event_id"])
    )
    n_serious = sum(bool(event["is_serious"]) for event in known)
    kept = ranked[: max(MOST_EVENTS, n_serious)]
    return sorted(kept, key=lambda event: (event["started_on"], event["event_id"]))


def medicine_row(medicines: Rows, span: Span, cut_off: date) -> Row:
    """One lane a medicine, antiretrovirals first and in another colour; only days that the report makes certain are filled.

    Days that a partial date allows are an empty outline. Reads rows of `marts.patient_medicine`.
    """
    names = drawn_medicines(medicines, span)
    if not names:
        return Row(["<b>Medicines</b>: none with a known time to draw"], 0, {})
    lanes = list(names.items())[:MOST_MEDICINES]
    shapes, arrows, starts = [], [], []
    for place, (_name, taken) in zip(range(len(lanes), 0, -1), lanes, strict=False):
        for row in taken:
            fill = theme.OURS_BAND if row["role"] == "antiretroviral" else theme.TRIAL_BAND
            edge = theme.BLUE if row["role"] == "antiretroviral" else theme.TRIAL_LINE
            first, last = row["began_from_on"], row["ended_by_on"] or cut_off
            sure = row["began_by_on"], row["ended_from_on"] or cut_off
            if sure != (first, last):
                shapes.append(_bar(max(first, span.first), min(last, span.last), place - 0.4, place + 0.4, None, edge))
            if sure[1] >= span.first and sure[0] <= sure[1]:
                shapes.append(
                    _bar(max(sure[0], span.first), min(sure[1], span.last), place - 0.4, place + 0.4, fill, edge)
                )
            if row["ended_by_on"] is None:
                arrows.append(place)
        starts.append(max(min(row["began_from_on"] for row in taken), span.first))
    heights = list(range(len(lanes), 0, -1))
    traces = [
        _names(starts, heights, [name for name, _taken in lanes], span, beside=1),
        *_arrows(arrows, "triangle-right", iso(span.last), "no end reported"),
    ]
    rest = len(names) - len(lanes)
    words = "Medicines: blue = antiretroviral, outline = possible days" + (
        f"; {rest} more in the table" if rest else ""
    )
    return Row(
        _bold_start(words, "Medicines"),
        MEDICINE_PX * len(lanes),
        LANES | {"range": [0.4, len(lanes) + 0.6]},
        traces,
        shapes,
    )


def drawn_medicines(medicines: Rows, span: Span) -> dict[str, list[dict[str, Any]]]:
    """Medicines that touch the time drawn, by name, antiretrovirals first, then by their first possible day."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in medicines:
        if is_drawn_medicine(row, span):
            found.setdefault(row["medicine"], []).append(row)
    return dict(
        sorted(
            found.items(),
            key=lambda item: (
                all(row["role"] != "antiretroviral" for row in item[1]),
                min(row["began_from_on"] for row in item[1]),
                item[0],
            ),
        )
    )


def is_drawn_medicine(row: Mapping[str, Any], span: Span) -> bool:
    """Whether a medicine's time is known well enough to be drawn, and touches the time that is."""
    if row["began_from_on"] is None or row["began_by_on"] is None or row["began_from_on"] > span.last:
        return False
    return row["ended_by_on"] is None or row["ended_by_on"] >= max(span.first, row["began_from_on"])


def _legend(drawn: Rows) -> list[str]:
    marks = [mark for mark in MARKS if any(dose["mark"] == mark for dose in drawn)]
    glyphs = {"maintenance": "○", "loading": "●", "reload": "◉", "late": "●", "not_known": "◍"}
    words = "; ".join(f"{glyphs[mark]} {MARK_WORDS[mark]}" for mark in marks)
    methods = {_method(dose) for dose in drawn}
    shapes = {"push": "diamond: push", None: "square: method not reported"}
    told = "".join(f"; {said}" for method, said in shapes.items() if method in methods)
    return _bold_start(f"Doses: {words}{told}", "Doses")


def _bold_start(words: str, start: str) -> list[str]:
    lines = heading_lines(words)
    return [lines[0].replace(start, f"<b>{start}</b>", 1), *lines[1:]]


def _names(
    starts: Sequence[date], places: Sequence[int], names: Sequence[str | None], span: Span, *, beside: int
) -> dict[str, Any]:
    """Names beside their mark, towards the middle of the plot; `beside` leaves room for the mark."""
    gap = "\N{NO-BREAK SPACE}" * (3 * beside - 2)
    is_left = [span.share(on) <= 0.5 for on in starts]
    return {
        "type": "scatter", "mode": "text", "name": "names", "hoverinfo": "skip", "cliponaxis": False,
        "x": [iso(on) for on in starts], "y": list(places),
        "text": [f"{gap}{_cut(name)}" if left else f"{_cut(name)}{gap}" for name, left in zip(names, is_left, strict=True)],
        "textposition": ["middle right" if left else "middle left" for left in is_left],
        "textfont": {"size": theme.TEXT_PX, "color": theme.INK},
    }  # fmt: skip


def _cut(name: str | None) -> str:
    words = name or "no term"
    return escape(words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1]}…", quote=False)


def _bar(first: date, last: date, low: float, high: float, fill: str | None, edge: str | None = None) -> dict[str, Any]:
    return {
        "type": "rect", "name": "possible" if fill is None else "bar", "layer": "below",
        "x0": iso(first), "x1": iso(last), "y0": low, "y1": high, "fillcolor": fill or "rgba(0, 0, 0, 0)",
        "line": {"width": 1 if edge else 0, "color": edge or fill, "dash": "dot" if fill is None else "solid"},
    }  # fmt: skip


def _arrows(places: Iterable[float], symbol: str, at: str, name: str) -> list[dict[str, Any]]:
    heights = list(places)
    if not heights:
        return []
    return [{
        "type": "scatter", "mode": "markers", "name": name, "x": [at] * len(heights), "y": heights, "cliponaxis": False,
        "marker": {"symbol": symbol, "size": 10, "color": theme.INK}, "hoverinfo": "name",
    }]  # fmt: skip


def _method(dose: Mapping[str, Any]) -> str | None:
    return dose["method"] if dose["method"] in METHODS else None


def _grade(event: Mapping[str, Any]) -> int:
    return event["severity_grade"] or 0


def _in_mark(event: Mapping[str, Any]) -> str:
    return f"{event['severity_grade'] or '?'}{'S' if event['is_serious'] else ''}"


def _said_of_dose(dose: Mapping[str, Any]) -> str:
    late = dose["days_late"]
    lines = [
        f"Dose {dose['infusion_number']}, {day(dose['started_on'])}: {MARK_WORDS[dose['mark']]}",
        f"{'amount not reported' if dose['dose_mg'] is None else plain(dose['dose_mg']) + ' mg'}, "
        f"{dose['method'] or 'method not reported'}",
        *([] if late is None else [f"given {beside_the_day(late)}"]),
    ]
    return "<br>".join(escape(line, quote=False) for line in lines)


def _said_of_event(event: Mapping[str, Any]) -> str:
    grade = "grade not reported" if event["severity_grade"] is None else f"grade {event['severity_grade']}"
    serious = {True: ", serious", False: "", None: ", seriousness not reported"}[event["is_serious"]]
    days = event["days_from_infusion"]
    if event["ended_on"]:
        end = f"to {day(event['ended_on'])}"
    else:
        end = "goes on" if event["outcome"] in GOING_ON else "end not reported"
    lines = [
        f"{event['term'] or 'no term'}: {grade}{serious}",
        f"from {day(event['started_on'])}, {end}",
        *([] if days is None else [f"{counted(days, 'day')} after dose {event['infusion_number']}"]),
    ]
    return "<br>".join(escape(line, quote=False) for line in lines)
