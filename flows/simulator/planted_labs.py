"""Planted neutrophil counts, bilirubins and creatinines. Source: US prescribing information, section 6.1."""

from datetime import date, timedelta
from decimal import Decimal

from flows.simulator.chart import Chart, Row
from flows.simulator.laboratory import write_result
from flows.simulator.panel import assays, written

PLANTED_AFTER_DAYS = 40


def visit_after(chart: Chart, days: int = PLANTED_AFTER_DAYS) -> int:
    """The first visit so many days after the first dose, or later."""
    return next(number for number, at in enumerate(chart.visits) if (at.date() - chart.first_dose_on).days >= days)


def visited_on(chart: Chart, visit: int) -> date:
    """Local date of a visit."""
    return chart.visits[visit].date()


def put(chart: Chart, visit: int, analyte: str, text: str) -> Row:
    """Overwrite one result by a number in the laboratory's unit, written with a point."""
    row = chart.results[visit, analyte]
    row.fields["value"] = written(chart, text)
    return row


def put_all(chart: Chart, analyte: str, text: str) -> None:
    """The same result at every visit."""
    for visit in range(len(chart.visits)):
        put(chart, visit, analyte, text)


def neutrophils(chart: Chart, visit: int, giga_per_litre: str) -> Row:
    """Overwrite a neutrophil count, in whichever unit the laboratory reports on that day."""
    row = chart.results[visit, "neutrophils"]
    in_cells = row.fields["unit"] == "/mm3"
    operator, number = giga_per_litre[:1].strip("0123456789"), giga_per_litre.lstrip("<")
    text = f"{Decimal(number) * 1000:.0f}" if in_cells else number
    row.fields["value"] = operator + written(chart, text)
    return row


def repeat(chart: Chart, visit: int, days_later: int, analyte: str, like: Row) -> Row:
    """An unscheduled draw of one analyte, with the value and unit of another row."""
    at = chart.visits[visit] + timedelta(days=days_later)
    row = write_result(chart, at, assays(chart.laboratory.sender_id)[analyte], like.fields["value"])
    row.fields.update({name: like.fields[name] for name in ("unit", "lower_limit", "upper_limit")})
    return row


def rows_of(chart: Chart, analyte: str) -> list[Row]:
    """All scheduled results of an analyte, in order of visits."""
    return [chart.results[visit, analyte] for visit in range(len(chart.visits))]


def forget(chart: Chart, analyte: str, *fields: str) -> None:
    """Empty the named fields of every result of an analyte."""
    for row in rows_of(chart, analyte):
        row.fields.update(dict.fromkeys(fields, ""))


def remove_before_first_dose(chart: Chart, analyte: str) -> None:
    """No result of the analyte was ever reported from before the first dose."""
    for visit in (0, 1):
        chart.rows["lab_result"].remove(chart.results[visit, analyte])
