"""The rows behind one number: the relation, its SQL of that night, the people, and file and line in the archive."""

from collections import defaultdict
from typing import Any

from duckdb import ColumnExpression

from dashboards.cells import cell_in_words
from dashboards.frame import render
from dashboards.night import OpenNight, Row
from dashboards.receipts import RECEIPTS, Behind, Receipt, own_line
from dashboards.selection import as_rows, number_of, rows_of, selection
from schemas.base import columns_of, comments_of
from schemas.catalogue import contract_of

MOST_ROWS = 500
MOST_LINES = 6
"""Lines of the archive shown of one row; how many more there are is said."""
LINES_OF = ("source_file", "source_row")
Lines = dict[int, list[tuple[str, int]]]


def rows_page(night: OpenNight, name: str) -> str:
    """The rows of a declared receipt, each with the lines of the archive that it rests on; at most MOST_ROWS."""
    receipt = RECEIPTS[name]
    rows = selection(night.con, receipt.relation, **receipt.where)
    shown = as_rows(rows.limit(MOST_ROWS))
    has_people = "patient_id" in rows.columns
    columns = shown_columns(receipt, shown)
    files = {row["source_file"]: row for row in rows_of(night.con, "raw.delivery")}
    lines = lines_of(night, receipt, shown)
    return render(
        "rows.html",
        night,
        page=receipt.page_name,
        title=receipt.title,
        receipt=receipt,
        columns=columns,
        rows=[
            {
                "patient_id": row.get("patient_id"),
                "cells": [cell_in_words(row[column["name"]]) for column in columns],
                "lines": [{"file": files.get(file), "hash": file, "row": at} for file, at in lines[place][:MOST_LINES]],
                "n_more": max(len(lines[place]) - MOST_LINES, 0),
            }
            for place, row in enumerate(shown)
        ],
        n_rows=number_of(rows),
        n_patients=number_of(rows.select("patient_id").distinct()) if shown and has_people else None,
        is_file=receipt.relation == "marts.file_ledger",
        text=night.text_of(receipt.relation),
    )


def shown_columns(receipt: Receipt, rows: list[Row]) -> list[dict[str, str]]:
    """Columns with their meaning: those that the receipt does not fix, hide or leave empty in every row shown."""
    contract: Any = contract_of(receipt.relation)
    types, meanings = columns_of(contract), comments_of(contract)
    left_out = {"patient_id", *LINES_OF, *receipt.hidden, *receipt.where}
    return [
        {"name": name, "type": sql_type, "meaning": meanings[name]}
        for name, sql_type in types.items()
        if name not in left_out and any(row[name] is not None for row in rows)
    ]


def lines_of(night: OpenNight, receipt: Receipt, rows: list[Row]) -> Lines:
    """For each place among the rows, the lines of the archive behind it: its own, or those that `behind` finds."""
    found: Lines = defaultdict(list, {place: own_line(row) for place, row in enumerate(rows)})
    for behind in receipt.behind:
        delivered = delivered_by_key(night, behind, rows)
        for place, row in enumerate(rows):
            for line in delivered.get(tuple(row[column] for column in behind.on.values()), []):
                if line not in found[place]:
                    found[place].append(line)
    return found


def delivered_by_key(night: OpenNight, behind: Behind, rows: list[Row]) -> dict[tuple[Any, ...], list[tuple[str, int]]]:
    """Lines of that relation for the values that the rows hold, by those values."""
    asked = {
        name: sorted({row[column] for row in rows if row[column] is not None}) for name, column in behind.on.items()
    }
    found: dict[tuple[Any, ...], list[tuple[str, int]]] = defaultdict(list)
    keys_and_line = [ColumnExpression(name) for name in (*behind.on, *LINES_OF)]
    delivered = selection(night.con, behind.relation, **behind.where, **asked).select(*keys_and_line)
    for *keys, file, line in delivered.fetchall():
        found[tuple(keys)].append((file, line))
    return found
