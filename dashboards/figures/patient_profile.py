"""One person on one axis of time: doses, events, laboratory panels each in its own unit, medicines."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import plotly.graph_objects as go

from dashboards.figures import patient_panels as panels
from dashboards.figures.patient_lanes import dose_row, drawn_events, event_row, is_drawn_medicine, medicine_row
from dashboards.figures.patient_rows import Span, stacked
from dashboards.figures.sheet import empty
from dashboards.words import counted, day

Rows = Sequence[dict[str, Any]]

DAYS_BEFORE = 90
"""What lies further before the first dose is told in words and not drawn, so that the time on the drug has room."""
NOTHING = "Nothing to draw: no dose, event or result with a known day."


class Story(NamedTuple):
    """What is known of one person: rows of `marts.patient_dose`, `_event`, `_result`, `_medicine` and `marts.rule_number`."""

    doses: Rows
    events: Rows
    results: Rows
    medicines: Rows
    numbers: Rows
    cut_off: date


def patient_profile(story: Story) -> go.Figure:
    """Every row in the order in which a physician reads: what was given, what happened, what was measured, what else.

    Time is proportional and the same for all rows. A value joins the next one only when no more days lie between than
    the dosing interval and its tolerance (numbers of dose_late), and neither is a bound. Dashed lines are numbers of
    rules, counted from the first dose. Medicines without any day and partial dates of events are not drawn; `undrawn`
    tells them. Sources: Powsner and Tufte 1994, Lancet 344:386 (graphical summary of patient status); FDA 2023,
    Standard Safety Tables and Figures (patient profile).
    """
    span = time_drawn(story)
    if span is None:
        return empty(NOTHING)
    numbers = by_name(story.numbers)
    first = first_dose(story)
    laboratory = [
        panels.panel_row(
            panel, story.results, numbers=numbers, first_dose_on=first, span=span, longest_gap=longest_gap(numbers)
        )
        for panel in panels.PANELS
    ]
    rows = [
        dose_row(story.doses, span),
        event_row(story.events, span, story.cut_off),
        *laboratory,
        medicine_row(story.medicines, span, story.cut_off),
    ]
    return stacked(rows, span, story.cut_off)


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
    if beyond:
        parts.append(f"Results at or beyond the dashed line: {', '.join(beyond)}.")
    if others:
        parts.append(f"None of the results of {', '.join(others)}.")
    n_open = sum(one.n_open for one in compared)
    if n_open:
        parts.append(f"{counted(n_open, 'bound')} cannot be compared with its line.")
    if not any(one.n for one in compared):
        parts.append("No result could be compared with a dashed line.")
    return " ".join([f"{day(span.first)} to {day(span.last)}:", *parts])


def undrawn(story: Story) -> list[str]:
    """What the figure cannot place, in words: partial dates, unknown times, and what lies before the time drawn."""
    span = time_drawn(story)
    if span is None:
        return []
    found = [
        f"Event {event['term'] or 'without a term'}: onset {event['started_text'] or 'not known'}"
        for event in story.events
        if event["started_on"] is None
    ]
    found += [
        f"Event {event['term'] or 'without a term'}: {day(event['started_on'])}, outside the time drawn"
        for event in story.events
        if event["started_on"] is not None and not span.holds(event["started_on"])
    ]
    found += [
        f"{row['medicine']}: {_time_in_words(row)}" for row in story.medicines if not is_drawn_medicine(row, span) or
        (row["started_on"] is None and row["began_by_on"] >= span.first)
    ]  # fmt: skip
    drawn = {panel.analyte for panel in panels.PANELS}
    n_outside = sum(row["analyte"] in drawn and not span.holds(row["collected_on"]) for row in story.results)
    if n_outside:
        found.append(f"{counted(n_outside, 'result')} of these analytes outside the time drawn")
    n_without = sum(
        row["analyte"] == panel.analyte and span.holds(row["collected_on"]) and row[panel.column] is None
        for panel in panels.PANELS
        for row in story.results
    )
    if n_without:
        found.append(
            f"{counted(n_without, 'result')} without a number in the unit of its panel, or without an upper limit"
        )
    return found


def lines_in_words(story: Story) -> list[dict[str, Any]]:
    """For each number that a dashed line shows: the panels it stands in and the row of `marts.rule_number` behind it."""
    span = time_drawn(story)
    if span is None:
        return []
    numbers = by_name(story.numbers)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for panel in panels.PANELS:
        drawn = panels.of_panel(story.results, panel, span)
        if panel.line and panels.line_of(panel, drawn, numbers, first_dose(story)) and drawn:
            found.setdefault(panel.line, {"titles": [], "number": numbers[panel.line]})["titles"].append(panel.title)
    return list(found.values())


def comparisons(story: Story, span: Span) -> list[panels.Compared]:
    """Each panel that has a line, with its results counted against it."""
    numbers = by_name(story.numbers)
    found = []
    for panel in panels.PANELS:
        drawn = panels.of_panel(story.results, panel, span)
        line = panels.line_of(panel, drawn, numbers, first_dose(story))
        if line:
            found.append(panels.compare(panel, drawn, line))
    return found


def time_drawn(story: Story) -> Span | None:
    """From the first known day, but not long before the first dose, to the data cut-off; None without any day."""
    days = [dose["started_on"] for dose in story.doses]
    days += [event["started_on"] for event in story.events if event["started_on"]]
    days += [row["collected_on"] for row in story.results]
    days = [on for on in days if on <= story.cut_off]
    if not days:
        return None
    first = first_dose(story)
    earliest = min(days)
    return Span(earliest if first is None else max(earliest, first - timedelta(days=DAYS_BEFORE)), story.cut_off)


def first_dose(story: Story) -> date | None:
    """Day of the first dose in force."""
    return min((dose["started_on"] for dose in story.doses), default=None)


def longest_gap(numbers: panels.Numbers) -> int | None:
    """Days that may lie between two joined values: the dosing interval with its tolerance; None when not known."""
    given = [numbers.get(("dose_late", name)) for name in ("interval_days", "late_days")]
    known = [int(row["value"]) for row in given if row is not None]
    return sum(known) if len(known) == len(given) else None


def by_name(numbers: Rows) -> dict[tuple[str, str], dict[str, Any]]:
    """Rows of `marts.rule_number` by rule and name."""
    return {(row["rule"], row["name"]): row for row in numbers}


def _doses_in_words(story: Story, span: Span) -> str:
    drawn = [dose for dose in story.doses if span.holds(dose["started_on"])]
    late = sum(dose["mark"] == "late" for dose in drawn)
    again = sum(dose["mark"] == "reload" for dose in drawn)
    told = [f"{late} late and without the loading dose that was due"] if late else []
    told += [f"{counted(again, 'loading dose')} again after a gap"] if again else []
    return f"{counted(len(drawn), 'dose')}{', ' if told else ''}{' and '.join(told)}"


def _time_in_words(row: dict[str, Any]) -> str:
    if row["began_from_on"] is None or row["began_by_on"] is None:
        begun = "begun on a day not known"
    elif row["began_from_on"] == row["began_by_on"]:
        begun = f"begun {day(row['began_from_on'])}"
    else:
        begun = f"begun between {day(row['began_from_on'])} and {day(row['began_by_on'])}"
    if row["ended_by_on"] is None:
        return f"{begun}, no end reported"
    if row["ended_from_on"] == row["ended_by_on"]:
        return f"{begun}, ended {day(row['ended_by_on'])}"
    return f"{begun}, ended between {day(row['ended_from_on'])} and {day(row['ended_by_on'])}"
