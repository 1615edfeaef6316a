"""Medicines of the patient profile: one lane each, filled only where the report makes the days certain."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from dashboards import theme
from dashboards.figures.patient_lanes import LANES, arrows, bar, bold_start, names_beside
from dashboards.figures.patient_rows import Row, Span, iso

Rows = Sequence[dict[str, Any]]

MOST_MEDICINES = 14
MEDICINE_PX = 24


def medicine_row(medicines: Rows, span: Span, cut_off: date) -> Row:
    """One lane a medicine, antiretrovirals first and in another colour; filled are only days that are certain.

    Days that a partial date allows are an empty outline. Reads rows of `marts.patient_medicine`.
    """
    names = drawn_medicines(medicines, span)
    if not names:
        return Row(["<b>Medicines</b>: none with a known time to draw"], 0, {})
    lanes = dict(list(names.items())[:MOST_MEDICINES])
    places = list(range(len(lanes), 0, -1))
    shapes = [
        shape
        for place, taken in zip(places, lanes.values(), strict=True)
        for row in taken
        for shape in _bars(row, place, span, cut_off)
    ]
    starts = [max(min(row["began_from_on"] for row in taken), span.first) for taken in lanes.values()]
    open_ended = [
        place
        for place, taken in zip(places, lanes.values(), strict=True)
        if any(row["ended_by_on"] is None for row in taken)
    ]
    traces = [
        names_beside(starts, places, list(lanes), span, beside=1),
        *arrows(open_ended, "triangle-right", iso(span.last), "no end reported"),
    ]
    words = ["blue = antiretroviral"]
    if any(shape["name"] == "possible" for shape in shapes):
        words.append("dotted = possible days")
    if len(names) > len(lanes):
        words.append(f"{len(names) - len(lanes)} more in the table")
    axis = LANES | {"range": [0.4, len(lanes) + 0.6]}
    return Row(
        bold_start(f"Medicines: {', '.join(words)}", "Medicines"), MEDICINE_PX * len(lanes), axis, traces, shapes
    )


def _bars(row: Mapping[str, Any], place: int, span: Span, cut_off: date) -> Iterator[dict[str, Any]]:
    is_antiretroviral = row["role"] == "antiretroviral"
    fill = theme.OURS_BAND if is_antiretroviral else theme.TRIAL_BAND
    edge = theme.BLUE if is_antiretroviral else theme.TRIAL_LINE
    possible = _within(span, row["began_from_on"], row["ended_by_on"] or cut_off)
    certain = _within(span, row["began_by_on"], row["ended_from_on"] or cut_off)
    if possible and possible != certain:
        yield bar(*possible, place - 0.4, place + 0.4, None, edge)
    if certain:
        yield bar(*certain, place - 0.4, place + 0.4, fill, edge)


def _within(span: Span, first: date, last: date) -> tuple[date, date] | None:
    ends = max(first, span.first), min(last, span.last)
    return ends if ends[0] <= ends[1] else None


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
