"""What stands beside the patient profile in words: what it cannot place, and what its dashed lines are."""

from typing import Any

from dashboards.figures.patient_medicines import is_drawn_medicine
from dashboards.figures.patient_panels import PANELS, line_of, of_panel
from dashboards.figures.patient_story import Story, by_name, first_dose, time_drawn
from dashboards.words import counted, day


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
    drawn = {panel.analyte for panel in PANELS}
    n_outside = sum(row["analyte"] in drawn and not span.holds(row["collected_on"]) for row in story.results)
    if n_outside:
        found.append(f"{counted(n_outside, 'result')} of these analytes outside the time drawn")
    n_without = sum(
        row["analyte"] == panel.analyte and span.holds(row["collected_on"]) and row[panel.column] is None
        for panel in PANELS
        for row in story.results
    )
    if n_without:
        found.append(
            f"{counted(n_without, 'result')} without a number in the unit of its panel, or without an upper limit"
        )
    return found


def lines_in_words(story: Story) -> list[dict[str, Any]]:
    """For each number that a dashed line shows: the panels it stands in, and its row of `marts.rule_number`."""
    span = time_drawn(story)
    if span is None:
        return []
    numbers = by_name(story.numbers)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for panel in PANELS:
        drawn = of_panel(story.results, panel, span)
        if panel.line and line_of(panel, drawn, numbers, first_dose(story)) and drawn:
            found.setdefault(panel.line, {"titles": [], "number": numbers[panel.line]})["titles"].append(panel.title)
    return list(found.values())


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
