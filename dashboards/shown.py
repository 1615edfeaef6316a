"""One page of one night for one reader: composed, or kept from an earlier reader, or said why not."""

import logging
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore
from time import sleep
from uuid import uuid4

import duckdb
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse

from dashboards import kept
from dashboards.change import changes_of
from dashboards.composition import compose, names_for_all
from dashboards.decided import Decisions
from dashboards.frame import bars, due_in_words
from dashboards.guard import page_in_words
from dashboards.night import OpenNight, Reader, Row, compared
from dashboards.opened import OpenedNights
from dashboards.sign_in.asked import form_token, gate_of, visitor_of
from dashboards.sign_in.gate import Gate
from dashboards.sign_in.user import NOBODY, Role
from dashboards.words import duration, moment

log = logging.getLogger(__name__)

PAGES_AT_ONCE = 4
SECONDS_BETWEEN_LOOKS = 20
NOT_PUBLISHED = "No night has been published yet: run vigil night."
UNREADABLE = "The published night cannot be read at the moment. Run vigil night, or look at the log of this server."


@dataclass(frozen=True)
class Nights:
    """Where the published nights are: asked at each request, so that a new night is seen at once."""

    current: Callable[[], Path]
    """The newest warehouse; it may raise whatever says that there is none."""
    before: Callable[[Path], Path | None] = lambda _: None
    """The warehouse published before another."""
    of_day: Callable[[date], Path | None] = lambda _: None
    days: Callable[[], Sequence[date]] = tuple
    """Days of all published nights, the newest first."""
    steps_since: Callable[[str], list[Row]] = lambda _: []
    """Steps recorded by a run and later ones, also by runs that published nothing."""
    opened: OpenedNights = field(default_factory=OpenedNights)
    drawing: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(PAGES_AT_ONCE))
    """So many pages are composed at once; more would only slow each other down and hold more memory."""
    pages: kept.KeptPages = field(default_factory=kept.KeptPages)
    decisions: Decisions | None = None
    """The record of decisions, where forms may be signed and cases shown as they stand now."""
    changes: Callable[[], Hashable] = lambda: None
    """What kept pages are made of beside the nights: any value that is another one once something of that changed."""


def warehouse_at(nights: Nights, as_of: date | None) -> Path:
    """The newest warehouse, or that of a day. Raises HTTPException with a sentence when there is none."""
    try:
        newest = nights.current().resolve(strict=True)
    except Exception as error:  # whatever the caller raises: there is no path to open
        log.warning("There is no published night to show: %s.", type(error).__name__)
        raise HTTPException(503, NOT_PUBLISHED) from error
    warehouse = newest if as_of is None else nights.of_day(as_of)
    if warehouse is None:
        raise HTTPException(404, "No night of that day is on record. Start from the newest one.")
    return warehouse


def shown_page(nights: Nights, request: Request, name: str, as_of: date | None) -> HTMLResponse:
    """A page of the newest night, or of the night of a day; what the address asks beyond the page is for the page."""
    warehouse = warehouse_at(nights, as_of)
    newest_as_of = None if as_of is None else night_of(warehouse_at(nights, None))
    try:
        html = _html(nights, warehouse, name, request.query_params, reader_of(request), newest_as_of)
    except ValueError as error:
        return page_in_words(400, str(error))
    except (duckdb.Error, OSError, IndexError) as error:
        log.error("The published night could not be read: %s.", type(error).__name__)
        return page_in_words(503, UNREADABLE)
    if html is None:
        raise HTTPException(404)
    return HTMLResponse(html)


