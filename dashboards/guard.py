"""Stands before every route: limits, host and origin, who asks, the form's token, the access log, errors in words."""

import hmac
import ipaddress
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from urllib.parse import parse_qsl, quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dashboards.access_log import Access, AccessLog
from dashboards.frame import notice
from dashboards.seen import Seen, seen_of
from dashboards.sign_in.asked import TOKEN_FIELD, gate_of, visitor_of
from dashboards.sign_in.gate import FORM_COOKIE, Visitor, cookie_name
from dashboards.sign_in.pages import SIGN_IN

log = logging.getLogger(__name__)

LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
LONGEST_ADDRESS, LARGEST_FORM, MOST_FIELDS = 4096, 64 << 10, 200
READING = frozenset({"GET", "HEAD"})
FORM = "application/x-www-form-urlencoded"
TITLES = {
    400: "Not understood", 401: "Sign in", 403: "Not allowed", 404: "Not found", 405: "Not possible", 413: "Too much",
    414: "Too long", 415: "Not understood", 421: "Not this server", 429: "Wait", 503: "Not at the moment",
}  # fmt: skip
UNKNOWN = "This night has no such page. Start from the brief."
FAILED = "The server failed at this page. Its log says where; nothing was changed in the data."
UNLOGGED = (
    "Access cannot be recorded at the moment, so no page is shown. The log of the server says why. "
    "What you may just have sent may have been kept: look before you send it again."
)
Answer = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Guard:
    """What the guard of one server goes by. `hosts` are the names under which browsers may ask for it."""

    access: AccessLog | None = None
    hosts: frozenset[str] = field(default_factory=frozenset)

    async def __call__(self, request: Request, call_next: Answer) -> Response:
        """The answer to a request, recorded before it goes out."""
        started = perf_counter()
        request.state.form, request.state.has_form = {}, False
        try:
            self._check_address(request)
            response = await self._answer(request, call_next)
        except HTTPException as error:
            response = refused(error)
        except Exception as error:
            response = failed(error)
        try:
            await self._record(request, response, started)
        except OSError as error:
            log.error("Access cannot be recorded: %s.", type(error).__name__)
            if gate_of(request).is_on:
                response = page_in_words(503, UNLOGGED)
        self._set_form_cookie(request, response)
        return response

    def _check_address(self, request: Request) -> None:
        """Refuse what no page of ours asks for. A foreign name in Host is how a strange page reaches a local server."""
        if len(request.scope.get("raw_path", b"")) + len(request.scope["query_string"]) > LONGEST_ADDRESS:
            raise HTTPException(414, "The address is too long. Ask for less at once.")
        host = request.headers.getlist("host")
        if len(host) != 1 or not self._is_ours(host[0]):
            raise HTTPException(421, "This server does not answer under that name: see vigil serve --allow-host.")
        if request.method not in READING | {"POST"}:
            raise HTTPException(405, "Pages can be read, and forms sent; nothing else is possible here.")
        if request.method == "POST":
            check_origin(request, host[0])

    def _is_ours(self, host: str) -> bool:
        name, colon, port = host.rpartition(":")
        if not colon or "]" in port:
            name, port = host, ""
        return name.lower() in LOCAL_HOSTS | self.hosts and (not port or port.isdecimal())

    async def _answer(self, request: Request, call_next: Answer) -> Response:
        gate = gate_of(request)
        try:
            request.state.visitor = gate.visitor(request)
        except ValueError as error:
            log.error("%s", error)
            raise HTTPException(503, "Nobody can sign in at the moment. The log of this server says why.") from error
        visitor = visitor_of(request)
        if request.method == "POST":
            request.state.form = await read_form(request)
            token = request.state.form.pop(TOKEN_FIELD, "")
            if not hmac.compare_digest(token.encode(), gate.form_token(visitor).encode()):
                raise HTTPException(403, "This form is from an earlier visit. Open its page again, then send it again.")
        if is_logged(request) and self.access is not None and gate.is_on:
            try:
                self.access.ready(datetime.now(UTC).date())
            except OSError as error:
                log.error("Access cannot be recorded: %s.", type(error).__name__)
                raise HTTPException(503, UNLOGGED) from error
        if visitor.user is None and needs_sign_in(request):
            return ask_to_sign_in(request)
        return await call_next(request)

    async def _record(self, request: Request, response: Response, started: float) -> None:
        if self.access is None or not is_logged(request):
            return
        visitor: Visitor | None = getattr(request.state, "visitor", None)
        user = visitor.user if visitor is not None else None
        seen: Seen = getattr(request.state, "seen", None) or seen_of(
            request.url.path, is_found=response.status_code == 200
        )
        keys = seen.chosen or ((seen.patient_key,) if seen.patient_key else ())
        line = Access(
            at=datetime.now(UTC),
            user=getattr(request.state, "signed_in_as", None) or (user.name if user else "nobody"),
            roles=user.roles_in_words if user else "",
            address=visitor.address if visitor is not None else (request.client.host if request.client else "unknown"),
            method=request.method if request.method in READING | {"POST"} else "other",
            page=seen.page,
            status=response.status_code,
            milliseconds=round((perf_counter() - started) * 1000),
            person=" ".join(self.access.pseudonyms(keys)) or None,
            night=seen.night,
            tried=getattr(request.state, "tried", None),
        )
        is_kept_through = request.method == "POST" or seen.is_data
        if is_kept_through:
            await run_in_threadpool(self.access.write, line, through=True)
        else:
            self.access.write(line, through=False)

    def _set_form_cookie(self, request: Request, response: Response) -> None:
        if request.state.has_form:
            visitor = visitor_of(request)
            response.set_cookie(
                cookie_name(FORM_COOKIE, visitor.is_https),
                visitor.form_key, path="/", httponly=True, samesite="strict", secure=visitor.is_https,
            )  # fmt: skip


