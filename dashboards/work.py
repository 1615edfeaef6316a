"""The queue of cases: what an address asks of it, which rows that leaves, and how a clock is drawn beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
from duckdb import ColumnExpression, ConstantExpression, Expression

from dashboards.night import OpenNight, Row
from dashboards.selection import as_rows, number_of, rows_of
from dashboards.words import day

ON_A_PAGE = 100
CASE, ROW, FORM_SUFFIX = "case-", "row-", "-cioms.html"
CLOCK_WIDTH, DAYS_BEFORE, DAYS_BEHIND = 120, 5, 15
"""Width of a drawn clock; days overdue and days left that it holds."""


@dataclass(frozen=True)
class Narrowing:
    """One saved filter: its words, the column of marts.work_count that counts it, and why it is empty."""

    title: str
    counted: str | None
    nothing: str


NARROWINGS = {
    "": Narrowing("all that wait", "n_waiting", "None waits."),
    "mine": Narrowing("mine", None, "None is yours."),
    "due-3": Narrowing("due within 3 d", "n_due_3", "None is due within 3 days."),
    "due-7": Narrowing("due within 7 d", "n_due_7", "None is due within 7 days."),
    "new-serious": Narrowing("new serious", "n_new_serious", "None: no serious case is new."),
    "reopened": Narrowing("reopened", "n_reopened", "None is reopened."),
    "quarantined": Narrowing("quarantined", "n_quarantined", "None: no quarantined row that may be serious waits."),
    "unlisted-serious": Narrowing("unlisted serious, or possibly so", "n_unlisted", "None."),
    "decided": Narrowing("not waiting", "n_decided", "None is out of the way."),
    "all": Narrowing("all, waiting or not", "n_all", "None."),
}


def asked_of_queue(query: Mapping[str, str]) -> tuple[str, int]:
    """Which narrowing and which page, from 1, an address asks for. Raises ValueError, a sentence."""
    show, page = query.get("show", "").strip(), query.get("page", "").strip() or "1"
    if show not in NARROWINGS:
        raise ValueError(f'"show" in the address must be one of: {", ".join(filter(None, NARROWINGS))}.')
    if not (page.isascii() and page.isdigit() and len(page) < 5 and int(page)):
        raise ValueError('"page" in the address is no number of a page: write it as 2.')
    return show, int(page)


def queue(night: OpenNight, show: str, page: int, on_a_page: int = ON_A_PAGE) -> tuple[list[Row], int]:
    """The rows of one page in the order in which they are due, and how many there are in all."""
    con = night.con if night.standing is None else night.standing.con
    wanted = con.table("marts.case_work").filter(_condition(show, night.reader.name if night.reader else None))
    shown = wanted.order("place").limit(on_a_page, (page - 1) * on_a_page)
    return [told(night, row) for row in as_rows(shown)], number_of(wanted)


def told(night: OpenNight, row: Row) -> Row:
    """A row of marts.case_work with the pages that it leads to (None where there is none) and its clocks as drawn."""
    return {
        **row,
        "link": link_of(night, row),
        "export": form_name(row) if has_form(night, row) else None,
        "drawn": drawn_clocks(row["clocks"], night.counted_on),
    }


def link_of(night: OpenNight, row: Row) -> str | None:
    """The page of a row of marts.case_work; None where the folder of the night has none."""
    return work_page_name(row) if night.is_live or row["work_key"] in night.cases_with_a_page else None


def has_form(night: OpenNight, row: Row) -> bool:
    """Whether there is a form like CIOMS I: of a case with a report; written, if it has a page."""
    is_reported = row["subject"] == "case" and row["is_in_data"] and row["n_versions"]
    return bool(is_reported and (night.is_live or row["work_key"] in night.cases_with_a_page))


def form_name(row: Row) -> str:
    """File name of the form of a case."""
    return f"{CASE}{row['work_key']}{FORM_SUFFIX}"


def case_links(night: OpenNight, case_ids: list[str]) -> dict[str, str]:
    """Pages of cases by case_id, of those that have one."""
    con = night.con if night.standing is None else night.standing.con
    works = rows_of(con, "marts.case_work", case_id=case_ids)
    if not night.is_live:
        works = [work for work in works if work["work_key"] in night.cases_with_a_page]
    return {work["case_id"]: work_page_name(work) for work in works}


def in_order(works: list[Row]) -> list[Row]:
    """Rows of marts.case_work, the first one due first."""
    return sorted(works, key=lambda row: str(row["place"]))


def newest_first(decisions: list[Row]) -> list[Row]:
    """Rows of marts.decision, the newest first."""
    return sorted(decisions, key=lambda row: int(row["number"]), reverse=True)


def newest_assessment(decisions: list[Row]) -> Row | None:
    """Of rows of marts.decision about one case the newest assessment that was not withdrawn; None without one."""
    assessed = [one for one in decisions if one["kind"] == "assess" and not one["is_withdrawn"]]
    return newest_first(assessed)[0] if assessed else None


def work_page_name(row: Row) -> str:
    """File name of the page of a case or quarantined row."""
    return f"{CASE if row['subject'] == 'case' else ROW}{row['work_key']}.html"


def drawn_clocks(clocks: list[dict[str, Any]], on: date) -> dict[str, Any] | None:
    """The bar to the first clock that is not met, and a tick for each: places along the bar, and the same in words."""
    if not clocks:
        return None
    running = [clock for clock in clocks if not clock["is_met"]]
    zero = _place(0)
    first = _place((running[0]["due_on"] - on).days) if running else zero
    return {
        "zero": zero,
        "bar_from": min(zero, first),
        "bar_length": abs(first - zero),
        "is_overdue": first < zero,
        "ticks": [
            {**clock, "at": _place((clock["due_on"] - on).days), "words": _clock_words(clock)} for clock in clocks
        ],
        "words": "; ".join(map(_clock_words, clocks)),
    }


def _place(days_left: int) -> float:
    held = min(max(days_left, -DAYS_BEFORE), DAYS_BEHIND)
    return round(4 + (CLOCK_WIDTH - 8) * (held + DAYS_BEFORE) / (DAYS_BEFORE + DAYS_BEHIND), 1)


def _clock_words(clock: Mapping[str, Any]) -> str:
    if clock["is_met"]:
        return f"{clock['title']} of {day(clock['due_on'])}: sent"
    return f"{clock['title']} {'due' if clock['is_due'] else 'possibly due'} {day(clock['due_on'])}"


def _condition(show: str, reader: str | None) -> Expression:
    waiting, state = ColumnExpression("is_waiting"), ColumnExpression("state")
    is_case = ColumnExpression("subject") == ConstantExpression("case")
    days_left = ColumnExpression("days_left")
    listed = duckdb.CoalesceOperator(ColumnExpression("is_listed"), ConstantExpression(False))
    serious = duckdb.CoalesceOperator(ColumnExpression("is_serious"), ConstantExpression(False))
    conditions = {
        "": waiting,
        "mine": ColumnExpression("owner") == ConstantExpression(reader),
        "due-3": waiting & (days_left <= ConstantExpression(3)),
        "due-7": waiting & (days_left <= ConstantExpression(7)),
        "new-serious": waiting & is_case & serious & (state == ConstantExpression("new")),
        "reopened": state == ConstantExpression("reopened"),
        "quarantined": waiting & ~is_case,
        "unlisted-serious": waiting
        & is_case
        & ColumnExpression("may_be_serious")
        & ~listed
        & (duckdb.FunctionExpression("len", ColumnExpression("clocks")) > ConstantExpression(0)),
        "decided": ~waiting,
        "all": ColumnExpression("place").isnotnull(),
    }
    return conditions[show]
