"""The pages that the meeting pack adds to those of the night, and the page on which it is put together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date
from typing import Any
from urllib.parse import urlencode

from dashboards.frame import render
from dashboards.night import OpenNight, Row
from dashboards.pack import FORM, TITLES, Pack, Seal, asked_pack
from dashboards.pages.rows import lines_of
from dashboards.receipts import RECEIPTS, Receipt
from dashboards.selection import rows_of

MOST_CASES, MOST_ROWS = 1000, 2000


def cover_page(night: OpenNight, pack: Pack, seal: Seal) -> str:
    """Which night, which hashes, what was said, what is in the pack."""
    return render(
        "pack_cover.html",
        night,
        page="pack-cover.html",
        title="Meeting pack",
        pack=pack,
        seal=seal,
        names=TITLES,
        editions=night.rows("label_edition"),
        as_of=night.facts["as_of"],
    )


def cases_page(night: OpenNight, since: date | None) -> str:
    """Cases that stand and where, those that may be serious first; what is new since a day is marked."""
    cases = [case for case in night.rows("case") if not case["is_nullified"] and case["is_adverse_event"]]
    works = {work["case_id"]: work for work in night.decided("case_work", subject="case")}
    for case in cases:
        case["work"] = works.get(case["case_id"])
        latest = case["latest_information_at"].astimezone(UTC).date()
        case["is_news"] = None if since is None else latest >= since
    cases.sort(key=_order)
    return render(
        "pack_cases.html",
        night,
        page="pack-cases.html",
        title="Cases",
        cases=cases[:MOST_CASES],
        n_cases=len(cases),
        states=Counter(case["work"]["state"] for case in cases if case["work"]),
        n_news=sum(bool(case["is_news"]) for case in cases),
        n_nullified=sum(case["is_nullified"] for case in night.rows("case")),
        since=since,
    )


def receipts_page(night: OpenNight, pages: Sequence[str]) -> str:
    """Behind each count: the relation, its SQL as this night ran it, and the files and rows."""
    files = {row["source_file"]: row["file_name"] for row in rows_of(night.con, "raw.delivery")}
    behind = [
        *(_of_signal(night, signal) for signal in night.rows("signal") if signal["n_episodes"]),
        *(_of_receipt(night, receipt, files) for receipt in RECEIPTS.values() if receipt.page in pages),
        _of_cases(night),
    ]
    counted = [entry for entry in behind if entry["n"]]
    relations = dict.fromkeys(name for entry in counted for name in entry["texts"])
    return render(
        "pack_receipts.html",
        night,
        page="pack-receipts.html",
        title="Appendix: receipts",
        receipts=counted,
        n_none=len(behind) - len(counted),
        texts={name: night.text_of(name) for name in relations},
    )


def pack_page(night: OpenNight) -> str:
    """Ticks, comments, and the address that makes this pack; written to a file, the command that makes it."""
    pack = asked_pack(night, night.query)
    asked = dict.fromkeys(pack.addresses, "yes")
    asked |= {f"comment-{comment.page}" if comment.page else "comment": comment.text for comment in pack.comments}
    if pack.since is not None:
        asked["since"] = pack.since.isoformat()
    return render(
        "pack.html",
        night,
        page=FORM,
        title="Meeting pack",
        choices=list(TITLES.items()),
        pack=pack,
        comments={comment.page: comment.text for comment in pack.comments},
        address=f"pack.pdf?{urlencode(asked)}",
    )


def in_ranges(numbers: Iterable[int]) -> str:
    """Row numbers in print: 2, 4–7."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][-1] + 1:
            found[-1] = [found[-1][0], number]
        else:
            found.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}\N{EN DASH}{last}" for first, last in found)


def _of_signal(night: OpenNight, signal: Row) -> dict[str, Any]:
    pieces = night.rows("cited_row", rule=signal["rule"])
    lines = [(row["file_name"], row["source_file"], row["source_row"]) for row in pieces if row["flag_id"] is not None]
    return {
        "title": f"{signal['title']}: flags",
        "n": signal["n_episodes"],
        "condition": f"FROM v1.flag WHERE rule = '{signal['rule']}'",
        "texts": [f"rules.{signal['rule']}"],
        **_by_file(lines),
    }


def _of_receipt(night: OpenNight, receipt: Receipt, files: dict[str, str]) -> dict[str, Any]:
    rows = rows_of(night.con, receipt.relation, **receipt.where)
    lines = [
        (files.get(file), file, line)
        for found in lines_of(night, receipt, rows[:MOST_ROWS]).values()
        for file, line in found
    ]
    return {
        "title": receipt.title,
        "n": len(rows),
        "condition": receipt.condition,
        "texts": [receipt.relation],
        **_by_file(lines),
    }


def _of_cases(night: OpenNight) -> dict[str, Any]:
    standing = {case["case_id"] for case in night.rows("case") if not case["is_nullified"] and case["is_adverse_event"]}
    reports = [row for row in night.rows("case_report") if row["case_id"] in standing]
    return {
        "title": "Cases of adverse events that stand",
        "n": len(standing),
        "condition": "FROM v1.case WHERE NOT is_nullified AND is_adverse_event",
        "texts": ["signals.case", "signals.case_episode"],
        **_by_file((row["file_name"], row["source_file"], row["source_row"]) for row in reports),
    }


def _by_file(lines: Iterable[tuple[str | None, str, int]]) -> dict[str, Any]:
    """Row numbers by file, of at most MOST_ROWS rows, and how many more there are."""
    everything = sorted({(name or "file not in the archive", file, row) for name, file, row in lines})
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for name, file, row in everything[:MOST_ROWS]:
        found[name, file].append(row)
    return {
        "files": [(name, file, in_ranges(rows)) for (name, file), rows in found.items()],
        "n_more": len(everything[MOST_ROWS:]),
    }


def _order(case: Row) -> tuple[Any, ...]:
    rank = {True: 0, None: 1, False: 2}
    days = case["days_left"]
    return rank[case["is_serious"]], days is None, days or 0, not case["is_news"], case["case_id"]
