"""The same pages from a server, of the night published at that moment; it can ask who looks, and records it."""

import logging
from collections.abc import Callable
from datetime import date
from threading import Thread
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.base import BaseHTTPMiddleware

from dashboards.access_log import AccessLog
from dashboards.access_served import add_access_route
from dashboards.as_of import address_as_of
from dashboards.assets import ASSETS, assets
from dashboards.deciding import add_decision_routes
from dashboards.download import rows_as_csv, view_as_csv, warehouse_file
from dashboards.frame import notice
from dashboards.guard import Guard, failed, refused
from dashboards.pack_served import pack_as_pdf
from dashboards.pages.audit import chosen_decisions
from dashboards.review import ADDRESS, since_review
from dashboards.seen import Seen
from dashboards.shown import Nights, draw_ahead_for_ever, night_of, night_to_show, reader_of, shown_page, warehouse_at
from dashboards.sign_in import pages
from dashboards.sign_in.asked import require
from dashboards.sign_in.gate import Gate
from dashboards.sign_in.proxy import is_loopback
from dashboards.sign_in.user import Role, User

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
    # With no-referrer a browser sends `Origin: null` with our own forms, and the guard would take them for foreign.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
KEEP_NOTHING, ASK_AGAIN, KEEP_FOR_GOOD = "no-store", "no-cache", "private, max-age=31536000, immutable"
READING = ["GET", "HEAD"]


