"""The page to sign in, and the way out."""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dashboards.frame import environment
from dashboards.sign_in.asked import form_of, form_token, gate_of, seconds_up, visitor_of, wait_in_words
from dashboards.sign_in.gate import SESSION_COOKIE, cookie_name

SIGN_IN = "/sign-in"
WRONG = "Name and password do not belong together. Nothing is said about which of them is wrong."
LONGEST_ADDRESS = 2000

router = APIRouter()


@router.api_route(SIGN_IN, methods=["GET", "HEAD"])
def sign_in_page(request: Request, next: str = "/") -> Response:
    """The form; whoever is signed in already goes on."""
    if not gate_of(request).has_form:
        raise HTTPException(404)
    if visitor_of(request).user is not None:
        return RedirectResponse(local(next), 303)
    return _form(request, local(next))


@router.post(SIGN_IN)
async def sign_in(request: Request) -> Response:
    """Begin a session under a new id, or show the form again."""
    gate, visitor, form = gate_of(request), visitor_of(request), form_of(request)
    if not gate.has_form:
        raise HTTPException(404)
    name, target = form.get("name", "").strip(), local(form.get("next", "/"))
    request.state.tried = name if gate.is_known(name) else None
    session_id, wait = await run_in_threadpool(gate.sign_in, name, form.get("password", ""), visitor)
    if wait:
        seconds = wait.total_seconds()
        return _form(request, target, wait_in_words(seconds), 429, {"Retry-After": seconds_up(seconds)})
    if session_id is None:
        return _form(request, target, WRONG, 401)
    request.state.signed_in_as = name
    answer = RedirectResponse(target, 303)
    answer.set_cookie(
        cookie_name(SESSION_COOKIE, visitor.is_https),
        session_id, path="/", httponly=True, samesite="strict", secure=visitor.is_https,
    )  # fmt: skip
    return answer


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """End the session."""
    visitor = visitor_of(request)
    gate_of(request).sign_out(visitor)
    answer = RedirectResponse(SIGN_IN, 303)
    answer.delete_cookie(
        cookie_name(SESSION_COOKIE, visitor.is_https),
        path="/",
        httponly=True,
        samesite="strict",
        secure=visitor.is_https,
    )
    return answer


def local(address: str) -> str:
    """The address if it is a page of this server, else the first page: a link must lead nobody elsewhere."""
    is_local = address.startswith("/") and not address.startswith(("//", "/\\"))
    is_plain = len(address) <= LONGEST_ADDRESS and all(" " < letter < "\x7f" and letter != "\\" for letter in address)
    return address if is_local and is_plain and not address.startswith(SIGN_IN) else "/"


def _form(
    request: Request, target: str, refusal: str | None = None, status: int = 200, headers: dict[str, str] | None = None
) -> HTMLResponse:
    page = environment().get_template("sign_in.html")
    return HTMLResponse(page.render(target=target, refusal=refusal, token=form_token(request)), status, headers)
