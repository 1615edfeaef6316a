"""Who has signed in: a table in the server's memory, so that a restart signs everybody out."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from dashboards.sign_in.user_file import Account

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
MOST_OF_ONE_USER = 10


@dataclass
class Session:
    """One sign-in of one user. It ends when idle, after LONGEST, or when the account changes."""

    account: Account
    keyed_password: bytes
    """The password that it began with, under a key of this process: each signature asks for it again."""
    began_at: datetime
    last_seen_at: datetime


class Sessions:
    """Sessions by the digest of their id: the ids themselves are with the browsers only."""

    def __init__(self, now: Callable[[], datetime], idle: timedelta = IDLE, longest: timedelta = LONGEST) -> None:
        self._now, self._idle, self._longest = now, idle, longest
        self._sessions: dict[bytes, Session] = {}
        self._lock = Lock()

    def begin(self, account: Account, keyed_password: bytes) -> str:
        """A new session; returns its id, which nobody can have known before."""
        session_id, now = secrets.token_urlsafe(32), self._now()
        with self._lock:
            self._sessions = {key: one for key, one in self._sessions.items() if self._is_open(one)}
            own = [key for key, one in self._sessions.items() if one.account.user.name == account.user.name]
            for key in own[: max(len(own) - MOST_OF_ONE_USER + 1, 0)]:
                del self._sessions[key]
            self._sessions[_key(session_id)] = Session(account, keyed_password, now, now)
        return session_id

    def find(self, session_id: str) -> Session | None:
        """The open session of that id, seen at this moment; None for an id that was never given or has ended."""
        with self._lock:
            session = self._sessions.get(_key(session_id))
            if session is None:
                return None
            if not self._is_open(session):
                del self._sessions[_key(session_id)]
                return None
            session.last_seen_at = self._now()
            return session

    def end(self, session_id: str) -> None:
        """Sign out."""
        with self._lock:
            self._sessions.pop(_key(session_id), None)

    def _is_open(self, session: Session) -> bool:
        now = self._now()
        return now - session.last_seen_at < self._idle and now - session.began_at < self._longest


def _key(session_id: str) -> bytes:
    return hashlib.sha256(session_id.encode("utf-8", "surrogatepass")).digest()
