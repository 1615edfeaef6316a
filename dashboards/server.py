"""The same pages from a server: each request opens the night published at that moment, and closes it."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import duckdb
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from plotly.offline import get_plotlyjs
from starlette.exceptions import HTTPException

from dashboards.composition import compose
from dashboards.frame import notice
from dashboards.night import open_night
from dashboards.site import ASSETS, STATIC

log = logging.getLogger(__name__)

# Plotly adds two style elements (an empty one that it fills by script, and that of its maps), one style attribute (bold
# text), and draws the cells of a grid as an image within the page.
PLOTLY_STYLES = (
    "'unsafe-hashes'",
    "'sha256-wkY2X5hecQzbhnFCqvTpwrUJ1f4X8LH5WFjYUzv1wmU='",
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-ji27qzEtxXZW+7dun6UwjHXJ18e6WAin1VvNtkzIE/o='",
)
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        f"style-src 'self' {' '.join(PLOTLY_STYLES)}",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
READING = ["GET", "HEAD"]
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
NOT_PUBLISHED = "No night has been published yet: run vigil night."
UNREADABLE = "The published night cannot be read at the moment. Run vigil night, or look at the log of this server."
UNKNOWN = "This night has no such page. Start from the brief."


@dataclass(frozen=True)
class Nights:
    """Where the published nights are: asked at each request, so that a new night is seen at once."""

    current: Callable[[], Path]
    """The newest warehouse; it may raise whatever says that there is none."""
    before: Callable[[Path], Path | None] = lambda _: None
    """The warehouse published before another."""
    of_day: Callable[[date], Path | None] = lambda _: None


def create_app(nights: Nights) -> FastAPI:
    """The pages of the newest night under /, and those of the night of a day under /night/DAY/."""
    app = FastAPI(title="Vigil", docs_url=None, redoc_url=None, openapi_url=None)

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable) -> Response:
        response: Response = await call_next(request)
        response.headers.update(HEADERS)
        return response

    @app.exception_handler(HTTPException)
    async def in_words(request: Request, error: HTTPException) -> HTMLResponse:  # noqa: ARG001
        sentence = UNKNOWN if error.detail == "Not Found" else str(error.detail)
        return HTMLResponse(notice(title="Not found", sentence=sentence), error.status_code)

    @app.api_route(f"/{ASSETS}/{{name}}", methods=READING)
    def asset(name: str) -> Response:
        if name not in assets():
            raise HTTPException(404)
        return Response(assets()[name], media_type=TYPES[Path(name).suffix])

    @app.api_route("/", methods=READING)
    @app.api_route("/{name}", methods=READING)
    def page(request: Request, name: str = "index.html") -> HTMLResponse:
        return _shown(nights, name, request.query_params)

    @app.api_route(f"/night/{{day}}/{ASSETS}/{{name}}", methods=READING)
    def asset_of_a_past_night(day: str, name: str) -> Response:  # noqa: ARG001
        return asset(name)

    @app.api_route("/night/{day}/", methods=READING)
    @app.api_route("/night/{day}/{name}", methods=READING)
    def page_of_a_past_night(request: Request, day: str, name: str = "index.html") -> HTMLResponse:
        try:
            as_of = date.fromisoformat(day)
        except ValueError as error:
            raise HTTPException(404) from error
        return _shown(nights, name, request.query_params, as_of)

    return app


def _shown(nights: Nights, name: str, query: Mapping[str, str], as_of: date | None = None) -> HTMLResponse:
    """A page of the newest night, or of the night of a day; `query` is what the address asks for beyond the page."""
    try:
        newest = nights.current().resolve(strict=True)
    except Exception as error:  # whatever the caller raises: there is no path to open
        log.warning("There is no published night to show: %s.", type(error).__name__)
        return HTMLResponse(notice(title="No night yet", sentence=NOT_PUBLISHED), 503)
    warehouse = newest if as_of is None else nights.of_day(as_of)
    if warehouse is None:
        raise HTTPException(404, "No night of that day is on record. Start from the newest one.")
    newest_as_of = None if as_of is None else night_of(newest)
    try:
        with open_night(
            warehouse,
            now=datetime.now(UTC),
            is_live=True,
            previous=nights.before(warehouse),
            newest_as_of=newest_as_of,
            query=query,
        ) as night:
            html = compose(night, name)
    except ValueError as error:
        return HTMLResponse(notice(title="Not understood", sentence=str(error)), 400)
    except (duckdb.Error, OSError, IndexError) as error:
        log.error("The published night could not be read: %s.", type(error).__name__)
        return HTMLResponse(notice(title="Cannot be read", sentence=UNREADABLE), 503)
    if html is None:
        raise HTTPException(404)
    return HTMLResponse(html)


def night_of(warehouse: Path) -> date:
    """The day of a published night, which its folder is named by."""
    return date.fromisoformat(warehouse.parent.name[:10])


@cache
def assets() -> dict[str, bytes]:
    """Style, scripts and Plotly's library by name."""
    found = {path.name: path.read_bytes() for path in sorted(STATIC.iterdir())}
    return found | {"plotly.min.js": get_plotlyjs().encode()}


def run_server(nights: Nights, host: str = "127.0.0.1", port: int = 8350) -> None:
    """Serve until interrupted. It has no sign-in of its own: keep it behind a proxy that has one."""
    uvicorn.run(create_app(nights), host=host, port=port, log_level="warning", server_header=False)