def create_app(nights: Nights, gate: Gate | None = None, guard: Guard | None = None) -> FastAPI:
    """The pages of the newest night under /, and those of the night of a day under /night/DAY/.

    Without a gate nobody is asked to sign in, and without the access log of the guard nothing is recorded.
    """
    app = FastAPI(title="Vigil", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.gate = gate or Gate()
    guard = guard or Guard()
    app.add_middleware(BaseHTTPMiddleware, dispatch=guard)

    @app.middleware("http")
    async def with_headers(request: Request, call_next: Callable) -> Response:
        try:
            response: Response = await call_next(request)
        except Exception as error:
            response = failed(error)
        response.headers.update(HEADERS)
        response.headers.setdefault("Cache-Control", KEEP_NOTHING)
        return response

    @app.exception_handler(HTTPException)
    async def in_words(request: Request, error: HTTPException) -> HTMLResponse:  # noqa: ARG001
        return refused(error)

    app.include_router(pages.router)

    @app.api_route("/as-of", methods=READING)
    def another_night(request: Request) -> RedirectResponse:
        return RedirectResponse(address_as_of(request.query_params), 303)

    @app.api_route(f"/{ADDRESS}", methods=READING)
    def since_my_review(request: Request, _: Annotated[User, Depends(require(Role.VIEWER))]) -> Response:
        request.state.seen = Seen("since my review")
        with night_to_show(nights, warehouse_at(nights, None), {}, reader_of(request)) as night:
            address, sentence = since_review(night)
        if address is None:
            return HTMLResponse(notice(title="Since my last review", sentence=sentence))
        return RedirectResponse(f"/{address}", 303)

    add_access_route(app, nights, guard.access)
    add_decision_routes(app, nights)
    for prefix in ("", "/night/{day}"):
        _add_routes(app, nights, prefix)
    return app


def _add_routes(app: FastAPI, nights: Nights, prefix: str) -> None:
    @app.api_route(f"{prefix}/{ASSETS}/{{name}}", methods=READING)
    def asset(request: Request, name: str) -> Response:
        return _asset(request, name)

    @app.api_route(f"{prefix}/download/warehouse.duckdb", methods=READING)
    def warehouse(request: Request, _: Annotated[User, Depends(require(Role.ANALYST))], day: str = "") -> Response:
        as_of = _day(day)
        request.state.seen = Seen("download warehouse", night=as_of, is_data=True)
        return warehouse_file(warehouse_at(nights, as_of))

    @app.api_route(f"{prefix}/download/v1/{{view}}.csv", methods=READING)
    def csv(request: Request, view: str, _: Annotated[User, Depends(require(Role.ANALYST))], day: str = "") -> Response:
        as_of = _day(day)
        request.state.seen = Seen("download of schema v1", night=as_of, is_data=True)
        answer = view_as_csv(nights.opened, warehouse_at(nights, as_of), view)
        request.state.seen = Seen(f"download v1.{view}", night=as_of, is_data=True)
        return answer

    @app.api_route(f"{prefix}/download/decisions.csv", methods=READING)
    def decisions(request: Request, user: Annotated[User, Depends(require(Role.VIEWER))], day: str = "") -> Response:
        if not (user.may_act_as(Role.ANALYST) or user.may_act_as(Role.REVIEWER)):
            raise HTTPException(403, "Taking the decisions as CSV needs the role analyst or reviewer.")
        as_of = _day(day)
        request.state.seen = Seen("download decisions", night=as_of, is_data=True)
        newest_as_of = None if as_of is None else night_of(warehouse_at(nights, None))
        warehouse, reader = warehouse_at(nights, as_of), reader_of(request)
        with night_to_show(nights, warehouse, request.query_params, reader, newest_as_of) as night:
            try:
                return rows_as_csv(chosen_decisions(night), "vigil-decisions.csv")
            except ValueError as error:
                raise HTTPException(400, str(error)) from error

    @app.api_route(f"{prefix}/pack.pdf", methods=["GET"])
    def pack(request: Request, _: Annotated[User, Depends(require(Role.VIEWER))], day: str = "") -> Response:
        as_of = _day(day)
        request.state.seen = Seen("meeting pack", night=as_of, is_data=True)
        return pack_as_pdf(nights, request, as_of)

    @app.api_route(f"{prefix}/", methods=READING)
    @app.api_route(f"{prefix}/{{name}}", methods=READING)
    def page(
        request: Request, _: Annotated[User, Depends(require(Role.VIEWER))], name: str = "index.html", day: str = ""
    ) -> HTMLResponse:
        return shown_page(nights, request, name, _day(day))


def _asset(request: Request, name: str) -> Response:
    if name not in assets():
        raise HTTPException(404)
    found = assets()[name]
    tag = f'"{found.digest}"'
    is_named = request.query_params.get("v") == found.digest
    headers = {
        "ETag": tag,
        "Cache-Control": KEEP_FOR_GOOD if is_named else ASK_AGAIN,
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, media_type=found.media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(found.content, media_type=found.media_type, headers=headers)


def _day(day: str) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError as error:
        raise HTTPException(404) from error


def check_binding(host: str, gate: Gate) -> None:
    """Refuse to be reached from other machines without sign-in. Raises ValueError, a sentence."""
    if not is_loopback(host) and not gate.is_on:
        raise ValueError(
            f"{host} can be reached from other machines, and nobody would be asked to sign in. "
            "Add users with vigil user add, or name the header of your proxy with --user-header, or leave --host out."
        )


def run_server(
    nights: Nights, gate: Gate | None = None, access: AccessLog | None = None, *,
    host: str = "127.0.0.1", port: int = 8350, hosts: frozenset[str] = frozenset(),
) -> None:  # fmt: skip
    """Serve until interrupted; see `check_binding`. `hosts` are further names under which browsers may ask."""
    gate = gate or Gate()
    check_binding(host, gate)
    assets()
    Thread(target=draw_ahead_for_ever, args=(nights, gate), daemon=True).start()
    # The peer's own address decides whom to trust, so uvicorn must not replace it by what a header says.
    uvicorn.run(
        create_app(nights, gate, Guard(access, hosts)),
        host=host, port=port, log_level="warning", access_log=False, server_header=False, proxy_headers=False,
        limit_concurrency=200, timeout_keep_alive=10, h11_max_incomplete_event_size=16 << 10,
    )  # fmt: skip
