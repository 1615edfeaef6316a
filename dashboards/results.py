"""Laboratory results of a person that the person's page shows, of a written page or of a served one."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from duckdb import ColumnExpression, ConstantExpression, Expression

from dashboards.figures.patient_panels import PANELS
from dashboards.night import OpenNight, Row
from dashboards.selection import as_rows, selection

MOST_RESULTS = 1000
MOST_WRITTEN_RESULTS = 100
NEWEST_OF_EACH = 2
PEOPLE_AT_ONCE = 100
"""Whose results are read together for written pages: the largest relation is searched less often."""


def results_of(night: OpenNight, patient_id: str) -> list[Row]:
    """Rows of marts.patient_result of one person, newest first: those of the table, of the figure, the newest two of
    each analyte, and the oldest, from which the figure begins. Each tells `n_results` of the person."""
    if night.is_live:
        return _read(night, [patient_id], MOST_RESULTS)
    people = list(night.people_with_a_page)
    first = people.index(patient_id) // PEOPLE_AT_ONCE * PEOPLE_AT_ONCE
    together = people[first : first + PEOPLE_AT_ONCE]
    found: dict[str, list[Row]] = {person: [] for person in together}
    if night.results_read[0] != first:
        for row in _read(night, together, MOST_WRITTEN_RESULTS):
            found[row["patient_id"]].append(row)
        night.results_read = (first, found)
    return night.results_read[1][patient_id]


def shown_in_table(night: OpenNight, results: list[Row]) -> list[Row]:
    """The newest ones, as many as the table of the page holds."""
    return [row for row in results if row["place"] <= (MOST_RESULTS if night.is_live else MOST_WRITTEN_RESULTS)]


def _read(night: OpenNight, people: Sequence[str], most: int) -> list[Row]:
    is_shown = [
        ColumnExpression("place") <= ConstantExpression(most),
        ColumnExpression("place_of_title") <= ConstantExpression(NEWEST_OF_EACH),
        ColumnExpression("place") == ColumnExpression("n_results"),
        ColumnExpression("analyte").isin(*(ConstantExpression(panel.analyte) for panel in PANELS)),
    ]
    wanted: Expression = reduce(or_, is_shown)
    return as_rows(selection(night.con, "marts.patient_result", patient_id=list(people)).filter(wanted))
