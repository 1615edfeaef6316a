"""The meeting pack as the answer to an address: made when asked for, one at a time."""

import logging
from datetime import UTC, date, datetime
from threading import BoundedSemaphore

import duckdb
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dashboards.chromium import NoChromium
from dashboards.guard import page_in_words
from dashboards.night import OpenNight
from dashboards.pack import asked_pack, seal_of
from dashboards.pack_print import print_pack
from dashboards.shown import UNREADABLE, Nights, night_of, warehouse_at

log = logging.getLogger(__name__)

AT_ONCE = BoundedSemaphore(1)


def pack_as_pdf(nights: Nights, request: Request, as_of: date | None) -> Response:
    """The pack of the newest night, or of that of a day, as a PDF; or a page that says why there is none."""
    if not AT_ONCE.acquire(blocking=False):
        raise HTTPException(503, "Another pack is being printed. Try again when it is done.")
    try:
        return _printed(nights, request, as_of)
    except ValueError as error:
        return page_in_words(400, str(error))
    except NoChromium as error:
        log.error("%s", error)
        return page_in_words(503, "This server has no Chromium to print with. Its log says how to install one.")
    except (duckdb.Error, OSError, IndexError) as error:
        log.error("The pack could not be printed: %s.", type(error).__name__)
        return page_in_words(503, UNREADABLE)
    finally:
        AT_ONCE.release()


def _printed(nights: Nights, request: Request, as_of: date | None) -> Response:
    warehouse = warehouse_at(nights, as_of).resolve(strict=True)
    newest = None if as_of is None else night_of(warehouse_at(nights, None))
    with nights.opened.cursor(warehouse) as con:
        night = OpenNight(con, datetime.now(UTC), is_live=True, newest_as_of=newest)
        pdf = print_pack(night, asked_pack(night, request.query_params), seal_of(warehouse, night))
    name = f"vigil-pack-{night.facts['as_of']}.pdf"
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
