"""What no rule has judged: rows set aside, files refused, people without a dose; each with its reason in words."""

import json

from duckdb import ColumnExpression

from dashboards.frame import render
from dashboards.night import OpenNight
from dashboards.part_of_list import part_of, rows_before
from dashboards.selection import as_rows, number_of

PAGE = "quarantine.html"
MOST_ROWS = 200
"""Rows in one part of the list: each is shown as delivered and as read, in about 8 kB."""


def quarantine_page(night: OpenNight) -> str:
    """Quarantined rows, those that may be serious first, refused files, and people without a dose on record.

    `?after=200` asks the server for the rows after the first 200.
    """
    everything = night.con.table("marts.quarantine")
    n_rows = number_of(everything)
    part = part_of(n_rows, rows_before(night.query), MOST_ROWS, page=PAGE, asked={}, is_live=night.is_live)
    rows = as_rows(everything.limit(part.n_shown, part.n_before))
    earlier = night.earlier.quarantined if night.earlier else None
    for row in rows:
        row["is_new"] = earlier is not None and quarantine_key(row) not in earlier
        row["cells"] = cells_of(row["row_text"])
        row["broken"] = broken_rules(row["column_names"], row["reasons"])
        row["days_waiting"] = (night.facts["as_of"] - row["received_at"].date()).days
    return render(
        "quarantine.html",
        night,
        page=PAGE,
        title="Quarantine",
        rows=rows,
        n_rows=n_rows,
        part=part,
        n_serious=number_of(everything.filter(ColumnExpression("may_be_serious"))),
        refused=night.rows("refused_file"),
        without_dose=night.rows("patient_without_dose"),
    )


def quarantine_key(row: dict[str, object]) -> tuple[object, ...]:
    """What tells a quarantined row apart from night to night."""
    return (row["feed"], row["source_file"], row["source_row"])


def broken_rules(column_names: str, reasons: str) -> dict[str, str]:
    """The rule that each named column breaks, in words; a rule of the row as a whole has no column."""
    said = reasons.split("; ")
    return {
        name: "; ".join(
            reason.removeprefix(name).removeprefix(":").strip() for reason in said if reason.startswith(name)
        )
        for name in column_names.split("; ")
        if name
    }


def cells_of(row_text: str) -> list[tuple[str, str]] | None:
    """Column and text of a row that was kept as a JSON object of texts; None for any other text."""
    try:
        content = json.loads(row_text)
    except ValueError:
        return None
    if isinstance(content, dict) and list(content) == ["delivered"] and isinstance(content["delivered"], dict):
        content = content["delivered"]
    if not isinstance(content, dict):
        return None
    return [
        (name, cell if isinstance(cell, str) else json.dumps(cell))
        for name, cell in content.items()
        if cell is not None
    ]
