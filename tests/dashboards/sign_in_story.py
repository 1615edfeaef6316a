"""A server with three users, and visitors of it: the cheapest of hashes, and a clock that tests move."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from dashboards.access_log import AccessLog
from dashboards.guard import Guard
from dashboards.server import Nights, create_app
from dashboards.sign_in.asked import confirm_password, form_of, form_token, require
from dashboards.sign_in.gate import Gate
from dashboards.sign_in.password import Cost, hashed
from dashboards.sign_in.proxy import Proxy
from dashboards.sign_in.user import Role, User
from dashboards.sign_in.user_file import UserFile

CHEAP = Cost(n=2, r=1, p=1)
PASSWORDS = {"vera": "vera-reads-pages", "rita": "rita-signs-things", "anna": "anna-takes-data"}
ROLES = {"vera": Role.VIEWER, "rita": Role.REVIEWER, "anna": Role.ANALYST}


class Clock:
    """The instant that the server believes in."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)


class Server:
    """A server over one warehouse. `/sign` is a page that signs, as those of decisions do."""

    def __init__(self, folder: Path, warehouse: Path | None = None, proxy: Proxy | None = None, **how: Any) -> None:
        self.clock, self.log = Clock(), AccessLog(folder / "access")
        self.users = UserFile(folder / "user.jsonl")
        if how.get("has_users", True):
            for name, password in PASSWORDS.items():
                self.users.add(name, frozenset({ROLES[name]}), hashed(password, CHEAP))
        gate = Gate(self.users if how.get("asks", True) else None, proxy, self.clock)
        missing = folder / "current" / "warehouse.duckdb"
        guard = Guard(self.log, how.get("hosts", frozenset()))
        self.app = create_app(Nights(lambda: warehouse or missing, decisions=how.get("decisions")), gate, guard)
        _add_a_page_that_signs(self.app)

    def visitor(self, address: str = "127.0.0.1", **how: Any) -> "Visitor":
        return Visitor(self.app, address, **how)

    def logged(self) -> list[dict[str, Any]]:
        return list(self.log.entries())

    def log_text(self) -> str:
        return "".join(path.read_text() for path in sorted(self.log.folder.glob("*.jsonl")))


class Visitor:
    """A browser without scripts: it keeps cookies and follows nothing."""

    def __init__(
        self, app: Any, address: str, base_url: str = "http://127.0.0.1", cookies: dict[str, str] | None = None
    ) -> None:
        self.transport = httpx.ASGITransport(app, client=(address, 50000))
        self.base_url, self.cookies = base_url, httpx.Cookies(cookies)

    def ask(self, method: str, path: str, **what: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self.transport, base_url=self.base_url, cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, **what)
                self.cookies = httpx.Cookies(client.cookies)
                return answer

        return asyncio.run(asked())

    def get(self, path: str, **what: Any) -> httpx.Response:
        return self.ask("GET", path, **what)

    def post(self, path: str, **what: Any) -> httpx.Response:
        return self.ask("POST", path, **what)

    def token(self) -> str:
        """The token of the form to sign in, or of the frame of a page."""
        page = self.get("/sign-in")
        found = re.search(r'name="form_token" value="([0-9a-f]+)"', (page if page.is_success else self.get("/")).text)
        assert found, "no form"
        return found[1]

    def sign_in(self, name: str, password: str | None = None, **fields: str) -> httpx.Response:
        sent = {"name": name, "password": password if password is not None else PASSWORDS[name], **fields}
        return self.post("/sign-in", data={"form_token": self.token(), **sent})


def _add_a_page_that_signs(app: Any) -> None:
    need = Depends(require(Role.REVIEWER))

    def sign(request: Request, user: User = need) -> Response:
        confirm_password(request, form_of(request).get("password", ""))
        return Response(f"signed by {user.name}")

    def token(request: Request) -> Response:
        return Response(form_token(request))

    app.post("/sign")(sign)
    app.get("/a/form")(token)
