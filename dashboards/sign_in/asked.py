"""What a route may ask about its request: who is signed in, whether that is enough, what the form said.

For a page that signs, in a route of its own:

    @app.post("/decision")
    def decide(request: Request, user: Annotated[User, Depends(require(Role.REVIEWER))]) -> Response:
        form = form_of(request)                        # the token of the form has been checked by then
        confirm_password(request, form["password"])    # refuses in words
        ...                                            # user.name is who signs

and in its form `<input type="hidden" name="form_token" value="{{ form_token }}">`, from `form_token(request)`.
"""

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request

from dashboards.sign_in.gate import Gate, Visitor
from dashboards.sign_in.user import NEEDED_TO, NOBODY, Role, User

TOKEN_FIELD = "form_token"


def gate_of(request: Request) -> Gate:
    """The sign-in of the server that answers."""
    gate: Gate = request.app.state.gate
    return gate


def visitor_of(request: Request) -> Visitor:
    """Who asks, as the guard found it."""
    visitor: Visitor = request.state.visitor
    return visitor


def signed_in(request: Request) -> User:
    """The user who asks; NOBODY while sign-in is off. Refuses with 401, in words, whoever has still to sign in."""
    user = visitor_of(request).user
    if user is None:
        raise HTTPException(401, "Sign in first.")
    return user


def require(role: Role) -> Callable[[Request], User]:
    """A dependency: the signed-in user, if that user may act in the role; else 403 with a sentence."""

    def user_with_role(request: Request) -> User:
        user = signed_in(request)
        if not user.may_act_as(role):
            raise HTTPException(403, _refusal(user, role))
        return user

    return user_with_role


def form_of(request: Request) -> dict[str, str]:
    """The fields of the form that was sent, of a field sent twice the last."""
    form: dict[str, str] = request.state.form
    return form


def form_token(request: Request) -> str:
    """What a form shown to this visitor has to send back in TOKEN_FIELD; the answer then brings the cookie it needs."""
    visitor = visitor_of(request)
    request.state.has_form = True
    return gate_of(request).form_token(visitor)


def confirm_password(request: Request, password: str) -> User:
    """The signed-in user, after the password was given again; 403 or 429 with a sentence when it is not right."""
    user = signed_in(request)
    is_right, wait = gate_of(request).confirm(visitor_of(request), password)
    if wait:
        raise HTTPException(429, wait_in_words(wait.total_seconds()), {"Retry-After": seconds_up(wait.total_seconds())})
    if not is_right:
        raise HTTPException(
            403, "That is not your password, so nothing was signed. Whoever has none here asks for one: vigil user add."
        )
    return user


def wait_in_words(seconds: float) -> str:
    """Why an attempt was not looked at, and when the next one may be made."""
    return f"Too many attempts failed. Wait {seconds_up(seconds)} seconds, then try again."


def seconds_up(seconds: float) -> str:
    """Whole seconds, rounded up."""
    return str(int(-(-seconds // 1)))


def _refusal(user: User, role: Role) -> str:
    needs = f"{NEEDED_TO[role]} needs the role {role}."
    if user is NOBODY:
        return f"{needs} Sign-in is off on this server: add users with vigil user add, then start vigil serve again."
    return f"{needs} You are signed in as {user.name} ({user.roles_in_words}). Whoever runs the server gives roles."
