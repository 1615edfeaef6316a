"""The sign-in of one server: who asks, whether a password is right, and the tokens that forms carry."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from secrets import token_bytes, token_urlsafe
from threading import BoundedSemaphore

from starlette.requests import Request

from dashboards.sign_in.password import LONGEST, Cost, PasswordHash, is_password, keyed
from dashboards.sign_in.proxy import Proxy
from dashboards.sign_in.session import Sessions
from dashboards.sign_in.throttle import Throttle
from dashboards.sign_in.user import NOBODY, User
from dashboards.sign_in.user_file import Account, UserFile

SESSION_COOKIE, FORM_COOKIE = "vigil-session", "vigil-form"
HASHES_AT_ONCE = 2


@dataclass
class Visitor:
    """Who asks, as far as it is known: `user` is None for somebody who still has to sign in."""

    user: User | None
    address: str
    is_https: bool
    session_id: str | None = None
    form_key: str = field(default_factory=lambda: token_urlsafe(24))
    """What the tokens of this browser's forms are made of, where there is no session."""


def now_utc() -> datetime:
    """This instant."""
    return datetime.now(UTC)


class Gate:
    """Sign-in by the header of a proxy, or else by name and password; off when neither is given."""

    def __init__(
        self, users: UserFile | None = None, proxy: Proxy | None = None, now: Callable[[], datetime] = now_utc
    ) -> None:
        self.users, self.proxy = users, proxy or Proxy()
        self.has_form = self.users is not None and self.proxy.user_header is None
        self.is_on = self.has_form or self.proxy.user_header is not None
        self._sessions, self._throttle = Sessions(now), Throttle(now)
        self._secret = token_bytes(32)
        self._hashing = BoundedSemaphore(HASHES_AT_ONCE)

    def visitor(self, request: Request) -> Visitor:
        """Who asks. Raises ValueError, a sentence, when the file of users cannot be read."""
        is_https = self.proxy.is_https(request)
        visitor = Visitor(None if self.is_on else NOBODY, self.proxy.address(request), is_https)
        visitor.form_key = request.cookies.get(cookie_name(FORM_COOKIE, is_https)) or visitor.form_key
        accounts = self.users.accounts() if self.users is not None else {}
        if self.proxy.user_header is not None:
            visitor.user = self.proxy.user(request, accounts)
        elif self.has_form:
            session_id = request.cookies.get(cookie_name(SESSION_COOKIE, is_https), "")
            session = self._sessions.find(session_id)
            if session is not None and accounts.get(session.account.user.name) == session.account:
                visitor.user, visitor.session_id = session.account.user, session_id
        return visitor

    def sign_in(self, name: str, password: str, visitor: Visitor) -> tuple[str | None, timedelta]:
        """The id of a new session when name and password are right; else None, and how long to wait if one has to."""
        wait = self._throttle.begin(name, visitor.address)
        if wait:
            return None, wait
        account = self._account(name, password)
        if account is None:
            return None, wait
        self._throttle.succeeded(name, visitor.address)
        self.sign_out(visitor)
        return self._sessions.begin(account, keyed(password, self._secret)), wait

    def sign_out(self, visitor: Visitor) -> None:
        """End the session of this visitor, if there is one."""
        if visitor.session_id is not None:
            self._sessions.end(visitor.session_id)

    def confirm(self, visitor: Visitor, password: str) -> tuple[bool, timedelta]:
        """Whether this is the signed-in user's password, asked again for a signature; and how long to wait if so.

        Under a proxy the password is that of the file of users, if the user has one there. The one that a session began
        with is known again without its slow hash; whatever else is typed is hashed, as slowly as at a sign-in.
        """
        name = visitor.user.name if visitor.user is not None else ""
        wait = self._throttle.begin(name, visitor.address)
        if wait or not (self._began_with(visitor, password) or self._account(name, password)):
            return False, wait
        self._throttle.succeeded(name, visitor.address)
        return True, wait

    def form_token(self, visitor: Visitor) -> str:
        """What a form of this visitor has to carry: nobody else can know it."""
        name = visitor.user.name if visitor.user is not None else ""
        bound = f"{visitor.session_id or visitor.form_key}|{name}"
        return hmac.new(self._secret, bound.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def is_known(self, name: str) -> bool:
        """Whether there is an account of that name: for the log, never for a page."""
        return self.users is not None and name in self.users.accounts()

    def _began_with(self, visitor: Visitor, password: str) -> bool:
        session = self._sessions.find(visitor.session_id) if visitor.session_id is not None else None
        return session is not None and hmac.compare_digest(session.keyed_password, keyed(password, self._secret))

    def _account(self, name: str, password: str) -> Account | None:
        """The account, if this is its password. An unknown name is compared with a hash of nobody's, as slowly."""
        accounts = self.users.accounts() if self.users is not None else {}
        costs = [account.password.cost for account in accounts.values()]
        nobodys = PasswordHash(max(costs, key=attrgetter("n"), default=Cost()), token_bytes(16), token_bytes(32))
        account = accounts.get(name)
        with self._hashing:
            is_right = is_password(password[: LONGEST + 1], account.password if account else nobodys)
        return account if is_right else None


def cookie_name(name: str, is_https: bool) -> str:
    """Over https a name that browsers bind to this host and to encrypted connections."""
    return f"__Host-{name}" if is_https else name
