"""One case, or one quarantined row that may be one: what is known, what it was decided on, and the form to decide."""

import re
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from dashboards.flag_list import flag_link, signal_page_name
from dashboards.frame import render
from dashboards.night import OpenNight, Row
from dashboards.pages.quarantine import cells_of
from dashboards.work import CASE, ROW, newest_assessment, newest_first, told, work_page_name

NAMED = re.compile(rf"({CASE}|{ROW})[0-9a-f]+\.html")
OF_A_CASE = ("submit", "snooze", "close", "reopen", "comment", "take", "assign", "withdraw")
LETTERS = {
    "D": "death", "LT": "life_threatening", "H": "hospitalisation", "DIS": "disability", "CA": "congenital_anomaly",
    "ME": "important_medical_event",
}  # fmt: skip
IN_WORDS = {"life_threatening": "life-threatening"}


def work_pages(night: OpenNight) -> list[str]:
    """Names of the pages of cases and rows, see `OpenNight.cases_with_a_page`."""
    return [work_page_name(row) for row in night.cases_with_a_page.values()]


def is_work_page(name: str) -> bool:
    """Whether a page name is that of a case or a quarantined row."""
    return NAMED.fullmatch(name) is not None


def work_page(night: OpenNight, name: str) -> str | None:
    """The page of that name; None when the night has no such case or row."""
    key = name.removeprefix(CASE).removeprefix(ROW).removesuffix(".html")
    found = [row for row in night.decided("case_work", work_key=key) if work_page_name(row) == name]
    if not found:
        return None
    row = told(night, found[0])
    decisions = newest_first(night.decided("decision", work_key=key))
    common = {
        "work": row,
        "decisions": decisions,
        "saved": _saved(night, decisions),
        "counted_on": night.counted_on,
        **form_of_page(night),
    }
    return _case(night, name, row, common) if row["subject"] == "case" else _row(night, name, row, common)


def form_of_page(night: OpenNight) -> dict[str, Any]:
    """What forms of a page need: whether this reader may sign, what a refused form held, and the choices."""
    reader, decisions = night.reader, night.decisions
    return {
        "may_sign": decisions is not None and reader is not None and reader.may_sign,
        "why_no_form": why_no_form(night),
        "form_key": uuid4().hex,
        "seen_up_to": night.standing.seen_up_to if night.standing else 0,
        "filled": dict(night.refused.fields) if night.refused else {},
        "problem": night.refused.sentence if night.refused else None,
        "kinds": decisions.kinds if decisions else {},
        "choices": decisions.choices if decisions else {},
        "of_a_case": OF_A_CASE,
    }


def why_no_form(night: OpenNight) -> str | None:
    """One sentence on why nothing can be decided here; None where it can."""
    if night.reader is None:
        return "This is a written page: decide on the pages that vigil serve shows."
    if night.decisions is None:
        return "This is not the newest night: decide on the page of the newest one."
    if night.reader.may_sign:
        return None
    if night.reader.name is None:
        return "Sign-in is off: add a reviewer with vigil user add NAME --role reviewer, then start vigil serve again."
    return "Signing a decision needs the role reviewer. Whoever runs the server gives roles."


def _saved(night: OpenNight, decisions: list[Row]) -> Row | None:
    number = night.query.get("saved", "")
    return next((one for one in decisions if str(one["number"]) == number), None)


def _case(night: OpenNight, name: str, work: Row, common: dict[str, Any]) -> str:
    case_id = work["case_id"]
    known = night.of_case("case", case_id)
    flags = night.of_case("case_flag", case_id)
    proof = night.of_case("case_row", case_id)
    for flag in flags:
        flag["link"] = flag_link(night, flag["flag_id"]) or signal_page_name(flag["rule"])
        flag["rows"] = [piece for piece in proof if piece["flag_id"] == flag["flag_id"]]
    versions, clocks = night.of_case("case_version", case_id), night.decided("clock", case_id=case_id)
    return render(
        "case.html",
        night,
        page=name,
        title=f"Case {case_id}",
        case=known[0] if known else None,
        versions=versions,
        flags=flags,
        clocks=clocks,
        facts_decided_on=night.of_case("case_fact", case_id),
        timeline=timeline(versions, flags, clocks, common["decisions"]),
        assessed=newest_assessment(common["decisions"]),
        expected=_expected(work),
        ticked=_ticked(work),
        criteria=[IN_WORDS.get(name, name.replace("_", " ")) for name in _criteria(work)],
        **common,
    )


def _row(night: OpenNight, name: str, work: Row, common: dict[str, Any]) -> str:
    set_aside = night.rows("quarantine", source_file=work["source_file"])
    found = next((row for row in set_aside if row["source_row"] == work["source_row"]), None)
    clocks = night.rows("clock", source_file=work["source_file"])
    broken = [one.strip() for one in (found["column_names"] or "").split(";")] if found else []
    return render(
        "case_row.html",
        night,
        page=name,
        title=f"Quarantined row {work['source_row']} of {work['file_name']}",
        row=found,
        cells=cells_of(found["row_text"]) if found else None,
        broken=[one for one in broken if one],
        clocks=[clock for clock in clocks if clock["source_row"] == work["source_row"]],
        **common,
    )


def timeline(
    versions: list[Row], flags: list[Row], clocks: list[Row], decisions: list[Row]
) -> list[tuple[date | datetime, str]]:
    """What happened, the newest first: instants where they are known, else days."""
    happened: list[tuple[date | datetime, str]] = []
    happened += [(one["received_at"], f"Report version received: {one['in_words']}") for one in versions]
    happened += [(one["onset_at"] or one["onset_on"], f"Onset, {one['title']}: {one['why']}") for one in flags]
    happened += [(one["day0_at"], f"First awareness ({one['aware_party']}): {one['title']} begins") for one in clocks]
    happened += [(one["due_on"], f"{one['title']} {one['state']}") for one in clocks if one["days_left"] is not None]
    happened += [(one["ended_at"], f"{one['title']} ends: {one['end_reason']}") for one in clocks if one["ended_at"]]
    happened += [
        (one["decided_at"], f"{one['decided_by']}: {one['title']}{', withdrawn since' if one['is_withdrawn'] else ''}")
        for one in decisions
    ]
    return sorted((one for one in happened if one[0] is not None), key=lambda one: _order(one[0]), reverse=True)


def _order(at: date | datetime) -> tuple[date, str]:
    return (at.date(), f"{at:%H:%M:%S}") if isinstance(at, datetime) else (at, "")


def _expected(work: Row) -> str:
    if work["is_listed"] is None:
        return "cannot_be_judged"
    return "listed" if work["is_listed"] else "unlisted"


def _ticked(work: Row) -> set[str]:
    """The criteria as reported: the reviewer starts from them; of what nobody said nothing is ticked."""
    if work["is_serious"] is False:
        return {"not_serious"}
    return set(_criteria(work))


def _criteria(work: Row) -> list[str]:
    return [LETTERS[letter] for letter in (work["seriousness"] or "").split("·") if letter in LETTERS]
