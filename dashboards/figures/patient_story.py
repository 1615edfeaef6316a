"""What is known of one person, as the patient profile reads it, and the time that is drawn."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from dashboards.figures.patient_panels import Numbers
from dashboards.figures.patient_rows import Span

Rows = Sequence[dict[str, Any]]

DAYS_BEFORE = 90
"""What lies further before the first dose is told in words and not drawn, so that the time on the drug has room."""


class Story(NamedTuple):
    """Rows of `marts.patient_dose`, `_event`, `_result` and `_medicine` of one person, and of `marts.rule_number`."""

    doses: Rows
    events: Rows
    results: Rows
    medicines: Rows
    numbers: Rows
    cut_off: date


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


def longest_gap(numbers: Numbers) -> int | None:
    """Days that may lie between two joined values: the dosing interval with its tolerance; None when not known."""
    given = [numbers.get(("dose_late", name)) for name in ("interval_days", "late_days")]
    known = [int(row["value"]) for row in given if row is not None]
    return sum(known) if len(known) == len(given) else None


def by_name(numbers: Rows) -> dict[tuple[str, str], dict[str, Any]]:
    """Rows of `marts.rule_number` by rule and name."""
    return {(row["rule"], row["name"]): row for row in numbers}
