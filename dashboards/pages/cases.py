"""The queue: every case and quarantined row that waits for somebody, the first one due first."""

from math import ceil
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from dashboards.frame import render
from dashboards.night import OpenNight
from dashboards.work import NARROWINGS, ON_A_PAGE, asked_of_queue, queue
from dashboards.written import MOST_QUEUED

PAGE = "cases.html"


def cases_page(night: OpenNight) -> str:
    """One page of the queue, narrowed as the address asks."""
    show, page = asked_of_queue(night.query)
    on_a_page = ON_A_PAGE if night.is_live else MOST_QUEUED
    rows, n_rows = queue(night, show, page, on_a_page)
    n_pages = max(ceil(n_rows / on_a_page), 1)
    if page > n_pages:
        raise ValueError(f'The queue has {n_pages} pages so narrowed; "page" in the address asks for page {page}.')
    return render(
        "cases.html",
        night,
        page=PAGE,
        title="Cases",
        filters=[NARROWINGS[show].title] if show else [],
        rows=rows,
        n_rows=n_rows,
        n_first=(page - 1) * on_a_page + 1,
        place=page,
        n_pages=n_pages,
        before=_address(show, page - 1) if page > 1 else None,
        behind=_address(show, page + 1) if page < n_pages and night.is_live else None,
        narrowings=narrowings(night, show),
        nothing=NARROWINGS[show].nothing,
        n_queued=MOST_QUEUED,
        n_without_page=0 if night.is_live else night.work_count["n_all"] - len(night.cases_with_a_page),
        counts=night.work_count,
        counted_on=night.counted_on,
        may_sign=night.decisions is not None and night.reader is not None and night.reader.may_sign,
        form_key=uuid4().hex,
    )


def narrowings(night: OpenNight, show: str) -> list[dict[str, Any]]:
    """The saved filters with their addresses and counts; mine only for somebody who is signed in."""
    return [
        {
            "title": one.title,
            "address": _address(name, 1),
            "is_asked": name == show,
            "n": night.work_count[one.counted] if one.counted else None,
        }
        for name, one in NARROWINGS.items()
        if name != "mine" or (night.reader is not None and night.reader.name is not None)
    ]


def _address(show: str, page: int) -> str:
    asked = {name: value for name, value in (("show", show), ("page", page)) if value not in ("", 1)}
    return f"{PAGE}?{urlencode(asked)}" if asked else PAGE
