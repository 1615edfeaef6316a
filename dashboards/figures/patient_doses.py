"""Doses of the patient profile: one row of marks."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboards.figures.patient_lanes import LANES, bold_start
from dashboards.figures.patient_rows import Row, Span, iso
from dashboards.figures.swimmer_marks import MARK_WORDS, MARKS, METHODS, beside_the_day, method_of
from dashboards.words import day, plain

Rows = Sequence[dict[str, Any]]

DOSES_PX = 34
GLYPHS = {"loading": "●", "maintenance": "○", "reload": "◉", "late": "●", "not_known": "◍"}
COLOUR_WORDS = {"loading": " (blue)", "late": " (vermillion)"}
"""Of marks that differ in their colour alone."""
PRIVATE_USE = 0xE000
METHOD_WORDS = {"push": "diamond: push", None: "square: method not reported"}


def dose_row(doses: Rows, span: Span) -> Row:
    """One mark a dose: its fill tells the kind, its shape the method. Reads rows of `marts.patient_dose`."""
    drawn = [dose for dose in doses if span.holds(dose["started_on"])]
    if not drawn:
        return Row(["<b>Doses</b>: none in force"], 0, {})
    traces = []
    for mark, look in MARKS.items():
        for method, symbol in METHODS.items():
            own = [dose for dose in drawn if dose["mark"] == mark and method_of(dose) == method]
            if own:
                traces.append({
                    "type": "scatter", "mode": "markers",
                    "name": f"{MARK_WORDS[mark]}, {method or 'method not reported'}",
                    "x": [iso(dose["started_on"]) for dose in own], "y": [1] * len(own), "cliponaxis": False,
                    "marker": {**look, "symbol": symbol, "opacity": 1},
                    "text": [_said_of_dose(dose) for dose in own], "hovertemplate": "%{text}<extra></extra>",
                })  # fmt: skip
    return Row(_legend(drawn), DOSES_PX, LANES | {"range": [0, 2]}, traces)


def _legend(drawn: Rows) -> list[str]:
    """What the marks mean, of those that are there; a letter stands for each mark until the lines are cut.

    Colours are words: text of a figure is never coloured, for that is a style in the page, which our policy forbids.
    """
    letters = {mark: chr(PRIVATE_USE + place) for place, mark in enumerate(GLYPHS)}
    marks = [mark for mark in GLYPHS if any(dose["mark"] == mark for dose in drawn)]
    methods = {method_of(dose) for dose in drawn}
    words = [f"{letters[mark]}\N{NO-BREAK SPACE}{MARK_WORDS[mark]}{COLOUR_WORDS.get(mark, '')}" for mark in marks]
    words += [said for method, said in METHOD_WORDS.items() if method in methods]
    text = "<br>".join(bold_start(f"Doses: {'; '.join(words)}", "Doses"))
    for mark, glyph in GLYPHS.items():
        text = text.replace(letters[mark], glyph)
    return text.split("<br>")


def _said_of_dose(dose: Mapping[str, Any]) -> str:
    late = dose["days_late"]
    lines = [
        f"Dose {dose['infusion_number']}, {day(dose['started_on'])}: {MARK_WORDS[dose['mark']]}",
        f"{'amount not reported' if dose['dose_mg'] is None else plain(dose['dose_mg']) + ' mg'}, "
        f"{dose['method'] or 'method not reported'}",
        *([] if late is None else [f"given {beside_the_day(late)}"]),
    ]
    return "<br>".join(escape(line, quote=False) for line in lines)
