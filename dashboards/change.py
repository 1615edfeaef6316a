"""What changed overnight, or since a day: the rows of `marts.change`, of one night or of several taken together."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import duckdb

from dashboards.night import OpenNight, Row
from dashboards.selection import rows_of
from dashboards.words import day

WHATS = ("new", "worse", "gone", "better", "changed", "nothing left")


def changes_of(con: duckdb.DuckDBPyConnection) -> tuple[list[Row], Row | None]:
    """The changes of one night and with which night it was compared; None where a night kept no comparison."""
    try:
        compared = rows_of(con, "marts.compared_night")
        return rows_of(con, "marts.change"), compared[0] if compared else None
    except duckdb.CatalogException:
        return [], None


def combined(nights: Sequence[Iterable[Row]]) -> list[Row]:
    """The changes of consecutive nights, the oldest first, taken together: one row a subject and cause.

    Parts of the same cause are added; what came and went again leaves `what` at "nothing left" with all its causes.
    """
    subjects: dict[tuple[str, str], list[list[Row]]] = {}
    for rows in nights:
        of_the_night: dict[tuple[str, str], list[Row]] = {}
        for row in rows:
            of_the_night.setdefault((row["kind"], row["subject_id"]), []).append(row)
        for subject, its_rows in of_the_night.items():
            subjects.setdefault(subject, []).append(its_rows)
    found = [row for its_nights in subjects.values() for row in _of_a_subject(its_nights)]
    return sorted(found, key=lambda row: row["what"] == "nothing left")


def _of_a_subject(its_nights: list[list[Row]]) -> list[Row]:
    first, last = its_nights[0][0], its_nights[-1][0]
    ends = {name: first[name] for name in ("before_in_words", "count_before", "size_before")}
    ends["what"] = _net(first, last, [rows[0]["what"] for rows in its_nights])
    by_cause: dict[str, Row] = {}
    for row in (row for rows in its_nights for row in rows):
        known = by_cause.get(row["cause"])
        if known is None:
            by_cause[row["cause"]] = {**last, **row, **_end(last), **ends}
            continue
        known["part_count"] += row["part_count"]
        known["part_size"] += row["part_size"]
        known["n_people"] = max(known["n_people"], row["n_people"])
        if row["because"] not in known["because"].split("; "):
            known["because"] += f"; {row['because']}"
    return list(by_cause.values())


def _end(last: Row) -> Row:
    return {name: last[name] for name in ("after_in_words", "count_after", "size_after", "title", "is_serious")}


def _net(first: Row, last: Row, said: list[str]) -> str:
    if first["before_in_words"] == last["after_in_words"]:
        return "nothing left"
    if first["before_in_words"] is None:
        return "new"
    if last["after_in_words"] is None or last["what"] == "nullified":
        return str(last["what"])
    kept = set(said) - {"changed"}
    return kept.pop() if len(kept) == 1 else "changed"


def overnight(night: OpenNight, since: date | None = None) -> dict[str, Any]:
    """What the second panel of the brief shows: counts in words, changed flags, cases and crossings, moved rates.

    `since` takes the nights after that day together, where earlier nights can be looked at.
    """
    changes, compared = changes_of(night.con)
    since_on = compared and compared["compared_as_of"]
    problem = _problem(compared)
    if since is not None and problem is None:
        days = sorted(one for one in night.published if since < one < night.facts["as_of"])
        before = [night.changes_of(one) for one in days]
        changes = combined([rows for rows, _ in [*before, (changes, compared)]])
        since_on = since
        without = [day(one) for one, (_, told) in zip(days, before, strict=True) if _problem(told) is not None]
        problem = f"Not attributed in the nights of {', '.join(without)}." if without else None
    subjects = _subjects(changes)
    flags = [one for one in subjects if one["kind"] == "flag"]
    cases = [one for one in subjects if one["kind"] == "case"]
    return {
        "since_on": since_on,
        "problem": problem,
        "is_attributed": compared is not None and compared["is_attributed"],
        "compared": compared,
        "cases": cases,
        "case_counts": _case_counts(cases),
        "flags": flags,
        "flag_counts": {what: sum(flag["what"] == what for flag in flags) for what in WHATS},
        "n_unchanged": night.facts["n_flags"] - sum(flag["count_after"] for flag in flags),
        "crossings": [one for one in subjects if one["kind"] == "crossing"],
        "rates": [one for one in subjects if one["kind"] in ("share", "rate")],
    }


def _subjects(changes: list[Row]) -> list[dict[str, Any]]:
    """One row a subject, with its parts."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in changes:
        one = found.setdefault((row["kind"], row["subject_id"]), {**row, "parts": []})
        one["parts"].append(row)
    return list(found.values())


def _case_counts(cases: list[dict[str, Any]]) -> dict[str, int]:
    new = [case for case in cases if case["what"] == "new"]
    return {
        "new": len(new),
        "new_serious": sum(bool(case["is_serious"]) for case in new),
        "corrected": sum(
            any(part["cause"] == "correction" for part in case["parts"]) for case in cases if case not in new
        ),
        "nullified": sum(any(part["cause"] == "nullification" for part in case["parts"]) for case in cases),
    }


def _problem(compared: Row | None) -> str | None:
    if compared is None:
        return "This night keeps no comparison with the night before."
    if not compared["is_attributed"]:
        return str(compared["problem"])
    return None
