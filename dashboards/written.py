"""Whom the folder of a night has a page of: everybody, unless there are very many."""

from typing import Any

Row = dict[str, Any]
MOST_WRITTEN = 1000
"""Up to so many people everybody has a written page; of more, the first so many with something to read. Cases too."""
MOST_QUEUED = 500
"""Rows of the queue on its written page."""
IN_SHORT = (
    "work_key", "subject", "case_id", "patient_id", "n_versions", "is_in_data", "place", "is_waiting", "is_serious",
    "clocks", "last_decided_at",
)  # fmt: skip
"""Columns of marts.case_work that choose cases and name their pages: all columns of very many cases fill the memory."""


def people_to_write(people: list[Row]) -> list[Row]:
    """Rows of marts.patient, in their order."""
    return people if len(people) <= MOST_WRITTEN else list(filter(is_to_be_read, people))[:MOST_WRITTEN]


def is_to_be_read(person: Row) -> bool:
    """Whether something speaks for reading a person's page: a flag, a serious event or a death."""
    return bool(person["n_flags"] or person["n_serious_events"] or person["is_dead"])


def cases_to_write(cases: list[Row]) -> list[Row]:
    """Rows of marts.case_work: those that the written queue shows, then those that are serious, have a clock or were
    decided about, then others; each group in the order of the queue."""
    if len(cases) <= MOST_WRITTEN:
        return cases
    in_order = sorted(cases, key=lambda row: str(row["place"]))
    queued = {row["work_key"] for row in [row for row in in_order if row["is_waiting"]][:MOST_QUEUED]}
    return sorted(in_order, key=lambda row: (row["work_key"] not in queued, not _speaks(row)))[:MOST_WRITTEN]


def _speaks(row: Row) -> bool:
    return bool(row["is_serious"] or row["clocks"] or row["last_decided_at"] is not None)
