"""Cells of a relation as people read them, with the meaning that the contract gives to each column."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dashboards.night import Row
from dashboards.words import day, moment
from schemas.base import comments_of
from schemas.catalogue import contract_of

NOT_SHOWN = {"patient_id", "source_file", "source_row"}


def fact_cells(relation: str | None, fact: Row | None) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Filled columns of a fact as (name, value in words, meaning), and the names of the empty ones."""
    contract = contract_of(relation) if relation else None
    if contract is None or fact is None:
        return [], []
    meanings = comments_of(contract)
    cells = {name: cell for name, cell in fact.items() if name not in NOT_SHOWN}
    filled = [(name, cell_in_words(cell), meanings.get(name, "")) for name, cell in cells.items() if cell is not None]
    return filled, [name for name, cell in cells.items() if cell is None]


def cell_in_words(cell: Any) -> str:
    """A cell of a relation as people read it; a dash for an empty one."""
    if cell is None:
        return "–"
    if isinstance(cell, datetime):
        return moment(cell)
    if isinstance(cell, date):
        return day(cell)
    if isinstance(cell, list):
        return ", ".join(map(str, cell))
    return _in_words(cell)


def _in_words(cell: Any) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        cell = Decimal(repr(cell))
    if isinstance(cell, Decimal):
        text = f"{cell:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(cell)