def _html(
    nights: Nights, warehouse: Path, name: str, query: QueryParams, reader: Reader, newest_as_of: date | None
) -> str | None:
    with night_to_show(nights, warehouse, query, reader, newest_as_of) as night:
        if not kept.is_kept(name):
            with nights.drawing:
                return compose(night, name)
        own = {
            kept.NAME: reader.name or "", kept.AGE: duration(night.age), kept.MOMENT: moment(night.now),
            kept.DUE: due_in_words(night), kept.FORM_KEY: uuid4().hex,
        }  # fmt: skip
        if reader.can_sign_out or reader.may_sign:
            own[kept.TOKEN] = reader.form_token()
        night.is_kept = True
        night.reader = replace(reader, name=reader.name and kept.NAME, form_token=lambda: kept.TOKEN)
        decided = nights.decisions.changes() if nights.decisions and name in kept.OF_DECISIONS else None
        made_of = (
            warehouse, warehouse.stat().st_mtime_ns, nights.before(warehouse), newest_as_of, night.published, name,
            str(query), tuple(bars(night)), reader.name is None, reader.may_download, nights.changes(), decided,
            name in kept.OF_DECISIONS and reader.may_sign,
        )  # fmt: skip

        def drawn() -> str | None:
            with nights.drawing:
                return compose(night, name)

        html = nights.pages.page(made_of, drawn)
    return None if html is None else kept.shown(html, own)


def _changes_of(nights: Nights, as_of: date) -> tuple[list[Row], Row | None]:
    warehouse = nights.of_day(as_of)
    if warehouse is None:
        return [], None
    with nights.opened.cursor(warehouse) as con:
        return changes_of(con)


@contextmanager
def night_to_show(
    nights: Nights, warehouse: Path, query: Mapping[str, str], reader: Reader, newest_as_of: date | None = None
) -> Iterator[OpenNight]:
    """A night for one reader, compared with the one before it; of the newest one cases stand as they do now."""
    earlier, problem = nights.opened.earlier(nights.before(warehouse))
    with ExitStack() as opened:
        con = opened.enter_context(nights.opened.cursor(warehouse))
        night = OpenNight(con, datetime.now(UTC), True, earlier, problem, newest_as_of, query, reader)
        night.remembered = nights.opened.remembered(warehouse)
        night = compared(night)
        night.published = tuple(nights.days())
        night.changes_of = lambda day: _changes_of(nights, day)
        if newest_as_of is None:
            night.steps_since = partial(nights.steps_since, night.facts["run_id"])
        if nights.decisions is not None and newest_as_of is None:
            night.decisions = nights.decisions
            night.standing = opened.enter_context(nights.decisions.standing(warehouse))
        yield night


def draw_ahead(nights: Nights, gate: Gate, drawn_for: Path | None = None) -> Path | None:
    """Draw the kept pages of the newest night before somebody asks for them; returns the night that they are of.

    `drawn_for` is the night that this was last done for. Cases as they stand are built ahead too, also at midnight when
    days left are counted anew. What cannot be read is left to whoever asks for it.
    """
    with suppress(Exception):
        newest = nights.current().resolve(strict=True)
        if nights.decisions is not None:
            with nights.decisions.standing(newest):
                pass
        if newest != drawn_for:
            drawn_for = newest
            reader = Reader("nobody" if gate.is_on else None, lambda: "", not gate.is_on, False)
            with nights.opened.cursor(newest) as con:
                names = names_for_all(OpenNight(con, datetime.now(UTC), True))
            for name in filter(kept.is_kept, names):
                _html(nights, newest, name, QueryParams(), replace(reader, can_sign_out=gate.has_form), None)
    return drawn_for


def draw_ahead_for_ever(nights: Nights, gate: Gate) -> None:
    """See `draw_ahead`: of each night as it is published."""
    drawn_for = None
    while True:
        drawn_for = draw_ahead(nights, gate, drawn_for)
        sleep(SECONDS_BETWEEN_LOOKS)


def reader_of(request: Request) -> Reader:
    """Who asks, as pages need it."""
    user = visitor_of(request).user or NOBODY
    gate = gate_of(request)
    return Reader(
        name=user.name if gate.is_on else None,
        form_token=lambda: form_token(request),
        may_download=user.may_act_as(Role.ANALYST),
        can_sign_out=gate.has_form,
        may_sign=user.may_act_as(Role.REVIEWER),
    )


def night_of(warehouse: Path) -> date:
    """The day of a published night, which its folder is named by."""
    return date.fromisoformat(warehouse.parent.name[:10])
