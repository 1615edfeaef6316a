"""One person on one axis of time: doses, events, laboratory panels each in its own unit, medicines."""

from typing import Any

import plotly.graph_objects as go

from dashboards.figures.patient_doses import dose_row
from dashboards.figures.patient_events import drawn_events, event_row
from dashboards.figures.patient_medicines import medicine_row
from dashboards.figures.patient_panel_row import panel_row
from dashboards.figures.patient_panels import PANELS, Compared, compare, line_of, of_panel
from dashboards.figures.patient_rows import Span, stacked
from dashboards.figures.patient_story import Story, by_name, first_dose, longest_gap, time_drawn
from dashboards.figures.sheet import empty
from dashboards.words import counted, day

NOTHING = "Nothing to draw: no dose, event or result with a known day."
NO_ROW = "Nothing to draw: no dose, event or medicine with a known day, and no result that a panel can show."


def patient_profile(story: Story) -> go.Figure:
    """`profile_as_data` as a figure, every value checked by Plotly."""
    return go.Figure(profile_as_data(story))


def profile_as_data(story: Story) -> dict[str, Any]:
    """Every row in the order in which a physician reads: what was given, what happened, what was measured, what else.

    Time is proportional and the same for all rows. A value joins the next one only when no more days lie between than
    the dosing interval and its tolerance (numbers of dose_late), and neither is a bound. Dashed lines are numbers of
    rules, counted from the first dose. Medicines without any day and partial dates of events are not drawn; `undrawn`
    tells them. Sources: Powsner and Tufte 1994, Lancet 344:386 (graphical summary of patient status); FDA 2023,
    Standard Safety Tables and Figures (patient profile).
    """
    span = time_drawn(story)
    if span is None:
        return _nothing(NOTHING)
    numbers = by_name(story.numbers)
    first = first_dose(story)
    laboratory = [
        panel_row(
            panel, story.results, numbers=numbers, first_dose_on=first, span=span, longest_gap=longest_gap(numbers)
        )
        for panel in PANELS
    ]
    rows = [
        dose_row(story.doses, span),
        event_row(story.events, span, story.cut_off),
        *laboratory,
        medicine_row(story.medicines, span, story.cut_off),
    ]
    return stacked(rows, span, story.cut_off) if any(row.px for row in rows) else _nothing(NO_ROW)


def _nothing(sentence: str) -> dict[str, Any]:
    plain: dict[str, Any] = empty(sentence).to_plotly_json()
    return plain


def finding(story: Story) -> str:
    """What the figure shows in numbers: doses, events, and how many results lie at or beyond each dashed line."""
    span = time_drawn(story)
    if span is None:
        return NOTHING
    compared = comparisons(story, span)
    events = drawn_events(story.events, span)
    n_serious = sum(bool(event["is_serious"]) for event in events)
    parts = [f"{_doses_in_words(story, span)}; {counted(len(events), 'event')} drawn, {n_serious} serious."]
    beyond = [f"{one.title} {one.n_beyond} of {one.n}" for one in compared if one.n_beyond]
    others = [one.title for one in compared if one.n and not one.n_beyond and not one.n_open]
    if beyond or others:
        none = [f"none of {', '.join(others)}"] if others else []
        parts.append(
            f"Results at or beyond a dashed line: {'; '.join([*([', '.join(beyond)] if beyond else []), *none])}."
        )
    n_open = sum(one.n_open for one in compared)
    if n_open:
        parts.append(f"{counted(n_open, 'bound')} cannot be compared with its line.")
    if not any(one.n for one in compared):
        parts.append("No result could be compared with a dashed line.")
    return " ".join([f"{day(span.first)} to {day(span.last)}:", *parts])


def comparisons(story: Story, span: Span) -> list[Compared]:
    """Each panel that has a line, with its results counted against it."""
    numbers = by_name(story.numbers)
    found = []
    for panel in PANELS:
        drawn = of_panel(story.results, panel, span)
        line = line_of(panel, drawn, numbers, first_dose(story))
        if line:
            found.append(compare(panel, drawn, line))
    return found


def _doses_in_words(story: Story, span: Span) -> str:
    drawn = [dose for dose in story.doses if span.holds(dose["started_on"])]
    late = sum(dose["mark"] == "late" for dose in drawn)
    again = sum(dose["mark"] == "reload" for dose in drawn)
    told = [f"{late} late and without the loading dose that was due"] if late else []
    told += [f"{counted(again, 'loading dose')} again after a gap"] if again else []
    return f"{counted(len(drawn), 'dose')}{', ' if told else ''}{' and '.join(told)}"