def check_origin(request: Request, host: str) -> None:
    """Refuse a form that a page of another server sends. Browsers say where a form comes from; scripts need not."""
    origin = request.headers.get("origin")
    if origin is not None and origin.lower() not in {f"http://{host.lower()}", f"https://{host.lower()}"}:
        raise HTTPException(403, "This form comes from another place than this server.")
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise HTTPException(403, "This form comes from another place than this server.")


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form, of a small one only. Raises HTTPException with a sentence."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise HTTPException(415, "Only forms can be sent here.")
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_FORM:
            raise HTTPException(413, f"A form may hold {LARGEST_FORM >> 10} KB. Send less at once.")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"))
    except ValueError as error:
        raise HTTPException(400, "The form cannot be read.") from error


def is_logged(request: Request) -> bool:
    """Whether the request is an access: style, scripts and the library of the figures are none."""
    return "/assets/" not in request.url.path


def needs_sign_in(request: Request) -> bool:
    """Whether the request is for somebody signed in: all but the page to sign in, and what it is drawn with."""
    return request.url.path != SIGN_IN and is_logged(request)


def ask_to_sign_in(request: Request) -> Response:
    """To the form, and from there back to the page; a proxy has no form of ours."""
    if not gate_of(request).has_form:
        raise HTTPException(401, "The proxy in front of this server did not say who you are, or you have no role here.")
    if request.method not in READING:
        raise HTTPException(401, "You are signed out. Sign in, then send the form again.")
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{SIGN_IN}?next={quote(target, safe='/')}", 303)


def refused(error: HTTPException) -> HTMLResponse:
    """A page that says what an HTTPException means."""
    is_plain = error.status_code in {404, 405} and error.detail in {"Not Found", "Method Not Allowed"}
    words = {404: UNKNOWN, 405: "This page can be read, and nothing else."}
    sentence = words[error.status_code] if is_plain else str(error.detail)
    return page_in_words(error.status_code, sentence, dict(error.headers or {}))


def failed(error: Exception) -> HTMLResponse:
    """A page that says only that it failed; the log has the kind of error and the place, and no values."""
    place = "unknown"
    trace = error.__traceback__
    while trace is not None:
        place, trace = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}", trace.tb_next
    log.error("A page failed: %s at %s.", type(error).__name__, place)
    return page_in_words(500, FAILED)


def page_in_words(status: int, sentence: str, headers: dict[str, str] | None = None) -> HTMLResponse:
    """A page without a night."""
    return HTMLResponse(notice(title=TITLES.get(status, "Failed"), sentence=sentence), status, headers)


def allowed_host(name: str) -> str:
    """A host name as it stands in an address: IPv6 in brackets. Raises ValueError, a sentence, for what is none."""
    with suppress(ValueError):
        ip = ipaddress.ip_address(name.strip("[]"))
        return f"[{ip}]" if ip.version == 6 else str(ip)
    if not name or not all(letter.isascii() and (letter.isalnum() or letter in ".-_") for letter in name):
        raise ValueError("Give a host as the name in the browser's address, without https:// and without a port.")
    return name.lower()
